using IotConnectivity.Indexing;
using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Journal;

// The one writer.
public sealed partial class ConnectivityJournal
{
    /// <summary>So many activities at most go with one commit, so that no commit takes long because of them.</summary>
    private const int MaxActivities = 4096;

    /// <summary>Housekeeping gets its turn after so many commits, however busy the writer is.</summary>
    private const int CommitsPerStep = 16;

    /// <summary>Keys are set aside in rows of this length.</summary>
    private const int KeysAtOnce = 4096;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan IdleStep = TimeSpan.FromSeconds(1);

    private Task? _writer;
    private TaskCompletionSource? _work;
    private StoreException? _fault;
    private long _activityWritten;
    private long _nextKey;
    private long _endOfKeys;
    private long _lost;

    /// <summary>Gets how many events may wait when nobody who brings them can be made to wait.</summary>
    private int MaxPending => 2 * _options.Capacity;

    private async Task RunAsync()
    {
        var retry = FirstRetry;
        _activityWritten = _time.GetTimestamp();
        for (var commits = 0L; ;)
        {
            if (TakeBatch() is { } batch)
            {
                if (await TryCommitAsync(batch).ConfigureAwait(false))
                {
                    retry = FirstRetry;
                    if (++commits % CommitsPerStep == 0) await TryMaintainAsync().ConfigureAwait(false);
                    continue;
                }

                if (_isDisposed)
                {
                    Log.NotWritten(_logger, PendingCount);
                    return;
                }

                await WaitAsync(retry).ConfigureAwait(false);
                retry = retry * 2 < LastRetry ? retry * 2 : LastRetry;
            }
            else if (_isDisposed)
            {
                return;
            }
            else if (!await TryMaintainAsync().ConfigureAwait(false))
            {
                await WaitForWorkAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Takes what has gathered, or once more what could not be written.</summary>
    private JournalBatch? TakeBatch()
    {
        lock (_lock)
        {
            if (_writing is not null) return _writing;
            TakeActivities_NeedsLock();
            TakeOverflowed_NeedsLock();
            if (_filling.IsEmpty) return null;
            _writing = _filling;
            _filling = _spare ?? new JournalBatch();
            _spare = null;
            _room?.TrySetResult();
            _room = null;
            return _writing;
        }
    }

    private void TakeActivities_NeedsLock()
    {
        // After the end everything is due.
        if (!_isDisposed && _time.GetElapsedTime(_activityWritten) < _options.ActivityInterval) return;
        while (_filling.Activities.Count < MaxActivities && _active.TryDequeue(out var thing)) _filling.Activities.Add(thing);
        if (_active.IsEmpty) _activityWritten = _time.GetTimestamp();
    }

    /// <summary>Lets the states of things follow for which there was no room. What made them is lost to the history, and is told as what it has come to.</summary>
    private void TakeOverflowed_NeedsLock()
    {
        if (_overflowed.Count == 0) return;
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var thing in _overflowed)
        {
            if (thing.Current is not { } state) continue;
            thing.JournaledRevision = Math.Max(thing.JournaledRevision, state.Revision);
            foreach (var known in state.ToEvents(thing.Name))
            {
                var rule = known.Kind == Lifecycle.LifecycleEventKind.Connected ? OrderRule.KnownConnect : OrderRule.KnownEnd;
                _filling.Add(thing, new JournalEntry { ThingKey = thing.StorageKey, Event = known, ReceivedAtMs = now, Rule = rule, State = state, StateIsAhead = true });
            }
        }

        Log.HistoryLost(_logger, _lost, _overflowed.Count);
        _metrics?.JournalLost(_lost);
        _lost = 0;
        _overflowed.Clear();
    }

    private async ValueTask<bool> TryCommitAsync(JournalBatch batch)
    {
        try
        {
            var start = _time.GetTimestamp();
            var prepared = await PrepareAsync(batch).ConfigureAwait(false);
            await _store.CommitAsync(prepared, CancellationToken.None).ConfigureAwait(false);
            _metrics?.JournalCommitted(batch.Count, _time.GetElapsedTime(start));
        }
        catch (Exception exception)
        {
            // The edge of the loop: nothing that goes wrong here may end the writing for good.
            Fail(exception as StoreException ?? new StoreException(StoreFault.Other, $"the store failed: {exception.Message}", exception));
            return false;
        }

        foreach (var thing in batch.Things)
        {
            if (thing.Data.Version < 0 && thing.WasStoredAsDeleted) thing.StorageKey = RegisteredThing.DeletedKey;
        }

        TaskCompletionSource done;
        lock (_lock)
        {
            if (_fault is not null) Log.Writable(_logger);
            Volatile.Write(ref _fault, null);
            done = batch.Done;
            batch.Reset();
            _spare = batch;
            _writing = null;
        }

        done.TrySetResult();
        return true;
    }

    /// <summary>Everybody who waits is told; the batch stays and is tried again, so whatever comes later waits for it.</summary>
    private void Fail(StoreException fault)
    {
        TaskCompletionSource[] waiting;
        lock (_lock)
        {
            if (_fault is null) Log.Failed(_logger, fault);
            Volatile.Write(ref _fault, fault);
            waiting = [_writing!.TakeDone(), _filling.TakeDone(), _room ?? new TaskCompletionSource()];
            _room = null;
        }

        foreach (var task in waiting)
        {
            task.TrySetException(Again(fault));

            // Perhaps nobody waits.
            _ = task.Task.Exception;
        }
    }

    private async ValueTask<StoreBatch> PrepareAsync(JournalBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            // An event of a thing whose creation is only now being told.
            var owner = batch.OwnerOf(i);
            if (owner.StorageKey == 0) batch.Things.Add(owner);
        }

        List<StoredThing> things = [];
        List<long> deleted = [];
        foreach (var thing in batch.Things)
        {
            var data = thing.Data;
            if (data.Version < 0)
            {
                thing.WasStoredAsDeleted = true;
                if (thing.StorageKey > 0) deleted.Add(thing.StorageKey);
                continue;
            }

            if (thing.StorageKey == 0) thing.StorageKey = await NextKeyAsync().ConfigureAwait(false);
            things.Add(new StoredThing(thing.StorageKey, thing.Name, thing.Id, data.TypeName, data.Attributes, data.Version));
        }

        batch.SetKeys();
        return new StoreBatch
        {
            DropsConnectivity = batch.DropsConnectivity,
            Things = things,
            Events = batch.Entries,
            Activities = ActivitiesOf(batch),
            Settings = batch.Configuration is { } configuration ? [new StoredSetting(IndexingSetting.Name, configuration)] : [],
            DeletedThings = deleted,
        };
    }

    private static List<StoredActivity> ActivitiesOf(JournalBatch batch)
    {
        var activities = new List<StoredActivity>(batch.Activities.Count);
        foreach (var thing in batch.Activities)
        {
            // Before it is read: later activity marks it anew.
            thing.ClearActive();
            if (thing.StorageKey > 0 && thing.LastActivityMs != ThingConnectivity.None) activities.Add(new StoredActivity(thing.StorageKey, thing.LastActivityMs));
        }

        return activities;
    }

    private async ValueTask<long> NextKeyAsync()
    {
        if (_nextKey == _endOfKeys)
        {
            _nextKey = await _store.ReserveThingKeysAsync(KeysAtOnce, CancellationToken.None).ConfigureAwait(false);
            _endOfKeys = _nextKey + KeysAtOnce;
        }

        return _nextKey++;
    }

    private async ValueTask<bool> TryMaintainAsync()
    {
        try
        {
            var horizon = _time.GetUtcNow() - _options.HistoryRetention;
            return await _store.MaintainAsync(Math.Max(0, horizon.ToUnixTimeMilliseconds()), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The edge of the loop: what was not tidied today is tidied tomorrow.
            Log.NotMaintained(_logger, exception);
            return false;
        }
    }

    private async Task WaitForWorkAsync()
    {
        Task work;
        lock (_lock)
        {
            if (_isDisposed || !_filling.IsEmpty || _overflowed.Count > 0) return;
            work = (_work = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        using var idle = new CancellationTokenSource();
        await Task.WhenAny(work, Task.Delay(IdleStep, _time, idle.Token)).ConfigureAwait(false);
        await idle.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>Waits before another try, but not when everything is to end.</summary>
    private async Task WaitAsync(TimeSpan delay)
    {
        Task end;
        lock (_lock)
        {
            if (_isDisposed) return;
            end = (_work = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        using var over = new CancellationTokenSource();
        var pause = Task.Delay(delay, _time, over.Token);
        while (await Task.WhenAny(end, pause).ConfigureAwait(false) == end)
        {
            lock (_lock)
            {
                if (_isDisposed) break;
                end = (_work = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }

        await over.CancelAsync().ConfigureAwait(false);
    }

    private void Wake_NeedsLock()
    {
        _work?.TrySetResult();
        _work = null;
    }
}
