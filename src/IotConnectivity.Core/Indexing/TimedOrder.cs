using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

/// <summary>
/// The order of events that say nothing of their connection: by time stamp alone, an end after a connect of the same millisecond. The best that can be done with
/// such a source, and right as long as its stamps are.
/// </summary>
internal static class TimedOrder
{
    internal static ApplyOutcome Merge(ThingConnectivity line, in LifecycleEvent news, out ThingConnectivity next) =>
        news.Kind == LifecycleEventKind.Connected ? MergeConnect(line, news, out next) : MergeEnd(line, news, out next);

    private static ApplyOutcome MergeConnect(ThingConnectivity line, in LifecycleEvent connect, out ThingConnectivity next)
    {
        var at = connect.TimestampMs;
        next = line;
        if (line.HasEnded ? at > line.End.PlaceMs : at > line.ConnectedAtMs)
        {
            next = ThingConnectivity.Begin(connect);
            return ApplyOutcome.Applied;
        }

        // Not after the end that is known: the latest such connect is the one that ended.
        if (line.ConnectedAtMs != ThingConnectivity.None && at < line.ConnectedAtMs) return ApplyOutcome.Stale;
        if (line.ConnectedAtMs == at && line.HasSession) return ApplyOutcome.Duplicate;
        next = line.WithSession(connect);
        return ApplyOutcome.Applied;
    }

    private static ApplyOutcome MergeEnd(ThingConnectivity line, in LifecycleEvent news, out ThingConnectivity next)
    {
        var end = ConnectionEnd.Of(news);
        var known = line.HasEnded ? line.End.PlaceMs : line.ConnectedAtMs;
        next = line;
        if (end.PlaceMs < known) return ApplyOutcome.Stale;
        if (line.HasEnded && end.PlaceMs == known && !end.CountsBefore(line.End)) return ApplyOutcome.Duplicate;
        next = news.ConnectedAtMs > line.ConnectedAtMs ? ThingConnectivity.Begin(news) : line.WithEnd(end);
        return ApplyOutcome.Applied;
    }
}
