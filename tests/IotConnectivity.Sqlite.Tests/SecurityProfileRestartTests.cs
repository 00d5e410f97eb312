using IotConnectivity.Detect;
using IotConnectivity.Detect.Profiles;
using IotConnectivity.Journal;
using IotConnectivity.Registry;
using Microsoft.Extensions.DependencyInjection;

namespace IotConnectivity.Sqlite;

/// <summary>Security profiles in a database.</summary>
public sealed class SecurityProfileRestartTests : IDisposable
{
    private readonly TestStore _store = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task OpenAsync_AfterARestart_ProfilesAndTargetsAreThere()
    {
        var offline = new Behavior("Offline5m")
        {
            Metric = DetectMetrics.DisconnectDuration, Criteria = new BehaviorCriteria { ComparisonOperator = "less-than", Value = MetricValue.OfCount(5) },
        };
        DateTimeOffset createdAt;
        await using (var first = await OpenAsync())
        {
            var profiles = first.GetRequiredService<SecurityProfiles>();
            Assert.True(first.GetRequiredService<ThingRegistry>().Groups.TryCreate("north", null, null, null, out _, out _));
            Assert.True(profiles.TryCreate("Watch", new SecurityProfileDraft { Behaviors = [offline] }, out var created, out _));
            Assert.True(profiles.TryCreate("Gone", new SecurityProfileDraft(), out _, out _));
            Assert.True(profiles.TryUpdate("Watch", new SecurityProfileUpdate { Description = "alles – ⚡" }, out _, out _));
            Assert.True(profiles.TryAttach("Watch", ProfileTarget.ThingGroup("north"), out _));
            Assert.True(profiles.TryDelete("Gone", null, out _));
            createdAt = created!.CreatedAt;
            await first.GetRequiredService<ConnectivityJournal>().FlushAsync(Cancelled);
        }

        await using var next = await OpenAsync();

        var restored = next.GetRequiredService<SecurityProfiles>();
        var profile = restored.Find("Watch")!;
        Assert.Equal((1, 2, createdAt, "alles – ⚡"), (restored.Count, profile.Version, profile.CreatedAt, profile.Description));
        Assert.Equal([offline], profile.Behaviors);
        Assert.Equal(ProfileTarget.ThingGroup("north"), Assert.Single(profile.Targets).Target);
    }

    private async Task<ServiceProvider> OpenAsync()
    {
        var services = new ServiceCollection();
        services.AddThingConnectivity().UseSqlite(_store.Path);
        var provider = services.BuildServiceProvider();
        _ = provider.GetRequiredService<SecurityProfiles>();
        await provider.GetRequiredService<ConnectivityJournal>().OpenAsync(Cancelled);
        return provider;
    }
}
