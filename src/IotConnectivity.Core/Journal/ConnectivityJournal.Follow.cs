using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Journal;

// What the index tells, on the threads that applied it.
public sealed partial class ConnectivityJournal
{
    void IConnectivityFollower.OnChanged(in ConnectivityChange change)
    {
        // OnHeard tells the same with the event that did it.
    }

    void IConnectivityFollower.OnHeard(ThingCell? cell, in LifecycleEvent news, OrderRule rule, ThingConnectivity? state)
    {
        if (cell is not RegisteredThing thing || state is null || !IsWorthWriting(news.Kind, rule)) return;
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_lock)
        {
            if (_isOff || _isDisposed) return;

            // RACE: switched off and on since it was judged. Its state was dropped with all others and would come back with the next start.
            if (state.IsKnown && thing.Current is { IsKnown: false } cleared && cleared.Revision > state.Revision) return;
            if (_filling.Count >= MaxPending)
            {
                if (_overflowed.Add(thing)) Wake_NeedsLock();
                _lost++;
                return;
            }

            _filling.Add(thing, new JournalEntry
            {
                ThingKey = thing.StorageKey,
                Event = news,
                ReceivedAtMs = now,
                Rule = rule,
                State = state,
                StateIsAhead = NoteRevision_NeedsLock(thing, rule, state),
            });
            Wake_NeedsLock();
        }
    }

    void IConnectivityFollower.OnBeaten(ThingCell cell)
    {
        if (cell is RegisteredThing thing && thing.TryMarkActive()) _active.Enqueue(thing);
    }

    /// <summary>The index configuration has changed. Called under the lock of the switch, after connectivity was switched off and before it is switched on.</summary>
    private void OnIndexingChanged(IndexingConfiguration configuration)
    {
        lock (_lock)
        {
            if (_isDisposed) return;

            // RACE: an event that was judged before the switch may be told only now. It is dropped here, as its state was in the index.
            // What a start with connectivity off has left in the store goes with the first change.
            if (_hidesStored || (!configuration.TracksConnectivity && !_isOff))
            {
                _hidesStored = false;
                _filling.DropConnectivity();
                _overflowed.Clear();
            }

            _isOff = !configuration.TracksConnectivity;
            _filling.Configuration = IndexingSetting.Write(configuration);
            Wake_NeedsLock();
        }
    }

    /// <summary>Heartbeats come every few seconds from every thing, subscriptions say nothing of connectivity: neither is worth a line, unless it changed something.</summary>
    private static bool IsWorthWriting(LifecycleEventKind kind, OrderRule rule) => kind switch
    {
        LifecycleEventKind.Connected or LifecycleEventKind.Disconnected => rule != OrderRule.IndexingOff,
        LifecycleEventKind.ConnectFailed => true,
        LifecycleEventKind.Heartbeat => rule == OrderRule.ActivityRevokesEnd,
        _ => false,
    };

    /// <summary>
    /// INVARIANT: for every revision up to <see cref="ThingCell.JournaledRevision"/> the queue holds, or has held, the event that made it or a later state as a whole.
    /// Between the swap of a snapshot and this lock another thread can see the snapshot, judge its own event by it and come here first; then the state is ahead of the
    /// journal, and is written together with that event.
    /// </summary>
    private static bool NoteRevision_NeedsLock(RegisteredThing thing, OrderRule rule, ThingConnectivity state)
    {
        var known = thing.JournaledRevision;
        if (state.Revision <= known) return false;
        thing.JournaledRevision = state.Revision;
        return state.Revision > known + 1 || rule.OutcomeOf() != ApplyOutcome.Applied;
    }
}
