using IotConnectivity.TestKit;

namespace IotConnectivity.Detect.Detector;

/// <summary>What is woken only when it asked for it, and told only what changes, finds what the slow models find.</summary>
public class OutageWatchProperties
{
    private const long Horizon = 6 * 3_600_000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Take_AnyHistory_StepsAreThoseOfTheModel(bool isOnTicks)
    {
        for (var seed = 0; seed < Repetitions.Of(5_000); seed++)
        {
            var random = new Random(seed);
            var outages = TrueOutages.Any(random);
            var criteria = AnyCriteria(random);
            var appliesFrom = random.Next(2) == 0 ? 0 : outages.Turns[0].AtMs + random.NextInt64(0, outages.Turns[^1].AtMs - outages.Turns[0].AtMs + 3_600_000);
            var until = Math.Max(outages.Turns[^1].AtMs, appliesFrom) + Horizon;

            var expected = isOnTicks ? TickModel.Run(outages, criteria, appliesFrom, until) : CrossingModel.Run(outages, criteria, appliesFrom, until);
            var found = Run(random, outages, BehaviorRule.Compile(new Behavior("away") { Metric = DetectMetrics.DisconnectDuration, Criteria = criteria }, isOnTicks)!, appliesFrom, until);

            Assert.True(expected.SequenceEqual(found), $"seed {seed}: {criteria}\n{string.Join('\n', outages.Turns)}\nfrom {appliesFrom}\nexpected {string.Join(", ", expected)}\nfound {string.Join(", ", found)}");
        }
    }

    private static BehaviorCriteria AnyCriteria(Random random) => new()
    {
        ComparisonOperator = random.Next(2) == 0 ? "less-than" : "less-than-equals",
        Value = MetricValue.OfCount((ulong)random.Next(1, 22)),
        ConsecutiveDatapointsToAlarm = random.Next(1, 5),
        ConsecutiveDatapointsToClear = random.Next(1, 5),
    };

    // Alarms come from the moments that the watch asked for, or later; news come at their moment or later, and a restart keeps what is stored: the alarm.
    private static List<ModelStep> Run(Random random, TrueOutages outages, BehaviorRule rule, long appliesFrom, long until)
    {
        var steps = new List<AlarmStep>();
        OutageWatch? watch = null;
        for (var i = 0; i <= outages.Turns.Count; i++)
        {
            var next = i < outages.Turns.Count ? outages.Turns[i].AtMs : until;
            if (watch is null && appliesFrom < next)
            {
                watch = new OutageWatch(rule, appliesFrom);
                watch.Take(outages.After(i), Math.Max(appliesFrom, i == 0 ? 0 : outages.Turns[i - 1].AtMs), steps);
            }

            if (watch is null) continue;
            while (watch.NextAt < next && random.Next(8) != 0) watch.Advance(random.Next(2) == 0 ? watch.NextAt : Math.Min(next - 1, watch.NextAt + 50), steps);
            if (random.Next(8) == 0) watch = Restart(watch, outages.After(i));
            if (i < outages.Turns.Count) watch.Take(outages.After(i + 1), random.Next(2) == 0 || i + 1 == outages.Turns.Count ? next : random.NextInt64(next, outages.Turns[i + 1].AtMs), steps);
            else watch.Advance(until, steps);
        }

        return steps.ConvertAll(static step => new ModelStep(step.Type, step.AtMs, (long)step.Value!.Count!.Value));
    }

    private static OutageWatch Restart(OutageWatch before, in Outage outage)
    {
        var watch = new OutageWatch(before.Rule, before.AppliesFromMs);
        watch.Begin(outage);
        var machine = before.Machine;
        if (machine.IsInAlarm) watch.Continue(new BehaviorMachine(machine.AlarmAtMs, machine.Violates, machine.FirstMs, machine.FirstBeforeMs, machine.LastMs), MetricValue.OfCount(0), 0);
        return watch;
    }
}
