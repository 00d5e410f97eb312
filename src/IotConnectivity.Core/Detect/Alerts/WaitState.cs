using IotConnectivity.Detect.Violations;
using IotConnectivity.Journal;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Alerts;

/// <summary>Holds alarms and ends back for a while, so that who flaps is told of once. Any thread.</summary>
/// <remarks>
/// For each behaviour of each thing: nothing → an alarm is held → it was told → its end is held → nothing. An end in the second state and an alarm in the last lead back, and nobody hears
/// of either. Everything is a record that is written together with what caused it.
/// </remarks>
internal sealed class WaitState : IDisposable
{
    internal const string Collection = "alert-held";

    /// <summary>So many are told under one lock at most; the detector waits for it.</summary>
    private const int AtOnce = 256;

    private readonly ConnectivityJournal _journal;
    private readonly TimeSpan _wait;
    private readonly TimeProvider _time;
    private readonly Action<ViolationEvent, string?, RecordChanges> _put;
    private readonly Action<ViolationEvent, ViolationNotice?, RecordChanges> _tell;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, long> _due = new();
    private readonly ITimer _alarm;
    private bool _isStarted;

    /// <summary>Makes a wait state.</summary>
    /// <param name="journal">Where to write.</param>
    /// <param name="wait">For how long; zero lets everything through, apart from what was held back before a restart.</param>
    /// <param name="time">The clock.</param>
    /// <param name="put">Puts an alert for a topic among the records. Called under the lock.</param>
    /// <param name="tell">Is told that something was reported, and may add records; the notice is missing after a restart. Called under the lock.</param>
    internal WaitState(
        ConnectivityJournal journal, TimeSpan wait, TimeProvider time, Action<ViolationEvent, string?, RecordChanges> put, Action<ViolationEvent, ViolationNotice?, RecordChanges> tell)
    {
        (_journal, _wait, _time, _put, _tell) = (journal, wait, time, put, tell);
        using (ExecutionContext.SuppressFlow())
        {
            _alarm = time.CreateTimer(static state => ((WaitState)state!).Release(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Gets how many alarms and ends are held back.</summary>
    internal int Count
    {
        get
        {
            lock (_lock) return _held.Values.Count(static held => held.Document.Kind != HeldKind.Reported);
        }
    }

    /// <summary>Gets the violations whose alarm was told, and whose end was not.</summary>
    internal HashSet<string> Reported()
    {
        lock (_lock) return _held.Values.Select(static held => held.Document.ReportedId).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Brings back what is stored. What became due meanwhile is told soon after <see cref="Start"/>.</summary>
    internal async Task RestoreAsync(CancellationToken cancellationToken)
    {
        await foreach (var record in _journal.ReadRecordsAsync(new RecordQuery { Collection = Collection }, cancellationToken).ConfigureAwait(false))
        {
            lock (_lock)
            {
                var document = HeldDocument.Read(record);
                _held[record.Key] = new Held(document, null);
                if (document.Kind != HeldKind.Reported) _due.Enqueue(record.Key, _wait == TimeSpan.Zero ? 0 : document.DueMs);
            }
        }
    }

    internal void Start()
    {
        lock (_lock)
        {
            _isStarted = true;
            Arm_NeedsLock();
        }
    }

    public void Dispose()
    {
        lock (_lock) _isStarted = false;
        _alarm.Dispose();
    }

    /// <summary>Takes what has happened to a violation, unless there is nothing to wait for.</summary>
    /// <returns>Whether it was taken; otherwise it is to be reported at once.</returns>
    internal bool TryHold(in ViolationNotice notice, string? topicArn, RecordChanges records)
    {
        var told = notice.Event;
        var key = KeyOf(told);
        lock (_lock)
        {
            var seen = _held.GetValueOrDefault(key)?.Document;
            if (seen is null && _wait == TimeSpan.Zero) return false;
            if (Next(seen, told, topicArn) is { } next) Hold_NeedsLock(key, next, notice, records);
            else Forget_NeedsLock(key, records);
            return true;
        }
    }

    private HeldDocument? Next(HeldDocument? seen, ViolationEvent told, string? topicArn)
    {
        var due = (_time.GetUtcNow() + _wait).ToUnixTimeMilliseconds();
        return (seen?.Kind, told.Type == ViolationEventType.InAlarm) switch
        {
            (null or HeldKind.Alarm, true) => new HeldDocument(HeldKind.Alarm, told.ViolationId, told, topicArn, due),
            (HeldKind.Alarm, false) => null,

            // Told before there was a wait state.
            (null, false) => new HeldDocument(HeldKind.End, told.ViolationId, told, topicArn, due),
            (_, false) => seen with { Kind = HeldKind.End, Event = told, TopicArn = topicArn, DueMs = due },
            (_, true) => seen with { Kind = HeldKind.Reported, Event = told, TopicArn = topicArn, DueMs = 0 },
        };
    }

    private void Hold_NeedsLock(string key, HeldDocument next, ViolationNotice? notice, RecordChanges records)
    {
        _held[key] = new Held(next, notice);

        // RACE: nothing is told, and its record changed, before the journal has what the detector found. The record would be written over by an older one.
        if (next.Kind != HeldKind.Reported) records.Then.Add(() => Schedule(key, next.DueMs));

        // Of one batch deletions come last, and it may have been deleted in this one.
        records.Deleted.Remove(new RecordKey(Collection, key));
        records.Written.Add(new StoredRecord(Collection, key, next.DueMs, next.Event.ThingName, next.Write()));
    }

    private void Schedule(string key, long dueMs)
    {
        lock (_lock)
        {
            _due.Enqueue(key, dueMs);
            Arm_NeedsLock();
        }
    }

    private void Forget_NeedsLock(string key, RecordChanges records)
    {
        _held.Remove(key);
        records.Deleted.Add(new RecordKey(Collection, key));
    }

    private void Release()
    {
        int released;
        do
        {
            lock (_lock)
            {
                if (!_isStarted) return;
                var changes = new RecordChanges();
                for (released = 0; released < AtOnce && TakeDue_NeedsLock() is { } key; released++) Release_NeedsLock(key, changes);
                _journal.Write(changes);
                Arm_NeedsLock();
            }
        }
        while (released == AtOnce);
    }

    private void Release_NeedsLock(string key, RecordChanges changes)
    {
        var (document, notice) = _held[key];
        var told = document.Event.ViolationId == document.ReportedId ? document.Event : document.Event with { ViolationId = document.ReportedId };
        _put(told, document.TopicArn, changes);
        if (document.Kind == HeldKind.Alarm) Hold_NeedsLock(key, document with { Kind = HeldKind.Reported, DueMs = 0 }, null, changes);
        else Forget_NeedsLock(key, changes);
        _tell(told, notice, changes);
    }

    /// <summary>Takes the next that is due. What was settled or put off since it was queued is passed over.</summary>
    private string? TakeDue_NeedsLock()
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        while (_due.TryPeek(out var key, out var due) && due <= now)
        {
            _due.Dequeue();
            if (_held.TryGetValue(key, out var held) && held.Document.Kind != HeldKind.Reported && (held.Document.DueMs == due || due == 0)) return key;
        }

        return null;
    }

    private void Arm_NeedsLock()
    {
        if (!_isStarted || !_due.TryPeek(out _, out var due)) return;
        var left = Math.Clamp(due - _time.GetUtcNow().ToUnixTimeMilliseconds(), 0, (long)TimeSpan.FromDays(1).TotalMilliseconds);
        _alarm.Change(TimeSpan.FromMilliseconds(left), Timeout.InfiniteTimeSpan);
    }

    // None of the three has a slash in its name.
    private static string KeyOf(ViolationEvent told) => $"{told.ThingName}/{told.ProfileName}/{told.Behavior.Name}";

    /// <summary>What is held, and the notice that came with it unless it was before a restart or is not needed any more.</summary>
    private sealed record Held(HeldDocument Document, ViolationNotice? Notice);
}
