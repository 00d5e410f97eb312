using IotConnectivity.Lifecycle;
using IotConnectivity.Timing;

namespace IotConnectivity.Indexing;

/// <summary>
/// The one object that a registered thing owns: its place in the dictionary, its latest snapshot, its last activity and, through the base class, its place in the
/// timing wheel. The registry derives from it, so that ten million things cost ten million of these and not thirty.
/// </summary>
/// <remarks>Any thread may call any member of this class; those of the base class are the watchdog's, under its lock.</remarks>
internal class ThingCell(string name) : WheelTimeout
{
    // INVARIANT: only ever moves to a snapshot with the next revision, by compare-and-swap; readers take no lock. Null once the thing is deleted, and then for ever.
    private ThingConnectivity? _current = ThingConnectivity.Never;

    private long _lastActivityMs = ThingConnectivity.None;
    private uint _heardAtTick;
    private int _isBeaten;

    internal string Name { get; } = name;

    /// <summary>Gets or sets the key of the thing in the store; 0 as long as it is not stored. Written by the journal under its lock.</summary>
    internal long StorageKey { get; set; }

    /// <summary>Gets or sets the greatest revision that the journal has taken in. Written by the journal under its lock.</summary>
    internal long JournaledRevision { get; set; }

    /// <summary>Gets the latest snapshot, or <see langword="null"/> when the thing was deleted.</summary>
    internal ThingConnectivity? Current => Volatile.Read(ref _current);

    /// <summary>Gets the client's last known activity by source time, or <see cref="ThingConnectivity.None"/>.</summary>
    internal long LastActivityMs => Volatile.Read(ref _lastActivityMs);

    /// <summary>Gets or sets when the client was last heard of, in the index's own listening time.</summary>
    internal uint HeardAtTick
    {
        get => Volatile.Read(ref _heardAtTick);
        set => Volatile.Write(ref _heardAtTick, value);
    }

    /// <summary>Gets a value indicating whether a heartbeat was heard since the present connection was made, whatever its stamp.</summary>
    internal bool IsBeaten => Volatile.Read(ref _isBeaten) != 0;

    /// <summary>Notes that a heartbeat was heard just now.</summary>
    internal void NoteHeard(uint tick)
    {
        HeardAtTick = tick;

        // A full fence, for the watchdog (see there); only the first heartbeat of a connection needs it.
        if (!IsBeaten) Interlocked.Exchange(ref _isBeaten, 1);
    }

    /// <summary>Lets a cell that nobody else can see yet count on from a revision of earlier cells.</summary>
    internal void StartFrom(ThingConnectivity never) => _current = never;

    /// <summary>Gives a cell that nobody else can see yet what a store has kept of it.</summary>
    internal void Restore(ThingConnectivity state, long lastActivityMs)
    {
        _current = state;
        _lastActivityMs = lastActivityMs;
        _isBeaten = state.Connected && lastActivityMs >= state.ConnectedAtMs ? 1 : 0;
        JournaledRevision = state.Revision;
    }

    /// <summary>Applies a connect or an end.</summary>
    /// <param name="news">The event.</param>
    /// <param name="tick">The present listening time.</param>
    /// <param name="before">The snapshot that the event was judged against; <see langword="null"/> when the thing was deleted.</param>
    /// <param name="after">The snapshot after it; the same instance when nothing had to be remembered.</param>
    /// <returns>The rule that decided.</returns>
    internal OrderRule Apply(in LifecycleEvent news, uint tick, out ThingConnectivity? before, out ThingConnectivity? after)
    {
        for (var seen = Current; seen is not null;)
        {
            var rule = ConnectionOrder.Judge(seen, news, LastActivityMs, out var next);
            var isApplied = rule.OutcomeOf() == ApplyOutcome.Applied;

            // RACE: before the swap, or the watchdog could find a connection that has just been made with the silence of the one before.
            if (isApplied && news.Kind == LifecycleEventKind.Connected) HeardAtTick = tick;
            if (!TrySwap(ref seen, next, out before, out after)) continue;
            if (isApplied && news.Kind == LifecycleEventKind.Connected && after!.Connected) Volatile.Write(ref _isBeaten, 0);
            return rule;
        }

        before = after = null;
        return OrderRule.NotRegistered;
    }

    /// <summary>Notes activity.</summary>
    /// <param name="timestampMs">When, by source time.</param>
    /// <param name="tick">The present listening time.</param>
    /// <returns>Whether this is later than all activity known before.</returns>
    internal bool TryNoteActivity(long timestampMs, uint tick)
    {
        for (var seen = LastActivityMs; timestampMs > seen;)
        {
            // RACE: before the activity, so that whoever sees the activity sees that it was heard of. The watchdog reads them in the other order.
            NoteHeard(tick);
            var witnessed = Interlocked.CompareExchange(ref _lastActivityMs, timestampMs, seen);
            if (witnessed == seen) return true;
            seen = witnessed;
        }

        return false;
    }

    /// <summary>Notes that a connection was open, which does not mean that its client sends heartbeats.</summary>
    /// <param name="timestampMs">When, by source time.</param>
    /// <param name="tick">The present listening time.</param>
    internal void NoteSeen(long timestampMs, uint tick)
    {
        HeardAtTick = tick;
        for (var seen = LastActivityMs; timestampMs > seen;)
        {
            var witnessed = Interlocked.CompareExchange(ref _lastActivityMs, timestampMs, seen);
            if (witnessed == seen) return;
            seen = witnessed;
        }
    }

    /// <summary>Takes back inferred ends that the known activity contradicts.</summary>
    /// <param name="before">The snapshot before; <see langword="null"/> when the thing was deleted.</param>
    /// <param name="after">The snapshot after; the same instance when there was nothing to take back.</param>
    /// <returns>The activity that was known; it may be later than what the caller noted.</returns>
    internal long Revoke(out ThingConnectivity? before, out ThingConnectivity? after)
    {
        var activity = LastActivityMs;
        for (var seen = Current; seen is not null; activity = LastActivityMs)
        {
            var next = ConnectionOrder.Revoke(seen, activity);
            if (TrySwap(ref seen, next, out before, out after)) return activity;
        }

        before = after = null;
        return activity;
    }

    /// <summary>Forgets the connectivity of the thing, but not the count of changes.</summary>
    /// <param name="before">The snapshot before; <see langword="null"/> when the thing was deleted.</param>
    /// <param name="after">The empty snapshot; the same instance when it was empty already.</param>
    internal void Clear(out ThingConnectivity? before, out ThingConnectivity? after)
    {
        Volatile.Write(ref _lastActivityMs, ThingConnectivity.None);
        Volatile.Write(ref _isBeaten, 0);
        for (var seen = Current; seen is not null;)
        {
            if (TrySwap(ref seen, seen.IsKnown ? seen.Cleared() : seen, out before, out after)) return;
        }

        before = after = null;
    }

    /// <summary>Ends the life of this cell: whoever still holds it finds nothing to change.</summary>
    /// <returns>The last snapshot, or <see langword="null"/> when the cell was retired before.</returns>
    internal ThingConnectivity? Retire() => Interlocked.Exchange(ref _current, null);

    private bool TrySwap(ref ThingConnectivity? seen, ThingConnectivity next, out ThingConnectivity? before, out ThingConnectivity? after)
    {
        before = seen;
        after = next;
        if (ReferenceEquals(next, seen)) return true;
        var witnessed = Interlocked.CompareExchange(ref _current, next, seen);
        if (ReferenceEquals(witnessed, seen)) return true;
        seen = witnessed;
        return false;
    }
}
