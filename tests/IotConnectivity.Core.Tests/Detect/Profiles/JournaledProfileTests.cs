using System.Text;
using IotConnectivity.Journal;
using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Profiles;

/// <summary>Security profiles and a store.</summary>
public class JournaledProfileTests
{
    private static readonly ProfileTarget North = ProfileTarget.ThingGroup("north");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FlushAsync_Profile_ComesBackAsItWas()
    {
        var first = await OpenAsync();
        first.CreateGroup("north");
        var everything = new Behavior("Everything")
        {
            Metric = DetectMetrics.NumDisconnects,
            SuppressAlerts = true,
            ExportMetric = false,
            Criteria = new BehaviorCriteria
            {
                ComparisonOperator = "less-than-equals",
                Value = MetricValue.OfCount(long.MaxValue),
                DurationSeconds = 600,
                ConsecutiveDatapointsToAlarm = 2,
                ConsecutiveDatapointsToClear = 3,
            },
        };
        var addresses = new Behavior("Addresses")
        {
            Metric = DetectMetrics.SourceIpAddress, Criteria = new BehaviorCriteria { ComparisonOperator = "in-cidr-set", Value = MetricValue.OfCidrs("192.0.2.0/24", "::1") },
        };
        var draft = new SecurityProfileDraft
        {
            Description = "alles – ⚡",
            Behaviors = [everything, addresses],
            Alerts = new AlertDestination(ProfileFixture.Topic, ProfileFixture.Role),
            AdditionalMetricsToRetain = [DetectMetrics.DisconnectDuration],
        };
        Assert.True(first.Profiles.TryCreate("Watch", draft, out _, out _));
        first.Create("Plain");
        first.Clock.Advance(TimeSpan.FromMilliseconds(1));
        first.Update("Watch", new SecurityProfileUpdate { Behaviors = [everything, ProfileFixture.Offline, addresses] });
        first.Clock.Advance(TimeSpan.FromMilliseconds(1));
        first.Attach("Watch", North);
        first.Attach("Watch", ProfileTarget.AllThings);
        Assert.True(first.Profiles.TryBindMitigationActions("Watch", ["quarantine"], out var before, out _));
        await first.Index.FlushAsync();

        var next = await OpenAsync(first.Index.Store);

        AssertSame(before, next.Profiles.Find("Watch")!);
        AssertSame(first.Profiles.Find("Plain")!, next.Profiles.Find("Plain")!);
        Assert.Equal((2, 1), (next.Profiles.Count, next.Changes));
        Assert.True(next.Profiles.TryDelete("Plain", null, out _));
        await next.Index.FlushAsync();
        Assert.Equal(["Watch"], (await OpenAsync(first.Index.Store)).ListAll());
    }

    [Fact]
    public async Task OpenAsync_ProfilesThatTheProgramMadeBefore_AreStoredUnlessThereAreSuch()
    {
        var first = await OpenAsync();
        first.Create("Watch", ProfileFixture.Offline);
        await first.Index.FlushAsync();

        var next = new ProfileFixture(first.Index.Store);
        next.CreateGroup("north");
        next.Create("Watch");
        next.Create("Early");
        next.Attach("Early", North);
        await next.Index.Journal.OpenAsync(Cancel);
        await next.Index.FlushAsync();

        foreach (var opened in (ProfileFixture[])[next, await OpenAsync(first.Index.Store)])
        {
            Assert.Equal(["Early", "Watch"], opened.ListAll());
            Assert.Equal([ProfileFixture.Offline], opened.Profiles.Find("Watch")!.Behaviors);
            Assert.Equal([North], opened.TargetsOf("Early"));
        }
    }

    [Fact]
    public async Task OpenAsync_TargetWhoseGroupIsGone_IsDroppedForEver()
    {
        var first = await OpenAsync();
        first.CreateGroup("north");
        first.Create("Watch");
        first.Attach("Watch", North);
        first.Attach("Watch", ProfileTarget.AllThings);
        await first.Index.FlushAsync();
        Assert.True(first.Index.Store.Settings.Remove("thing-group/north"));

        var next = await OpenAsync(first.Index.Store);
        next.CreateGroup("north");
        await next.Index.FlushAsync();

        Assert.Equal([ProfileTarget.AllThings], next.TargetsOf("Watch"));
        Assert.Equal([ProfileTarget.AllThings], (await OpenAsync(first.Index.Store)).TargetsOf("Watch"));
    }

    [Fact]
    public async Task OnGroupChanged_DeletedGroup_IsNoTargetAfterTheRestartEither()
    {
        var first = await OpenAsync();
        first.CreateGroup("north");
        first.Create("Watch");
        first.Attach("Watch", North);
        Assert.True(first.Registry.Groups.TryDelete("north", null, out _));
        first.CreateGroup("north");
        await first.Index.FlushAsync();

        Assert.Empty((await OpenAsync(first.Index.Store)).TargetsOf("Watch"));
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"Version":1,"CreatedAtMs":9223372036854775807,"ModifiedAtMs":0,"Behaviors":[],"Targets":[]}""")]
    [InlineData("""{"Version":1,"CreatedAtMs":0,"ModifiedAtMs":0,"Behaviors":[null],"Targets":[]}""")]
    [InlineData("""{"Version":1,"CreatedAtMs":0,"ModifiedAtMs":0,"Behaviors":[{"Behavior":{"Name":"b"},"SinceMs":0}],"Targets":[]}""")]
    [InlineData("""{"Version":1,"CreatedAtMs":0,"ModifiedAtMs":0,"Behaviors":[],"Targets":[null]}""")]
    [InlineData("""{"Version":1,"CreatedAtMs":0,"ModifiedAtMs":0,"Behaviors":[],"Targets":[{"Kind":"ThingGroup","SinceMs":0}]}""")]
    public async Task OpenAsync_DamagedProfile_NamesIt(string stored)
    {
        var store = new ScriptedStore();
        store.Settings["security-profile/Watch"] = Encoding.UTF8.GetBytes(stored);

        var fixture = new ProfileFixture(store);
        var waiting = fixture.Index.Journal.WaitUntilReadyAsync(Cancel);

        var exception = await Assert.ThrowsAsync<StoreException>(() => fixture.Index.Journal.OpenAsync(Cancel));

        Assert.Same(exception, await Assert.ThrowsAsync<StoreException>(() => waiting));
        Assert.Equal(StoreFault.Damaged, exception.Fault);
        Assert.StartsWith("the stored `security-profile/Watch` cannot be used: ", exception.Message, StringComparison.Ordinal);
        Assert.Equal(stored, Encoding.UTF8.GetString(store.Settings["security-profile/Watch"].Span));
    }

    private static async Task<ProfileFixture> OpenAsync(ScriptedStore? store = null)
    {
        var fixture = new ProfileFixture(store);
        await fixture.Index.Journal.OpenAsync(Cancel);
        return fixture;
    }

    private static void AssertSame(SecurityProfile expected, SecurityProfile actual)
    {
        Assert.Equal(expected.Behaviors, actual.Behaviors);
        Assert.Equal(expected.BehaviorsSinceMs, actual.BehaviorsSinceMs);
        Assert.Equal(expected.AdditionalMetricsToRetain, actual.AdditionalMetricsToRetain);
        Assert.Equal(expected.MitigationActions, actual.MitigationActions);
        Assert.Equal(expected.Targets, actual.Targets);
        Assert.Equal(
            expected,
            actual with
            {
                Behaviors = expected.Behaviors,
                BehaviorsSinceMs = expected.BehaviorsSinceMs,
                AdditionalMetricsToRetain = expected.AdditionalMetricsToRetain,
                MitigationActions = expected.MitigationActions,
                Targets = expected.Targets,
            });
    }
}
