using IotConnectivity.Detect.Violations;

namespace IotConnectivity.Detect.Detector;

/// <summary>The slow way, tick by tick, as AWS IoT does it: the value at each full five minutes, two counters, one state.</summary>
internal static class TickModel
{
    private const long Tick = 300_000;

    internal static List<ModelStep> Run(TrueOutages outages, BehaviorCriteria criteria, long appliesFromMs, long untilMs)
    {
        var steps = new List<ModelStep>();
        var (bad, good, isInAlarm) = (0, 0, false);

        // Before the first turn there is no value.
        for (var tick = Math.Max(appliesFromMs, outages.Turns[0].AtMs) / Tick * Tick; tick <= untilMs; tick += Tick)
        {
            if (tick < appliesFromMs || ValueAt(outages, tick) is not { } minutes) continue;
            var limit = (long)criteria.Value!.Count!.Value;
            var isNormal = criteria.ComparisonOperator == "less-than" ? minutes < limit : minutes <= limit;
            (bad, good) = isNormal ? (0, good + 1) : (bad + 1, 0);
            if (!isInAlarm && bad >= (criteria.ConsecutiveDatapointsToAlarm ?? 1))
            {
                isInAlarm = true;
                steps.Add(new ModelStep(ViolationEventType.InAlarm, tick, minutes));
            }
            else if (isInAlarm && good >= (criteria.ConsecutiveDatapointsToClear ?? 1))
            {
                isInAlarm = false;
                steps.Add(new ModelStep(ViolationEventType.AlarmCleared, tick, minutes));
            }
        }

        return steps;
    }

    internal static long? ValueAt(TrueOutages outages, long tick)
    {
        long? value = null;
        foreach (var turn in outages.Turns)
        {
            if (turn.AtMs > tick) break;
            value = turn.What == TrueOutages.Kind.Away ? 5 * ((tick - turn.AtMs) / Tick) : 0;
        }

        return value;
    }
}

/// <summary>An alarm that a slow model raised or cleared.</summary>
internal readonly record struct ModelStep(ViolationEventType Type, long AtMs, long Minutes);
