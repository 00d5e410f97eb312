using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

/// <summary>
/// The order of events that say nothing of their connection: by time stamp alone, an end after a connect of the same millisecond. The best that can be done with
/// such a source, and right as long as its stamps are.
/// </summary>
internal static class TimedOrder
{
    internal static OrderRule Merge(ThingConnectivity line, in LifecycleEvent news, out ThingConnectivity next) =>
        news.Kind == LifecycleEventKind.Connected ? MergeConnect(line, news, out next) : MergeEnd(line, news, out next);

    private static OrderRule MergeConnect(ThingConnectivity line, in LifecycleEvent connect, out ThingConnectivity next)
    {
        var at = connect.TimestampMs;
        next = line;
        if (line.HasEnded ? at > line.End.PlaceMs : at > line.ConnectedAtMs)
        {
            next = ThingConnectivity.Begin(connect);
            return OrderRule.LaterConnection;
        }

        // Not after the end that is known: the latest such connect is the one that ended.
        if (line.ConnectedAtMs != ThingConnectivity.None && at < line.ConnectedAtMs) return OrderRule.EarlierConnection;
        if (line.ConnectedAtMs == at && line.HasSession && (!line.IsBare || ThingConnectivity.TellsOnlyTime(connect))) return OrderRule.KnownConnect;
        next = line.WithSession(connect);
        return OrderRule.ConnectOfKnown;
    }

    private static OrderRule MergeEnd(ThingConnectivity line, in LifecycleEvent news, out ThingConnectivity next)
    {
        var end = ConnectionEnd.Of(news);
        var known = line.HasEnded ? line.End.PlaceMs : line.ConnectedAtMs;
        next = line;
        if (end.PlaceMs < known) return OrderRule.EarlierConnection;
        if (line.HasEnded && end.PlaceMs == known && !end.CountsBefore(line.End)) return OrderRule.KnownEnd;
        if (news.ConnectedAtMs > line.ConnectedAtMs)
        {
            next = ThingConnectivity.Begin(news);
            return OrderRule.LaterConnection;
        }

        next = line.WithEnd(end);
        if (!line.HasEnded) return OrderRule.EndOfKnown;

        // Between two ends that were both stated lies a connect that nobody has heard of.
        return line.HasInferredEnd || end.PlaceMs == known ? OrderRule.BetterEnd : OrderRule.LaterConnection;
    }
}
