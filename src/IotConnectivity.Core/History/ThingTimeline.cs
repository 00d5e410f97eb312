using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Storage;

namespace IotConnectivity.History;

/// <summary>
/// What was shown of a thing at which moment, as is known now. The state at a moment is what the order rule of the index makes of all events stamped at or before it, applied to an
/// empty record, so that late and repeated arrival cannot matter. Pure.
/// </summary>
/// <remarks>
/// <para>
/// Of the ends of one connection only the one that counts is shown. So an inferred end that activity took back, or that a stated end has replaced, never was: the moments after its
/// stamp count as connected. It does not matter which came in first. News of the connection that are stamped after the connect of a later one do not reach back before that.
/// </para>
/// <para>
/// A change stands at the stamp of the event with which it took effect. So a connection whose end is stamped before its connect never shows as open, and an end that waited for its
/// connect takes effect with that. Of events of one millisecond, ends of what is open come first, then connects, then other ends; of those, an order by what they say.
/// </para>
/// </remarks>
internal sealed class ThingTimeline
{
    private readonly List<Step> _steps = [];
    private ThingConnectivity _seen = ThingConnectivity.Never;
    private long _lastActivityMs = ThingConnectivity.None;

    private ThingTimeline()
    {
    }

    /// <summary>Gets the number of transitions.</summary>
    internal int Count => _steps.Count;

    internal long TimestampMsOf(int i) => _steps[i].TimestampMs;

    internal ThingConnectivity StateAfter(int i) => _steps[i].State;

    internal ConnectivityTransition this[int i] => ConnectivityTransition.Of(_steps[i].State, _steps[i].TimestampMs);

    /// <summary>Folds entries of one thing, in whatever order they come. O(n log n).</summary>
    internal static ThingTimeline Of(IEnumerable<JournalEntry> entries)
    {
        var events = new List<LifecycleEvent>();
        foreach (var entry in entries)
        {
            if (entry.Rule.IsPartOfState() && entry.Event.Kind is LifecycleEventKind.Connected or LifecycleEventKind.Disconnected or LifecycleEventKind.Heartbeat) events.Add(entry.Event);
        }

        events.Sort(static (left, right) => EventOrder.Compare(left, right));
        var timeline = new ThingTimeline();
        for (int from = 0, to; from < events.Count; from = to)
        {
            for (to = from + 1; to < events.Count && events[to].TimestampMs == events[from].TimestampMs; to++)
            {
            }

            timeline.TakeMoment(events, from, to);
        }

        return timeline;
    }

    /// <summary>Gets the number of transitions stamped before a moment.</summary>
    internal int CountBefore(long timestampMs)
    {
        var (low, high) = (0, _steps.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_steps[middle].TimestampMs < timestampMs) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private void TakeMoment(List<LifecycleEvent> events, int from, int to)
    {
        for (var i = from; to - from > 1 && i < to; i++)
        {
            if (EndsWhatIsOpen(events[i])) Take(events[i]);
        }

        // An end that was taken already is known by now.
        for (var i = from; i < to; i++) Take(events[i]);
    }

    private bool EndsWhatIsOpen(in LifecycleEvent news) =>
        news.Kind == LifecycleEventKind.Disconnected && _seen.Connected
        && ConnectionOrder.Judge(_seen, news, _lastActivityMs, out _) == OrderRule.EndOfKnown;

    private void Take(in LifecycleEvent news)
    {
        var before = _seen;
        if (news.Kind == LifecycleEventKind.Heartbeat)
        {
            _lastActivityMs = Math.Max(_lastActivityMs, news.TimestampMs);
            _seen = ConnectionOrder.Revoke(before, _lastActivityMs);
        }
        else
        {
            ConnectionOrder.Judge(before, news, _lastActivityMs, out _seen);
            _seen = ConnectionOrder.Revoke(_seen, _lastActivityMs);
        }

        if (before.HasInferredEnd && IsSameConnection(before, _seen) && before.EndBasisMs != _seen.EndBasisMs) ForgetInferredEnds(before);
        var shown = _steps.Count == 0 ? ThingConnectivity.Never : _steps[^1].State;
        if (Differ(shown, _seen)) _steps.Add(new Step(news.TimestampMs, _seen));
    }

    private void ForgetInferredEnds(ThingConnectivity revoked)
    {
        while (_steps.Count > 0 && _steps[^1].State is { HasInferredEnd: true } shown && IsSameConnection(shown, revoked)) _steps.RemoveAt(_steps.Count - 1);
    }

    private static bool Differ(ThingConnectivity before, ThingConnectivity after)
    {
        if (before.Connected != after.Connected || before.IsKnown != after.IsKnown || !IsSameConnection(before, after)) return true;

        // The connect of a reused key or of none begins another connection though it is named like the one before.
        if (after.Connected) return after.ConnectedAtMs > before.ConnectedAtMs;
        return (before.DisconnectReason, before.ReasonQuality, before.RawReason) != (after.DisconnectReason, after.ReasonQuality, after.RawReason);
    }

    private static bool IsSameConnection(ThingConnectivity left, ThingConnectivity right) =>
        left.Connection == right.Connection && left.Number == right.Number
        && (left.Source is null ? right.Source is null : right.Source is not null && left.Source.IsSameOrigin(right.Source) && left.Source.Epoch == right.Source.Epoch);

    private readonly record struct Step(long TimestampMs, ThingConnectivity State);
}
