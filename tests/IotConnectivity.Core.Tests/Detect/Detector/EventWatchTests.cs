using IotConnectivity.Detect.Profiles;
using IotConnectivity.Detect.Violations;
using IotConnectivity.Storage;
using IotConnectivity.TestKit;

namespace IotConnectivity.Detect.Detector;

/// <summary>Counts of events in a window, and addresses, through the detector.</summary>
public class EventWatchTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Disconnects_AsManyAsAreTooMany_RaisesUntilTheWindowHasPassed()
    {
        await using var world = await new DetectorWorld().OpenAsync();
        world.Create("pump", "valve");
        world.Watch("Flapping", Counted(DetectMetrics.NumDisconnects, 3));
        for (var i = 0; i < 3; i++)
        {
            world.Connect("pump");
            world.Advance(TimeSpan.FromSeconds(10));
            world.Disconnect("pump");
            world.Disconnect("pump");
            world.Advance(TimeSpan.FromSeconds(20));
        }

        world.Connect("valve");
        world.Disconnect("valve");
        world.Look();
        Assert.Equal(3UL, Assert.Single(world.Active()).LastValue.Count);
        world.Advance(20 * Minute);

        Assert.Equal(["pump Flapping.x InAlarm 70 3", "pump Flapping.x AlarmCleared 310 2"], world.Told());
        Assert.Equal(0, world.Detector.WaitingCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Events_AnyBursts_RaiseAndClearWhatCountingEveryMomentDoes(bool isOnTicks)
    {
        for (var seed = 0; seed < Repetitions.Of(100); seed++)
        {
            var random = new Random(seed);
            var options = new DetectOptions { EvaluationPeriod = isOnTicks ? 5 * Minute : TimeSpan.Zero };
            var store = new InMemoryConnectivityStore(1000);
            var world = await new DetectorWorld(options, store).OpenAsync();
            var found = new List<(ViolationEventType, long)>();
            var ended = new List<string>();
            world.Create("pump");
            var (limit, toAlarm, toClear) = ((ulong)random.Next(1, 6), random.Next(1, 4), random.Next(1, 4));
            world.Watch("Flapping", Counted(DetectMetrics.NumDisconnects, limit, toAlarm, toClear));
            var ends = new List<long>();
            for (var i = random.Next(5, 40); i > 0; i--)
            {
                // Whole seconds, at which events are counted.
                world.Advance(TimeSpan.FromSeconds(random.Next(2) == 0 ? random.Next(1, 60) : random.Next(1, 600)));

                // At the moment of a tick, or when another leaves the window, it comes before the value or after it.
                while ((world.NowMs - world.StartMs) % 300_000 == 0 || ends.Contains(world.NowMs - 300_000)) world.Advance(TimeSpan.FromSeconds(1));
                world.Connect("pump");
                world.Disconnect("pump");
                ends.Add(world.NowMs);
                if (random.Next(2) == 0) world.Look();
                if (random.Next(8) == 0) await world.CheckpointAsync();
                if (random.Next(8) == 0) await RestartAsync(isKill: random.Next(3) > 0);
            }

            world.Advance(60 * Minute);

            Collect();
            Assert.True(
                Model(ends, world.StartMs, world.NowMs, limit, toAlarm, toClear, isOnTicks) is var expected && expected.SequenceEqual(found),
                $"seed {seed}: {limit} {toAlarm} {toClear}\n{string.Join(' ', ends.Select(end => (end - world.StartMs) / 1000))}\n{string.Join(", ", ended)}\nexpected {Show(expected)}\nfound {Show(found)}");
            await world.DisposeAsync();

            void Collect()
            {
                found.AddRange(world.Events.Select(static one => (one.Type, one.Time.ToUnixTimeMilliseconds())));
                world.Events.Clear();
            }

            async Task RestartAsync(bool isKill)
            {
                ended.Add($"{(isKill ? "kill" : "end")} {(world.NowMs - world.StartMs) / 1000}");
                var before = world;
                if (!isKill) before.Look();
                Collect();
                if (isKill) await before.KillAsync();
                else await before.DisposeAsync();
                world = await new DetectorWorld(options, store, before.Clock).CountingOnFrom(before).OpenAsync();
            }

            string Show(IEnumerable<(ViolationEventType Type, long AtMs)> steps) => string.Join(", ", steps.Select(step => $"{step.Type} {(step.AtMs - world.StartMs) / 1000}"));
        }
    }

    [Fact]
    public async Task Address_OutsideTheRanges_RaisesUntilTheThingComesFromWithin()
    {
        await using var world = await new DetectorWorld().OpenAsync();
        world.Create("pump");
        world.Watch("Place", new Behavior("x")
        {
            Metric = DetectMetrics.SourceIpAddress,
            Criteria = new BehaviorCriteria { ComparisonOperator = "in-cidr-set", Value = MetricValue.OfCidrs("192.0.2.0/24") },
        });

        world.Refuse("pump", "192.0.2.7");
        world.Look();
        Assert.Empty(world.Events);
        world.Refuse("pump", "198.51.100.1");
        world.Look();
        Assert.Equal(["198.51.100.1"], Assert.Single(world.Active()).LastValue.Cidrs!);
        world.Advance(Minute);
        world.Refuse("pump", "192.0.2.8");
        world.Look();

        Assert.Equal([ViolationEventType.InAlarm, ViolationEventType.AlarmCleared], world.Events.Select(static one => one.Type));
        Assert.Equal(["198.51.100.1"], world.Events[0].Value!.Cidrs!);
        Assert.Equal(["192.0.2.8"], world.Events[1].Value!.Cidrs!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Update_OfWhoIsAlertedAlone_CountsOn(bool isRestarted)
    {
        await using var store = new InMemoryConnectivityStore(1000);
        var world = await new DetectorWorld(store: store).OpenAsync();
        world.Create("pump", "valve");
        var flaps = Counted(DetectMetrics.NumDisconnects, 3);
        var place = new Behavior("place")
        {
            Metric = DetectMetrics.SourceIpAddress,
            Criteria = new BehaviorCriteria { ComparisonOperator = "in-cidr-set", Value = MetricValue.OfCidrs("192.0.2.0/24") },
        };
        world.Watch("p", flaps, place);
        world.Refuse("pump", "198.51.100.1");
        Flap("pump", 3);
        Flap("valve", 2);
        world.Look();
        Assert.Equal(["pump place", "pump x"], world.Active().Select(static one => $"{one.ThingName} {one.Behavior.Name}").Order(StringComparer.Ordinal));
        world.Events.Clear();

        var quiet = flaps with { SuppressAlerts = true, Criteria = flaps.Criteria! with { ConsecutiveDatapointsToAlarm = null } };
        Assert.True(world.Profiles.TryUpdate("p", new SecurityProfileUpdate { Behaviors = [quiet, place with { SuppressAlerts = true }] }, out _, out var error), error?.Message);
        world.Advance(TimeSpan.FromSeconds(10));
        if (isRestarted)
        {
            await world.CheckpointAsync();
            await world.KillAsync();
            world = await new DetectorWorld(store: store, clock: world.Clock).CountingOnFrom(world).OpenAsync();
        }

        Assert.Empty(world.Events);
        Flap("valve", 1);
        world.Look();

        var raised = Assert.Single(world.Events);
        Assert.Equal(("valve", ViolationEventType.InAlarm, true), (raised.ThingName, raised.Type, raised.Behavior.SuppressAlerts));
        Assert.Equal(["pump place", "pump x", "valve x"], world.Active().Select(static one => $"{one.ThingName} {one.Behavior.Name}").Order(StringComparer.Ordinal));
        await world.DisposeAsync();

        void Flap(string thing, int count)
        {
            for (; count > 0; count--)
            {
                world.Clock.Advance(TimeSpan.FromSeconds(1));
                world.Connect(thing);
                world.Disconnect(thing);
            }
        }
    }

    private static Behavior Counted(string metric, ulong limit, int toAlarm = 1, int toClear = 1) => new("x")
    {
        Metric = metric,
        Criteria = new BehaviorCriteria
        {
            ComparisonOperator = "less-than",
            Value = MetricValue.OfCount(limit),
            DurationSeconds = 300,
            ConsecutiveDatapointsToAlarm = toAlarm,
            ConsecutiveDatapointsToClear = toClear,
        },
    };

    // Second by second: where the level changes there is a value, and every five minutes after it; or, on ticks, at each.
    private static List<(ViolationEventType, long)> Model(List<long> ends, long from, long to, ulong limit, int toAlarm, int toClear, bool isOnTicks)
    {
        var steps = new List<(ViolationEventType, long)>();
        var (bad, good, isInAlarm, level, since) = (0, 0, false, false, from);
        for (var at = from; at <= to; at += 1000)
        {
            var violates = (ulong)ends.Count(end => end > at - 300_000 && end <= at) >= limit;
            if (violates != level) (level, since) = (violates, at);
            if (isOnTicks ? at % 300_000 != 0 : (at - since) % 300_000 != 0) continue;
            (bad, good) = violates ? (bad + 1, 0) : (0, good + 1);
            if (!isInAlarm && bad >= toAlarm) steps.Add((ViolationEventType.InAlarm, at));
            else if (isInAlarm && good >= toClear) steps.Add((ViolationEventType.AlarmCleared, at));
            else continue;
            isInAlarm = !isInAlarm;
        }

        return steps;
    }
}
