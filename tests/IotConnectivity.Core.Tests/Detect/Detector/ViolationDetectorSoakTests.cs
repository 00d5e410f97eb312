using IotConnectivity.Detect.Profiles;
using IotConnectivity.Detect.Violations;
using IotConnectivity.TestKit;

namespace IotConnectivity.Detect.Detector;

[Collection(nameof(SoakCollection))]
[Trait("Category", "Soak")]
public class ViolationDetectorSoakTests
{
    private const int Things = 2000;
    private const int Threads = 4;
    private const int Rounds = 20_000;

    [Fact]
    public async Task Changes_FromSeveralThreads_InTheEndThereAreTheAlarmsThatThereShouldBe()
    {
        await using var world = new DetectorWorld();
        await world.Journal.OpenAsync(TestContext.Current.CancellationToken);
        Assert.True(world.Registry.Groups.TryCreate("north", null, null, null, out _, out _));
        for (var i = 0; i < Things; i++) world.Create($"t{i}");
        Assert.True(world.Profiles.TryCreate("all", new SecurityProfileDraft { Behaviors = [DetectorWorld.Away("5m", 5), DetectorWorld.Away("10m", 10)] }, out _, out _));
        Assert.True(world.Profiles.TryCreate("group", new SecurityProfileDraft { Behaviors = [DetectorWorld.Away("3m", 3)] }, out _, out _));
        Assert.True(world.Profiles.TryAttach("group", ProfileTarget.ThingGroup("north"), out _));
        world.Detector.Start();

        // The clock stands: what was away for long enough is so by the stamps.
        Concurrently.Run(Threads, thread =>
        {
            var random = new Random(thread);
            for (var i = 0; i < Rounds; i++)
            {
                // Each thread has things of its own, whose events come in their order.
                var thing = $"t{(random.Next(Things / Threads) * Threads) + thread}";
                switch (random.Next(20))
                {
                    case 0:
                        world.Registry.Groups.TryChange(thing, random.Next(2) == 0 ? new() { Add = ["north"] } : new() { Remove = ["north"] }, out _);
                        break;
                    case 1 when thread == 0 && i % 50 == 0:
                        if (random.Next(2) == 0) world.Profiles.TryAttach("all", ProfileTarget.AllThings, out _);
                        else world.Profiles.TryDetach("all", ProfileTarget.AllThings, out _);
                        break;
                    case 2 when random.Next(10) == 0:
                        world.Registry.TryDelete(thing, null, out _);
                        world.Create(thing);
                        break;
                    default:
                        world.Flap(thing, random, i);
                        break;
                }
            }
        });
        Assert.True(world.Profiles.TryAttach("all", ProfileTarget.AllThings, out _));
        Assert.True(SpinWait.SpinUntil(() => world.Detector.IsAtRest, TimeSpan.FromSeconds(60)));
        world.Detector.Dispose();
        world.Look();

        var expected = new List<string>();
        for (var i = 0; i < Things; i++)
        {
            var thing = world.Registry.FindCell($"t{i}")!;
            if (!Outage.Of(thing.Current).IsAway) continue;
            var away = (world.NowMs - thing.Current!.EndedAtMs) / 60_000;
            if (away >= 5) expected.Add($"{thing.Name} all.5m");
            if (away >= 10) expected.Add($"{thing.Name} all.10m");
            if (away >= 3 && thing.Groups.Length > 0) expected.Add($"{thing.Name} group.3m");
        }

        Assert.Equal(expected.Order(StringComparer.Ordinal), AllActive(world).Select(static one => $"{one.ThingName} {one.ProfileName}.{one.Behavior.Name}").Order(StringComparer.Ordinal));
        Assert.Equal(expected.Count, world.Detector.ActiveCount);
    }

    private static List<Violation> AllActive(DetectorWorld world)
    {
        var all = new List<Violation>();
        string? token = null;
        do
        {
            Assert.True(world.Violations.TryListActive(new ViolationFilter(), 100, token, out var page, out _));
            all.AddRange(page.Violations);
            token = page.NextToken;
        }
        while (token is not null);
        return all;
    }
}
