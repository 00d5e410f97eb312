using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

/// <summary>Decides which event wins. Pure: the same snapshot and event always give the same answer.</summary>
/// <remarks>
/// <para>
/// State follows connections, not arrival and not an event's own time stamp. A <em>line</em> is one source (and node) telling of connections in one way:
/// by number, by key and connect time, or by time alone. Within a line the connections are totally ordered, and the line's state is that of the
/// greatest; between lines the one with the latest connect is shown. Which one that is depends on the states of the lines alone.
/// </para>
/// <para>
/// INVARIANT: the state of a line is a join over the set of events heard (greatest connection, and for it the end that counts), so any order of arrival and any
/// repetition ends in the same state. Each rule below keeps that, and the property tests compare it with the true intervals.
/// </para>
/// </remarks>
internal static class ConnectionOrder
{
    private enum Line
    {
        Numbered,
        Keyed,
        Timed,
    }

    /// <summary>Judges a connect or an end.</summary>
    /// <param name="seen">What is known.</param>
    /// <param name="news">A connect or a disconnect.</param>
    /// <param name="lastActivityMs">The client's last known activity, by source time.</param>
    /// <param name="next">A new snapshot with the next revision, or <paramref name="seen"/> when there is nothing to remember.</param>
    /// <returns>The rule that decided. A stale event may still have to be remembered.</returns>
    internal static OrderRule Judge(ThingConnectivity seen, in LifecycleEvent news, long lastActivityMs, out ThingConnectivity next)
    {
        if (IsRevoked(news, lastActivityMs))
        {
            next = seen;
            return OrderRule.ActivityContradictsEnd;
        }

        OrderRule rule;
        if (!seen.IsKnown)
        {
            next = ThingConnectivity.Begin(news);
            rule = OrderRule.FirstNews;
        }
        else if (seen.Backlog is null or { Others.Length: 0 } && IsOfLine(seen, news))
        {
            rule = MergeLine(seen, news, out next);
        }
        else
        {
            rule = MergeOneOfSeveral(seen, news, out next);
        }

        if (!ReferenceEquals(next, seen)) next.Follows(seen);
        return rule;
    }

    /// <summary>Takes back inferred ends that later activity contradicts.</summary>
    /// <param name="seen">What is known.</param>
    /// <param name="lastActivityMs">The client's last known activity, by source time.</param>
    /// <returns>A new snapshot with the next revision, or <paramref name="seen"/> when there is nothing to take back.</returns>
    internal static ThingConnectivity Revoke(ThingConnectivity seen, long lastActivityMs)
    {
        var others = seen.Backlog?.Others ?? [];
        if (!IsRevoked(seen, lastActivityMs) && !Array.Exists(others, line => IsRevoked(line, lastActivityMs))) return seen;

        var lines = new List<ThingConnectivity>(1 + others.Length);
        foreach (var line in (ReadOnlySpan<ThingConnectivity>)[seen, .. others])
        {
            // A connection of which nothing but a revoked end is known is not known at all.
            if (!IsRevoked(line, lastActivityMs)) lines.Add(line);
            else if (line.ConnectedAtMs != ThingConnectivity.None) lines.Add(line.WithoutEnd());
        }

        return lines.Count == 0 ? seen.Cleared() : Show(lines).Follows(seen);
    }

    /// <summary>Makes the state of a thing of all that was heard of it, in any order and with any repetition.</summary>
    /// <param name="events">The events; those that do not touch connectivity are passed over.</param>
    /// <param name="lastActivityMs">The last activity that is known beside them, or <see cref="ThingConnectivity.None"/>; takes in the heartbeats among the events.</param>
    /// <param name="revision">The revision that the state must at least have.</param>
    /// <returns>The state.</returns>
    internal static ThingConnectivity Join(IReadOnlyList<LifecycleEvent> events, ref long lastActivityMs, long revision = 0)
    {
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Kind == LifecycleEventKind.Heartbeat) lastActivityMs = Math.Max(lastActivityMs, events[i].TimestampMs);
        }

        var state = ThingConnectivity.Never;
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Kind is LifecycleEventKind.Connected or LifecycleEventKind.Disconnected) Judge(state, events[i], lastActivityMs, out state);
        }

        return state.WithRevision(revision);
    }

    private static bool IsRevoked(in LifecycleEvent news, long lastActivityMs) =>
        news.ReasonQuality == ReasonQuality.Inferred && news.Kind == LifecycleEventKind.Disconnected
        && lastActivityMs > (news.LastActivityMs ?? news.TimestampMs);

    private static bool IsRevoked(ThingConnectivity line, long lastActivityMs) => line.HasInferredEnd && lastActivityMs > line.EndBasisMs;

    private static OrderRule MergeLine(ThingConnectivity line, in LifecycleEvent news, out ThingConnectivity next) => LineOf(news) switch
    {
        Line.Numbered => NumberedOrder.Merge(line, news, out next),
        Line.Keyed => KeyedOrder.Merge(line, news, out next),
        _ => TimedOrder.Merge(line, news, out next),
    };

    private static OrderRule MergeOneOfSeveral(ThingConnectivity seen, in LifecycleEvent news, out ThingConnectivity next)
    {
        List<ThingConnectivity> lines = [seen, .. seen.Backlog?.Others ?? []];
        var rule = OrderRule.LaterConnection;
        var found = false;
        for (var i = 0; i < lines.Count && !found; i++)
        {
            if (!IsOfLine(lines[i], news)) continue;
            found = true;
            rule = MergeLine(lines[i], news, out var merged);
            if (ReferenceEquals(merged, lines[i]))
            {
                next = seen;
                return rule;
            }

            lines[i] = merged;
        }

        if (!found) lines.Add(ThingConnectivity.Begin(news));
        next = Show(lines);

        // What changed a line that is not shown is news of an earlier connection.
        return rule.OutcomeOf() == ApplyOutcome.Applied && next.ShowsTheSameAs(seen) ? OrderRule.OtherSourceIsLater : rule;
    }

    /// <summary>Makes one snapshot of several lines: the one with the latest connect, which carries the others along.</summary>
    private static ThingConnectivity Show(List<ThingConnectivity> lines)
    {
        lines.Sort(static (left, right) => ComparePlaces(right, left));

        // An end that names its connection does not end another one: where a client moved to another node before we heard of it, its old node tells of the end last.
        // It is news only if it lies after the end of the latest connection.
        var latest = lines.FindIndex(static line => !IsEndOfUnknown(line));
        if (latest > 0 && (lines[latest].Connected || lines[latest].EndedAtMs >= lines[0].PlaceMs))
        {
            lines.Insert(0, lines[latest]);
            lines.RemoveAt(latest + 1);
        }

        var others = lines.Skip(1).Take(ConnectivityBacklog.MaxOthers)
            .Select(line => line.WithBacklog(ConnectivityBacklog.Of(line.Backlog?.Ends ?? [], [])))
            .ToArray();
        return lines[0].Copy().WithBacklog(ConnectivityBacklog.Of(lines[0].Backlog?.Ends ?? [], others));
    }

    private static int ComparePlaces(ThingConnectivity left, ThingConnectivity right)
    {
        var order = left.PlaceMs.CompareTo(right.PlaceMs);
        if (order == 0) order = string.CompareOrdinal(left.Source!.Name, right.Source!.Name);
        if (order == 0) order = string.CompareOrdinal(left.Source!.Node, right.Source!.Node);
        return order == 0 ? LineOf(left).CompareTo(LineOf(right)) : order;
    }

    /// <summary>Says whether all that is known of a line is the end of a connection, which can be told from others but whose beginning nobody has heard of.</summary>
    private static bool IsEndOfUnknown(ThingConnectivity line) => line.ConnectedAtMs == ThingConnectivity.None && LineOf(line) != Line.Timed;

    private static bool IsOfLine(ThingConnectivity line, in LifecycleEvent news) =>
        LineOf(line) == LineOf(news) && line.Source!.IsSameOrigin(news.Source);

    private static Line LineOf(in LifecycleEvent news) =>
        news.Number is not null ? Line.Numbered : news.Connection.IsNone ? Line.Timed : Line.Keyed;

    private static Line LineOf(ThingConnectivity line) =>
        line.NumberOrNone != ThingConnectivity.None ? Line.Numbered : line.Connection.IsNone ? Line.Timed : Line.Keyed;
}
