using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

/// <summary>
/// The order of connections that have a key but no number: by their connect times. An end names its connection by key, and often does not tell when that began; an end
/// whose connect has not come in yet waits in the backlog until it does.
/// </summary>
/// <remarks>
/// A key that names several connections one after the other (a peer's address and port) is matched with the help of time: an end belongs to the latest connection of that
/// key that began before it. That needs a source with one clock.
/// </remarks>
internal static class KeyedOrder
{
    /// <summary>An end that lies further than this before a connect cannot belong to a later connection: twice the two minutes by which a stamp may be off.</summary>
    internal const long ClockSlackMs = 4 * 60 * 1000;

    internal static OrderRule Merge(ThingConnectivity line, in LifecycleEvent news, out ThingConnectivity next)
    {
        var connectedAt = news.Kind == LifecycleEventKind.Connected ? news.TimestampMs : news.ConnectedAtMs ?? ThingConnectivity.None;
        return connectedAt == ThingConnectivity.None
            ? MergeEndOfUnknown(line, news, out next)
            : MergePlaced(line, news, connectedAt, out next);
    }

    /// <summary>The event tells when its connection began.</summary>
    private static OrderRule MergePlaced(ThingConnectivity line, in LifecycleEvent news, long connectedAt, out ThingConnectivity next)
    {
        if (IsSame(line, news, connectedAt) && (line.ConnectedAtMs != ThingConnectivity.None || !news.Source.ReusesKeys))
        {
            var same = SameConnection.Merge(line, news, out next);

            // Now that its beginning is known, ends long before it cannot be news any more.
            if (line is { ConnectedAtMs: ThingConnectivity.None, Backlog: { } backlog } && !ReferenceEquals(next, line))
            {
                next = next.WithBacklog(ConnectivityBacklog.Of(StillNews(backlog.Ends, connectedAt, news.Source), backlog.Others));
            }

            return same;
        }

        var waiting = line.Backlog?.Ends ?? [];
        if (IsLater(news, connectedAt, line))
        {
            // The end of a reused key may have been matched too early and belong to the new connection.
            if (line.HasEnded && !line.End.IsPlaced && (line.ConnectedAtMs == ThingConnectivity.None || line.Source!.ReusesKeys))
            {
                waiting = Append(waiting, line.End);
            }

            var rule = OrderRule.LaterConnection;
            next = ThingConnectivity.Begin(news);
            if (TakeEndOf(news, connectedAt, ref waiting) is { } end && (!next.HasEnded || end.CountsBefore(next.End)))
            {
                if (line.ConnectedAtMs == ThingConnectivity.None && end == line.End) rule = OrderRule.ConnectOfKnown;
                next = next.WithEnd(end);
            }

            next = next.WithBacklog(ConnectivityBacklog.Of(Bounded(StillNews(waiting, connectedAt, news.Source)), []));
            return rule;
        }

        if (!news.Source.ReusesKeys) TakeEndOf(news, connectedAt, ref waiting);
        next = WithWaiting(line, waiting);
        return OrderRule.EarlierConnection;
    }

    /// <summary>The event is an end, and its connect can only be found by the key.</summary>
    private static OrderRule MergeEndOfUnknown(ThingConnectivity line, in LifecycleEvent news, out ThingConnectivity next)
    {
        var end = ConnectionEnd.Of(news);
        var waiting = line.Backlog?.Ends ?? [];
        next = line;
        var connectIsKnown = line.ConnectedAtMs != ThingConnectivity.None;
        if (line.Connection == news.Connection && (connectIsKnown || !news.Source.ReusesKeys))
        {
            if (!news.Source.ReusesKeys) return SameConnection.Merge(line, news, out next);
            if (end.EndedAtMs < line.ConnectedAtMs) return OrderRule.EarlierConnection;
            if (!line.HasEnded || line.HasInferredEnd) return SameConnection.Merge(line, news, out next);
            if (end == line.End) return OrderRule.KnownEnd;

            // Two ends after one connect of a reused key: the earlier is this connection's, the later waits for its connect.
            var isEarlier = end.CountsBefore(line.End);
            next = isEarlier ? WithWaiting(line.WithEnd(end), Add(waiting, line.End)) : WithWaiting(line, Add(waiting, end));
            return isEarlier ? OrderRule.BetterEnd : OrderRule.EndWaitsForConnect;
        }

        if (!connectIsKnown && IsLaterEnd(end, line.End))
        {
            next = ThingConnectivity.Begin(news).WithBacklog(ConnectivityBacklog.Of(Add(waiting, line.End), []));
            return OrderRule.LaterConnection;
        }

        if (end == line.End) return OrderRule.KnownEnd;
        if (connectIsKnown && end.EndedAtMs <= line.ConnectedAtMs - Slack(news.Source)) return OrderRule.EarlierConnection;
        next = WithWaiting(line, Add(waiting, end));
        return OrderRule.EndWaitsForConnect;
    }

    private static bool IsSame(ThingConnectivity line, in LifecycleEvent news, long connectedAt) =>
        line.Connection == news.Connection && (!news.Source.ReusesKeys || line.ConnectedAtMs == connectedAt);

    private static bool IsLater(in LifecycleEvent news, long connectedAt, ThingConnectivity line)
    {
        // INVARIANT: a connect beats an end whose connect is unknown; when that connect arrives it is compared like any other.
        if (line.ConnectedAtMs == ThingConnectivity.None || connectedAt > line.ConnectedAtMs) return true;
        return connectedAt == line.ConnectedAtMs && ConnectionKey.CompareForTies(news.Connection, line.Connection) > 0;
    }

    private static bool IsLaterEnd(in ConnectionEnd end, in ConnectionEnd other)
    {
        var order = end.EndedAtMs.CompareTo(other.EndedAtMs);
        return (order == 0 ? ConnectionKey.CompareForTies(end.Key, other.Key) : order) > 0;
    }

    private static long Slack(LifecycleSource source) => source.ReusesKeys ? 0 : ClockSlackMs;

    /// <summary>Finds and removes the waiting end of a connection: by key, or for a reused key the first one after the connect.</summary>
    private static ConnectionEnd? TakeEndOf(in LifecycleEvent news, long connectedAt, ref ConnectionEnd[] waiting)
    {
        ConnectionEnd? taken = null;
        foreach (var end in waiting)
        {
            if (end.Key != news.Connection || (news.Source.ReusesKeys && end.EndedAtMs < connectedAt)) continue;
            if (taken is not { } best || end.CountsBefore(best)) taken = end;
        }

        if (taken is { } found) waiting = Array.FindAll(waiting, end => end != found);
        return taken;
    }

    private static ConnectionEnd[] Add(ConnectionEnd[] waiting, in ConnectionEnd end) => Bounded(Append(waiting, end));

    private static ConnectionEnd[] Append(ConnectionEnd[] waiting, in ConnectionEnd end) => Array.IndexOf(waiting, end) >= 0 ? waiting : [.. waiting, end];

    /// <summary>Drops the oldest of ends that are one too many; of several of one stamp always the same.</summary>
    private static ConnectionEnd[] Bounded(ConnectionEnd[] waiting)
    {
        if (waiting.Length <= ConnectivityBacklog.MaxEnds) return waiting;
        var oldest = waiting[0];
        foreach (var end in waiting)
        {
            if (IsLaterEnd(oldest, end) || (end.Key == oldest.Key && end.EndedAtMs == oldest.EndedAtMs && end.CountsBefore(oldest))) oldest = end;
        }

        return Array.FindAll(waiting, end => end != oldest);
    }

    private static ConnectionEnd[] StillNews(ConnectionEnd[] waiting, long connectedAt, LifecycleSource source) =>
        Array.FindAll(waiting, end => end.EndedAtMs > connectedAt - Slack(source));

    private static ThingConnectivity WithWaiting(ThingConnectivity line, ConnectionEnd[] waiting) =>
        ReferenceEquals(waiting, line.Backlog?.Ends) || (waiting.Length == 0 && line.Backlog is null)
            ? line
            : line.WithBacklog(ConnectivityBacklog.Of(waiting, line.Backlog?.Others ?? []));
}
