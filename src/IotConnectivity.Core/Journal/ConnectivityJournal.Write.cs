using IotConnectivity.Indexing;
using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Journal;

// The one writer. It has a thread of its own: most stores block it until the disk has synced, and on a small machine that would be half of the thread pool.
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

    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _wake = new();
    private ITimer? _alarm;
    private StoreException? _fault;
    private long _activityWritten;
    private long _nextKey;
    private long _endOfKeys;
    private long _lost;

    /// <summary>Gets how many events may wait when nobody who brings them can be made to wait.</summary>
    private int MaxPending => 2 * _options.Capacity;

    private void StartWriting()
    {
        _activityWritten = _membersWritten = _time.GetTimestamp();
        using (ExecutionContext.SuppressFlow())
        {
            _alarm = _time.CreateTimer(static wake => ((ManualResetEventSlim)wake!).Set(), _wake, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        var writer = new Thread(Run) { IsBackground = true, Name = "IotConnectivity journal" };
        writer.UnsafeStart();
    }

    private void Run()
    {
        var retry = FirstRetry;
        for (var commits = 0L; ;)
        {
            if (TakeBatch() is { } batch)
            {
                if (TryCommit(batch))
                {
                    retry = FirstRetry;
                    if (++commits % CommitsPerStep == 0) TryMaintain();
                    continue;
                }

                if (_isDisposed)
                {
                    Log.NotWritten(_logger, PendingCount);
                    break;
                }

                Pause(retry);
                retry = retry * 2 < LastRetry ? retry * 2 : LastRetry;
            }
            else if (_isDisposed)
            {
                break;
            }
            else if (!WaitForWork())
            {
                // Nobody waits: as long as that is so, housekeeping goes on.
                while (TryMaintain() && !HasWork())
                {
                }
            }
        }

        _alarm!.Dispose();
        _written.SetResult();
    }

    /// <summary>Takes what has gathered, or once more what could not be written.</summary>
    private JournalBatch? TakeBatch()
    {
        lock (_lock)
        {
            if (_writing is not null) return _writing;
            TakeActivities_NeedsLock();
            TakeMembers_NeedsLock();
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

    private bool TryCommit(JournalBatch batch)
    {
        StoreBatch prepared;
        try
        {
            var start = _time.GetTimestamp();
            prepared = Prepare(batch);
            Wait(_store.CommitAsync(prepared, CancellationToken.None));
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
            if (!thing.WasStoredAsDeleted) thing.IsStored = true;
            else if (thing.Data.Version < 0) thing.StorageKey = RegisteredThing.DeletedKey;
        }

        if (prepared.Records.Count > 0) RecordsCommitted?.Invoke(prepared.Records);
        if (batch.Count > 0) EntriesCommitted?.Invoke();
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

    private StoreBatch Prepare(JournalBatch batch)
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

                // Deleted between a commit that failed and this one: its events have no thing to belong to.
                if (!thing.IsStored) thing.StorageKey = RegisteredThing.DeletedKey;
                continue;
            }

            if (thing.StorageKey == 0) thing.StorageKey = NextKey();
            things.Add(new StoredThing(thing.StorageKey, thing.Name, thing.Id, data.TypeName, data.Attributes, data.Version) { Groups = IdsOf(thing.Groups) });
        }

        batch.SetKeys();
        List<StoredSetting> settings = [];
        List<string> deletedSettings = [];
        if (batch.Configuration is { } configuration) settings.Add(new StoredSetting(IndexingSetting.Name, configuration));
        TakeWhatThingsMayName(batch);
        PrepareTypes(batch, settings, deletedSettings);
        PrepareGroups(batch, settings, deletedSettings);
        PrepareSettings(batch, settings, deletedSettings);
        var (records, deletedRecords) = PrepareRecords(batch);
        return new StoreBatch
        {
            DropsConnectivity = batch.DropsConnectivity,
            Things = things,
            Events = batch.Entries,
            Activities = ActivitiesOf(batch),
            Settings = settings,
            DeletedSettings = deletedSettings,
            DeletedThings = deleted,
            Records = records,
            DeletedRecords = deletedRecords,
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

    private long NextKey()
    {
        if (_nextKey == _endOfKeys)
        {
            _nextKey = Wait(_store.ReserveThingKeysAsync(KeysAtOnce, CancellationToken.None));
            _endOfKeys = _nextKey + KeysAtOnce;
        }

        return _nextKey++;
    }

    private bool TryMaintain()
    {
        try
        {
            var horizon = _time.GetUtcNow() - _options.HistoryRetention;
            return Wait(_store.MaintainAsync(Math.Max(0, horizon.ToUnixTimeMilliseconds()), CancellationToken.None));
        }
        catch (Exception exception)
        {
            // The edge of the loop: what was not tidied today is tidied tomorrow.
            Log.NotMaintained(_logger, exception);
            return false;
        }
    }

    /// <summary>Waits until there is something to write.</summary>
    /// <returns>Whether there is; otherwise nothing has come for a while.</returns>
    private bool WaitForWork()
    {
        lock (_lock)
        {
            if (HasWork_NeedsLock()) return true;
            _wake.Reset();
        }

        Sleep(IdleStep);
        return HasWork();
    }

    private bool HasWork()
    {
        lock (_lock) return HasWork_NeedsLock();
    }

    private bool HasWork_NeedsLock() => _isDisposed || !_filling.IsEmpty || _overflowed.Count > 0;

    /// <summary>Waits before another try, but not when everything is to end.</summary>
    private void Pause(TimeSpan delay)
    {
        var start = _time.GetTimestamp();
        while (true)
        {
            TimeSpan left;
            lock (_lock)
            {
                left = delay - _time.GetElapsedTime(start);
                if (_isDisposed || left <= TimeSpan.Zero) return;
                _wake.Reset();
            }

            Sleep(left);
        }
    }

    private void Sleep(TimeSpan atMost)
    {
        _alarm!.Change(atMost, Timeout.InfiniteTimeSpan);
        _wake.Wait();
    }

    private static void Wait(ValueTask task)
    {
        if (task.IsCompletedSuccessfully) task.GetAwaiter().GetResult();
        else task.AsTask().GetAwaiter().GetResult();
    }

    private static T Wait<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? task.Result : task.AsTask().GetAwaiter().GetResult();

    private void Wake_NeedsLock()
    {
        if (!_wake.IsSet) _wake.Set();
    }
}
