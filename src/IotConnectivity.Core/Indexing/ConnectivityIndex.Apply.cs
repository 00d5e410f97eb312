using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

public sealed partial class ConnectivityIndex
{
    private uint _tick;

    /// <summary>Gets or sets the listening time: it stands still while nobody could have heard a heartbeat, and is 0 as long as no watchdog moves it.</summary>
    internal uint Tick
    {
        get => Volatile.Read(ref _tick);
        set => Volatile.Write(ref _tick, value);
    }

    /// <summary>Takes in one event. Any thread; events may come late, twice and in any order.</summary>
    /// <param name="lifecycleEvent">The event.</param>
    /// <returns>What became of it.</returns>
    /// <remarks>One dictionary look-up and one compare-and-swap; allocates the new snapshot when something changes and nothing otherwise.</remarks>
    /// <exception cref="ArgumentException">The event has no client id or no source, or a time or port out of range.</exception>
    public ApplyOutcome Apply(in LifecycleEvent lifecycleEvent)
    {
        if (lifecycleEvent.ClientId is null || lifecycleEvent.Source is null)
        {
            throw new ArgumentException("an event needs a client id and a source", nameof(lifecycleEvent));
        }

        Check(lifecycleEvent.TimestampMs, nameof(lifecycleEvent.TimestampMs), LifecycleLimits.MaxTimestampMs);
        Check(lifecycleEvent.ConnectedAtMs ?? 0, nameof(lifecycleEvent.ConnectedAtMs), LifecycleLimits.MaxTimestampMs);
        Check(lifecycleEvent.LastActivityMs ?? 0, nameof(lifecycleEvent.LastActivityMs), LifecycleLimits.MaxTimestampMs);
        Check(lifecycleEvent.SourcePort ?? 0, nameof(lifecycleEvent.SourcePort), ushort.MaxValue);
        Check(lifecycleEvent.KeepAliveSeconds ?? 0, nameof(lifecycleEvent.KeepAliveSeconds), int.MaxValue);

        var outcome = Judge(lifecycleEvent);
        Heard(lifecycleEvent, outcome);
        return outcome;
    }

    // What is taken in can be shown: no later reader meets a time that it cannot represent.
    private static void Check(long value, string member, long max)
    {
        if ((ulong)value > (ulong)max) throw new ArgumentException($"{member} is {value}, expected 0 to {max}", member);
    }

    private ApplyOutcome Judge(in LifecycleEvent news)
    {
        if (!_isEnabled) return ApplyOutcome.Ignored;
        _cells.TryGetValue(news.ClientId, out var cell);
        switch (news.Kind)
        {
            case LifecycleEventKind.Connected or LifecycleEventKind.Disconnected:
                cell ??= RegisterUnknown?.Invoke(news.ClientId);
                return cell is null ? ApplyOutcome.NotRegistered : Apply(cell, news);
            case LifecycleEventKind.Heartbeat:
                cell ??= RegisterUnknown?.Invoke(news.ClientId);
                return cell is null ? ApplyOutcome.NotRegistered : Beat(cell, news.TimestampMs);
            default:
                return cell is null ? ApplyOutcome.NotRegistered : ApplyOutcome.Ignored;
        }
    }

    internal ApplyOutcome Apply(ThingCell cell, in LifecycleEvent news)
    {
        var outcome = cell.Apply(news, Tick, out var before, out var after);
        if (before is null || after is null || ReferenceEquals(before, after)) return outcome;

        Publish(cell, before, after);

        // Activity may have been noted between the judgement and the swap; and indexing may have been switched off since it was looked at.
        if (after.HasInferredEnd && cell.LastActivityMs > after.EndBasisMs) Revoke(cell);
        if (!_isEnabled) Clear(cell);
        return outcome;
    }

    private ApplyOutcome Beat(ThingCell cell, long timestampMs)
    {
        if (!cell.TryNoteActivity(timestampMs, Tick))
        {
            // Old by its stamp, and no news of the state. But it was heard just now, and where a clock was set back every beat is old: silence it is not.
            cell.NoteHeard(Tick);
            Beaten(cell);
            return ApplyOutcome.Stale;
        }

        Beaten(cell);
        if (cell.Current is { HasInferredEnd: true } or { Backlog: not null }) Revoke(cell);
        if (!_isEnabled) Clear(cell);
        return ApplyOutcome.Applied;
    }

    private void Revoke(ThingCell cell)
    {
        cell.Revoke(out var before, out var after);
        if (before is not null && after is not null && !ReferenceEquals(before, after)) Publish(cell, before, after);
    }

    private void Clear(ThingCell cell)
    {
        cell.Clear(out var before, out var after);
        if (before is not null && after is not null && !ReferenceEquals(before, after)) Publish(cell, before, after);
    }

    private void Publish(ThingCell cell, ThingConnectivity before, ThingConnectivity after)
    {
        if (before.Connected != after.Connected)
        {
            if (after.Connected) Interlocked.Increment(ref _connected);
            else Interlocked.Decrement(ref _connected);
        }

        Changed(new ConnectivityChange(cell, before, after));
    }
}
