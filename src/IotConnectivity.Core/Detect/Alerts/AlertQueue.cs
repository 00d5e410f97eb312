using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Alerts;

/// <summary>The alerts of one topic: those that are next in memory, the rest in the store. Delivers those of different things side by side, those of one thing one after the other.</summary>
/// <remarks>
/// Any thread. Everything comes here after it is durable, as the journal tells it. Beyond <see cref="Window"/> alerts nothing more is kept in memory: what comes is only counted, and
/// read from the store when half of the window is free.
/// </remarks>
internal sealed partial class AlertQueue
{
    /// <summary>So many alerts are in memory at most, about 10 MB; what comes back from the dead goes on top.</summary>
    internal const int Window = 10_000;

    private readonly AlertPost _post;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, AlertLane> _lanes = new(StringComparer.Ordinal);
    private readonly Queue<AlertLane> _ready = new();
    private readonly PriorityQueue<AlertLane, long> _resting = new();
    private readonly ITimer _alarm;

    // What came back from the dead while a page was read, and may be missing there.
    private readonly List<StoredRecord> _passed = [];
    private long _total;
    private int _inMemory;
    private long _loadedUpTo = long.MinValue;
    private long _skippedUpTo = long.MinValue;
    private long _readingUpTo = long.MinValue;
    private bool _isBehind;
    private bool _isLoading;
    private TaskCompletionSource? _ended;

    internal AlertQueue(string topicArn, IAlertTarget? target, AlertPost post)
    {
        TopicArn = topicArn;
        _target = target;
        _post = post;
        using (ExecutionContext.SuppressFlow())
        {
            _alarm = post.Time.CreateTimer(static queue => ((AlertQueue)queue!).OnAlarm(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    internal string TopicArn { get; }

    /// <summary>Gets how many alerts wait, in memory and in the store.</summary>
    internal long Count => Volatile.Read(ref _total);

    /// <summary>Gets how many of them are in memory.</summary>
    internal int CountInMemory => Volatile.Read(ref _inMemory);

    /// <summary>Gets since when the oldest alert waits, in milliseconds since 1970-01-01T00:00Z; <see langword="null"/> when none does.</summary>
    internal long? OldestMs
    {
        get
        {
            lock (_lock) return _lanes.Values.Min(static lane => lane.Head?.QueuedAtMs);
        }
    }

    /// <summary>Takes over what was stored before the start.</summary>
    /// <param name="count">How many alerts.</param>
    /// <param name="lastSequence">The last of them.</param>
    internal void Restore(long count, long lastSequence)
    {
        lock (_lock)
        {
            _total += count;
            _isBehind = true;
            _skippedUpTo = lastSequence;
            LoadMore_NeedsLock();
        }
    }

    /// <summary>An alert is durable. On the journal's thread.</summary>
    internal void OnCommitted(in StoredRecord record)
    {
        lock (_lock)
        {
            _total++;

            // What comes late, out of its order, is not read from the store any more.
            if ((_isBehind || _inMemory >= Window) && record.TimeMs > _loadedUpTo)
            {
                _isBehind = true;
                _skippedUpTo = Math.Max(_skippedUpTo, record.TimeMs);
                if (_isLoading && record.TimeMs <= _readingUpTo) _passed.Add(record);
                LoadMore_NeedsLock();
                return;
            }

            Add_NeedsLock(record);
            StartWorkers_NeedsLock();
        }
    }

    /// <summary>Gets how often the delivery of an alert has failed in a row, and why, if it is the first of its thing.</summary>
    internal (int Failures, string? Error) FailuresOf(string key)
    {
        lock (_lock) return _lanes.TryGetValue(PendingAlert.ThingOf(key), out var lane) && lane.Head?.Key == key ? (lane.Failures, lane.Error) : default;
    }

    /// <summary>Waits until nothing is being delivered or read any more. To be called after the token of the post was cancelled, which ends what is going on.</summary>
    internal Task EndAsync()
    {
        lock (_lock)
        {
            _ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            EndIfDone_NeedsLock();
        }

        _alarm.Dispose();
        return _ended.Task;
    }

    private bool IsStopped => _post.Stopping.IsCancellationRequested;

    private void EndIfDone_NeedsLock()
    {
        if (_workers == 0 && !_isLoading) _ended?.TrySetResult();
    }

    private void Add_NeedsLock(in StoredRecord record)
    {
        _loadedUpTo = Math.Max(_loadedUpTo, record.TimeMs);
        var alert = new PendingAlert(record);
        if (!_lanes.TryGetValue(alert.ThingName, out var lane))
        {
            _lanes.Add(alert.ThingName, lane = new AlertLane(alert.ThingName));
            _ready.Enqueue(lane);
        }

        if (lane.Add(alert)) _inMemory++;
    }

    private void LoadMore_NeedsLock()
    {
        if (!_isBehind || _isLoading || IsStopped || _inMemory > Window / 2) return;
        _isLoading = true;
        ThreadPool.UnsafeQueueUserWorkItem(static queue => _ = queue.LoadAsync(), this, preferLocal: false);
    }

    private async Task LoadAsync()
    {
        try
        {
            while (await LoadPageAsync().ConfigureAwait(false))
            {
            }
        }
        catch (Exception exception)
        {
            // The edge of the loop: the store may be readable again later.
            if (!IsStopped) _post.CannotRead(TopicArn, exception);
            lock (_lock)
            {
                _isLoading = false;
                if (!IsStopped) _alarm.Change(AlertDelays.OfThing(1), Timeout.InfiniteTimeSpan);
                EndIfDone_NeedsLock();
            }
        }
    }

    /// <summary>Reads what there is room for.</summary>
    /// <returns>Whether there is more to read, and room for it.</returns>
    private async Task<bool> LoadPageAsync()
    {
        long after;
        long until;
        int room;
        lock (_lock)
        {
            (after, until, room) = (_loadedUpTo, _skippedUpTo, Window - _inMemory);
            _readingUpTo = until;
            _passed.Clear();
        }

        List<StoredRecord> page = [];
        var query = new RecordQuery { Collection = PendingAlert.Collection, Owner = TopicArn, FromMs = after == long.MinValue ? after : after + 1, ToMs = until };
        await foreach (var record in _post.Journal.ReadRecordsAsync(query, _post.Stopping).ConfigureAwait(false))
        {
            page.Add(record);
            if (page.Count >= room) break;
        }

        // RACE: what is on the page may be committed and not told of yet, and would come twice.
        await _post.Journal.TryFlushAsync(_post.Stopping).ConfigureAwait(false);
        lock (_lock)
        {
            var end = page.Count < room ? until : page[^1].TimeMs;
            foreach (var record in page) Add_NeedsLock(record);
            foreach (var record in _passed.Where(record => record.TimeMs <= end)) Add_NeedsLock(record);
            _readingUpTo = long.MinValue;
            _loadedUpTo = Math.Max(_loadedUpTo, end);
            _isBehind = _skippedUpTo > _loadedUpTo;
            StartWorkers_NeedsLock();
            _isLoading = _isBehind && !IsStopped && _inMemory <= Window / 2;
            EndIfDone_NeedsLock();
            return _isLoading;
        }
    }
}
