using IotConnectivity.History;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.MetricValues;

/// <summary>The values of a metric on AWS IoT's grid, out of the events of a thing. Pure.</summary>
internal static class MetricGrid
{
    // Most values are this one.
    private static readonly MetricValue Zero = MetricValue.OfCount(0);

    /// <summary>Reads the values at the moments of the grid in a range, as they are asked for.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="journal">The events of the thing.</param>
    /// <param name="firstMs">The first moment; one of the grid.</param>
    /// <param name="lastMs">The last.</param>
    internal static IEnumerable<MetricDatum> Read(string metric, ThingJournal journal, long firstMs, long lastMs) => metric switch
    {
        DetectMetrics.DisconnectDuration => ReadDurations(journal.Known.Timeline, firstMs, lastMs),
        DetectMetrics.SourceIpAddress => ReadAddresses(journal.Entries, firstMs, lastMs),
        _ => ReadCounts(metric, journal.Entries, firstMs, lastMs),
    };

    /// <summary>None before the thing was ever seen, or while it was taken over and the connection that did it is not known; 0 while it is connected.</summary>
    private static IEnumerable<MetricDatum> ReadDurations(ThingTimeline timeline, long firstMs, long lastMs)
    {
        var step = timeline.CountBefore(firstMs + 1) - 1;
        for (var tick = firstMs; tick <= lastMs; tick += DatapointGrid.PeriodMs)
        {
            while (step + 1 < timeline.Count && timeline.TimestampMsOf(step + 1) <= tick) step++;
            if (step < 0 || timeline.StateAfter(step) is not { IsKnown: true } state) continue;
            if (state.Connected) yield return DatumOf(tick, 0);
            else if (state.DisconnectReason != DisconnectReason.DuplicateClientId) yield return DatumOf(tick, DatapointGrid.MinutesSince(state.EndedAtMs, tick));
        }
    }

    /// <summary>How many in the five minutes before each moment, itself included; 0 when there was none.</summary>
    private static IEnumerable<MetricDatum> ReadCounts(string metric, IReadOnlyList<JournalEntry> entries, long firstMs, long lastMs)
    {
        var times = entries.Where(entry => CountedEvents.Counts(metric, entry.Event, entry.Rule)).Select(static entry => entry.Event.TimestampMs).Order().ToArray();
        var (next, before) = (0, 0);
        while (before < times.Length && times[before] <= firstMs - DatapointGrid.PeriodMs) before++;
        next = before;
        for (var tick = firstMs; tick <= lastMs; tick += DatapointGrid.PeriodMs, before = next)
        {
            while (next < times.Length && times[next] <= tick) next++;
            yield return DatumOf(tick, (ulong)(next - before));
        }
    }

    /// <summary>The addresses that the thing came from in the five minutes before each moment, itself included; no value when it did not.</summary>
    private static IEnumerable<MetricDatum> ReadAddresses(IReadOnlyList<JournalEntry> entries, long firstMs, long lastMs) =>
        entries.Where(static entry => CountedEvents.Counts(DetectMetrics.SourceIpAddress, entry.Event, entry.Rule))
            .GroupBy(static entry => DatapointGrid.NextFrom(entry.Event.TimestampMs))
            .Where(period => period.Key >= firstMs && period.Key <= lastMs)
            .OrderBy(static period => period.Key)
            .Select(static period => new MetricDatum(
                DateTimeOffset.FromUnixTimeMilliseconds(period.Key),
                MetricValue.OfCidrs([.. period.Select(static entry => entry.Event.SourceIp.ToString()).Distinct().Order(StringComparer.Ordinal)])));

    private static MetricDatum DatumOf(long tickMs, ulong count) => new(DateTimeOffset.FromUnixTimeMilliseconds(tickMs), count == 0 ? Zero : MetricValue.OfCount(count));
}
