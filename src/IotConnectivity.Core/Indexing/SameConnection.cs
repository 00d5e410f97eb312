using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

/// <summary>Two pieces of news about one connection: it has one connect and one end, and the end is the later, whatever the time stamps say.</summary>
internal static class SameConnection
{
    internal static OrderRule Merge(ThingConnectivity line, in LifecycleEvent news, out ThingConnectivity next)
    {
        next = line;
        if (news.Kind == LifecycleEventKind.Connected)
        {
            // Of two connects the earlier counts, and of two of one moment the one that tells of the session, so that it does not matter which came in first.
            var tellsMore = news.TimestampMs == line.ConnectedAtMs && line.IsBare && !ThingConnectivity.TellsOnlyTime(news);
            if (line.HasSession && news.TimestampMs >= line.ConnectedAtMs && !tellsMore) return OrderRule.KnownConnect;
            next = line.WithSession(news);
            return OrderRule.ConnectOfKnown;
        }

        var end = ConnectionEnd.Of(news);
        if (line.ConnectedAtMs == ThingConnectivity.None && news.ConnectedAtMs is { } connectedAt)
        {
            next = line.WithBeginning(connectedAt, end);
            return end.CountsBefore(line.End) ? OrderRule.BetterEnd : OrderRule.ConnectOfKnown;
        }

        if (line.HasEnded && !end.CountsBefore(line.End)) return OrderRule.KnownEnd;
        next = line.WithEnd(end);
        return line.HasEnded ? OrderRule.BetterEnd : OrderRule.EndOfKnown;
    }
}
