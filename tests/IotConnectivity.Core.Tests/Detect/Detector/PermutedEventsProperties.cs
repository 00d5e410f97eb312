using IotConnectivity.Detect.Violations;
using IotConnectivity.Lifecycle;
using IotConnectivity.TestKit;

namespace IotConnectivity.Detect.Detector;

/// <summary>The same events, in any order and any number of times, end in the alarms of what truly happened.</summary>
public class PermutedEventsProperties
{
    private const int Things = 3;
    private const long Hour = 3_600_000;

    private static readonly long StartMs = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Detect_EventsInAnyOrderAndTwice_EndsInTheAlarmsOfTheTruth(bool isOnTicks)
    {
        for (var seed = 0; seed < Repetitions.Of(300); seed++)
        {
            var random = new Random(seed);
            var histories = Enumerable.Range(0, Things).Select(_ => Begin(TrueOutages.Any(random))).ToArray();
            var behaviors = Enumerable.Range(0, random.Next(1, 4)).Select(i => AnyBehavior(random, $"b{i}")).ToArray();
            var arrivals = Arrivals(random, histories);

            // Before the last alarm in some runs, after it in others. On ticks an alarm is over at the next one; until then it may be that of an outage before, of which alone was heard in time.
            var end = arrivals[^1].AtMs + random.NextInt64(isOnTicks ? 300_000 : 0, 2 * Hour);
            await using var world = await RunAsync(random, arrivals, behaviors, isOnTicks, end);

            var expected = Enumerable.Range(0, Things).SelectMany(thing => behaviors.Select(behavior => Expect(thing, histories[thing], behavior, isOnTicks, end))).OfType<string>().ToList();
            var active = world.Active().Select(static one => Show(one.ThingName, one.Behavior.Name, one.StartedAt.ToUnixTimeMilliseconds())).ToList();
            Assert.True(
                expected.Order(StringComparer.Ordinal).SequenceEqual(active.Order(StringComparer.Ordinal)),
                $"seed {seed} until {end - StartMs}\n{string.Join('\n', arrivals)}\n{string.Join('\n', behaviors.Select(static one => one.Criteria))}\nexpected {string.Join(", ", expected)}\nfound {string.Join(", ", active)}");

            var open = world.Events.GroupBy(static one => one.ViolationId).Where(static one => one.Last().Type == ViolationEventType.InAlarm).Select(static one => one.Key);
            Assert.Equal(world.Active().Select(static one => one.Id).Order(StringComparer.Ordinal), open.Order(StringComparer.Ordinal));
        }
    }

    private static string? Expect(int thing, TrueOutages history, Behavior behavior, bool isOnTicks, long end)
    {
        var steps = isOnTicks ? TickModel.Run(history, behavior.Criteria!, StartMs, end) : CrossingModel.Run(history, behavior.Criteria!, StartMs, end);
        return steps is [.., { Type: ViolationEventType.InAlarm } last] ? Show($"t{thing}", behavior.Name, last.AtMs) : null;
    }

    private static string Show(string thing, string behavior, long startedAtMs) => $"{thing} {behavior} {startedAtMs - StartMs}";

    private static TrueOutages Begin(TrueOutages any)
    {
        var shift = StartMs + 300_000 - (any.Turns[0].AtMs / 300_000 * 300_000);
        return new TrueOutages([.. any.Turns.Select(turn => turn with { AtMs = turn.AtMs + shift })]);
    }

    // One normal value ends an alarm: with more of them an alarm may go on from one outage to the next, and whoever hears of the second one first cannot know of the first.
    private static Behavior AnyBehavior(Random random, string name) => DetectorWorld.Away(
        name, (ulong)random.Next(1, 22), random.Next(1, 5), toClear: 1, random.Next(2) == 0 ? "less-than" : "less-than-equals");

    // Nothing comes before it happens. In half of the runs everything comes at the end, otherwise each with a delay of its own.
    private static List<Arrival> Arrivals(Random random, TrueOutages[] histories)
    {
        var last = histories.Max(static one => one.Turns[^1].AtMs);
        var isAtEnd = random.Next(2) == 0;
        var arrivals = new List<Arrival>();
        for (var thing = 0; thing < histories.Length; thing++)
        {
            var turns = histories[thing].Turns;
            for (var i = 0; i < turns.Count; i++)
            {
                for (var copies = random.Next(3) == 0 ? random.Next(2, 4) : 1; copies > 0; copies--)
                {
                    var at = isAtEnd ? last + random.Next(60_000) : turns[i].AtMs + (random.Next(2) == 0 ? random.Next(5_000) : random.NextInt64(0, 3 * Hour));
                    arrivals.Add(new Arrival(at, thing, (i / 2) + 1, turns[i]));
                }
            }
        }

        return [.. arrivals.OrderBy(static one => one.AtMs)];
    }

    private static async Task<DetectorWorld> RunAsync(Random random, List<Arrival> arrivals, Behavior[] behaviors, bool isOnTicks, long end)
    {
        var world = await new DetectorWorld(new DetectOptions { EvaluationPeriod = isOnTicks ? TimeSpan.FromMinutes(5) : TimeSpan.Zero }).OpenAsync();
        world.Create([.. Enumerable.Range(0, Things).Select(static thing => $"t{thing}")]);
        world.Watch("p", behaviors);
        foreach (var arrival in arrivals)
        {
            world.AdvanceTo(arrival.AtMs);
            world.Index.Apply(arrival.ToEvent());
            if (random.Next(2) == 0) world.Look();
        }

        world.AdvanceTo(end);
        world.Look();
        return world;
    }

    private sealed record Arrival(long AtMs, int Thing, int Connection, TrueOutages.Turn Turn)
    {
        internal LifecycleEvent ToEvent() => new()
        {
            Kind = Turn.What == TrueOutages.Kind.Present ? LifecycleEventKind.Connected : LifecycleEventKind.Disconnected,
            ClientId = $"t{Thing}",
            Source = DetectorWorld.Source,
            TimestampMs = Turn.AtMs,
            Connection = ConnectionKey.Create($"c{Connection}"),
            Number = Connection,
            Reason = Turn.What switch
            {
                TrueOutages.Kind.Away => DisconnectReason.ConnectionLost,
                TrueOutages.Kind.TakenOver => DisconnectReason.DuplicateClientId,
                _ => DisconnectReason.Unknown,
            },
            ReasonQuality = Turn.What == TrueOutages.Kind.Present ? ReasonQuality.Absent : ReasonQuality.Stated,
        };
    }
}
