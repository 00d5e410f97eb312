using IotConnectivity.Detect.Violations;

namespace IotConnectivity.Detect.Detector;

/// <summary>
/// The slow way in precise mode: every value there is, one after the other. Values stand where the thing crosses the threshold, where it comes back from there, and every five
/// minutes after each.
/// </summary>
internal static class CrossingModel
{
    private const long Step = 300_000;

    internal static List<ModelStep> Run(TrueOutages outages, BehaviorCriteria criteria, long appliesFromMs, long untilMs)
    {
        var steps = new List<ModelStep>();
        var (bad, good, isInAlarm) = (0, 0, false);
        foreach (var (at, violates) in Values(outages, criteria, appliesFromMs, untilMs))
        {
            (bad, good) = violates ? (bad + 1, 0) : (0, good + 1);
            if (!isInAlarm && bad >= (criteria.ConsecutiveDatapointsToAlarm ?? 1))
            {
                isInAlarm = true;
                steps.Add(new ModelStep(ViolationEventType.InAlarm, at, MinutesAt(outages, at)));
            }
            else if (isInAlarm && good >= (criteria.ConsecutiveDatapointsToClear ?? 1))
            {
                isInAlarm = false;
                steps.Add(new ModelStep(ViolationEventType.AlarmCleared, at, MinutesAt(outages, at)));
            }
        }

        return steps;
    }

    private static List<(long At, bool Violates)> Values(TrueOutages outages, BehaviorCriteria criteria, long appliesFromMs, long untilMs)
    {
        // Where the level changes.
        var limit = (long)criteria.Value!.Count!.Value;
        var threshold = 60_000 * (criteria.ComparisonOperator == "less-than" ? limit : limit + 1);
        var changes = new List<(long At, bool Violates)>();
        for (var i = 0; i < outages.Turns.Count; i++)
        {
            var turn = outages.Turns[i];
            if (turn.What != TrueOutages.Kind.Away) continue;
            var from = Math.Max(turn.AtMs + threshold, appliesFromMs);
            var to = i + 1 < outages.Turns.Count ? outages.Turns[i + 1].AtMs : long.MaxValue;
            if (from >= to) continue;
            changes.Add((from, true));
            if (to != long.MaxValue) changes.Add((to, false));
        }

        var values = new List<(long, bool)>();
        for (var i = 0; i < changes.Count; i++)
        {
            var end = i + 1 < changes.Count ? changes[i + 1].At : untilMs + 1;
            for (var at = changes[i].At; at < end && at <= untilMs; at += Step) values.Add((at, changes[i].Violates));
        }

        return values;
    }

    private static long MinutesAt(TrueOutages outages, long at)
    {
        var last = outages.Turns.Last(turn => turn.AtMs <= at);
        return last.What == TrueOutages.Kind.Away ? (at - last.AtMs) / 60_000 : 0;
    }
}
