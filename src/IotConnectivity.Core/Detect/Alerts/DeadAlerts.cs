using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using IotConnectivity.Journal;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Alerts;

/// <summary>The alerts that are not tried any more, in the store, each owned by its violation. Any thread.</summary>
/// <remarks>An alarm and the end of its violation share their fate: nobody hears of an end without its alarm.</remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The semaphore has no handle, and may be waited for until the end.")]
internal sealed class DeadAlerts(ConnectivityJournal journal, TimeProvider time)
{
    internal const string Collection = "alert-dead";

    // Alarms that somebody has deleted and whose end is still to come, which goes the same way then.
    private const string DroppedCollection = "alert-dropped";

    // Taken until the start is over: what is redriven earlier would be missing among what was counted.
    private readonly SemaphoreSlim _changing = new(0);

    // By their violations. Few: somebody has deleted each.
    private readonly ConcurrentDictionary<string, string> _dropped = new(StringComparer.Ordinal);
    private List<string> _droppedBefore = [];
    private long _count;

    internal long Count => Volatile.Read(ref _count);

    /// <summary>Gets a value indicating whether somebody has deleted an alarm before the start whose end did not come until then.</summary>
    internal bool HasDropped => _droppedBefore.Count > 0;

    /// <summary>Counts what is stored.</summary>
    /// <returns>The highest sequence among them; 0 when there are none.</returns>
    internal async Task<long> RestoreAsync(CancellationToken cancellationToken)
    {
        var last = 0L;
        await foreach (var record in journal.ReadRecordsAsync(new RecordQuery { Collection = Collection }, cancellationToken).ConfigureAwait(false))
        {
            _count++;
            last = record.TimeMs;
        }

        await foreach (var record in journal.ReadRecordsAsync(new RecordQuery { Collection = DroppedCollection }, cancellationToken).ConfigureAwait(false)) _dropped[record.Owner!] = record.Key;
        _droppedBefore = [.. _dropped.Keys];
        return last;
    }

    /// <summary>Forgets deleted alarms of before the start whose end nobody will be told of.</summary>
    /// <param name="isToCome">Says whether the end of a violation is still to come, or waits.</param>
    internal void ForgetDropped(Func<string, bool> isToCome)
    {
        var changes = new RecordChanges();
        foreach (var violationId in _droppedBefore.Where(violationId => !isToCome(violationId))) ForgetDropped(violationId, changes);
        journal.Write(changes);
        _droppedBefore = [];
    }

    /// <summary>The violation is over without an alert, so nothing is to be dropped any more.</summary>
    internal void ForgetDropped(string violationId, RecordChanges changes)
    {
        if (_dropped.TryRemove(violationId, out var key)) changes.Deleted.Add(new RecordKey(DroppedCollection, key));
    }

    /// <summary>Lets those go on who want to redrive or delete. To be called once commits are followed.</summary>
    internal void Start() => _changing.Release();

    /// <summary>Moves alerts here from those that wait.</summary>
    internal void Add(List<PendingAlert> alerts, string error)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        Interlocked.Add(ref _count, alerts.Count);
        var records = new StoredRecord[alerts.Count];
        var keys = new RecordKey[alerts.Count];
        for (var i = 0; i < alerts.Count; i++)
        {
            var alert = alerts[i];
            var document = alert.Document with { Error = error, DeadAtMs = now };
            records[i] = new StoredRecord(Collection, alert.Key, alert.Sequence, alert.ViolationId, document.Write());
            keys[i] = new RecordKey(PendingAlert.Collection, alert.Key);
        }

        journal.Write(records, keys);
    }

    /// <summary>Takes the end of a violation whose alarm is here, or was until somebody deleted it.</summary>
    /// <returns>Whether it was taken.</returns>
    internal async ValueTask<bool> TakeEndAsync(PendingAlert alert, CancellationToken cancellationToken)
    {
        if (alert.IsAlarm || (Count == 0 && !_dropped.ContainsKey(alert.ViolationId))) return false;
        await journal.FlushAsync(cancellationToken).ConfigureAwait(false);
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if ((await ReadAsync(alert.ViolationId, cancellationToken).ConfigureAwait(false)).Count > 0)
            {
                Add([alert], "its alarm is dead");
                return true;
            }

            if (!_dropped.TryRemove(alert.ViolationId, out var dropped)) return false;
            journal.Write([], [new RecordKey(DroppedCollection, dropped), new RecordKey(PendingAlert.Collection, alert.Key)]);
            return true;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Lets what is dead of a violation be tried again, in its old place and as if it had just come.</summary>
    /// <returns>How many alerts.</returns>
    internal async Task<int> RedriveAsync(string violationId, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // RACE: inside, or an end that was put here by whoever was before would not be seen.
            await journal.FlushAsync(cancellationToken).ConfigureAwait(false);
            var dead = await ReadAsync(violationId, cancellationToken).ConfigureAwait(false);
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            List<StoredRecord> pending = [];
            foreach (var record in dead)
            {
                var document = AlertDocument.Read(record) with { QueuedAtMs = now, Error = null, DeadAtMs = null };
                pending.Add(PendingAlert.ToRecord(document, record.TimeMs));
            }

            return await ReplaceAsync(dead, pending, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Deletes what is dead of a violation. If its end is still to come, nobody hears of that either.</summary>
    /// <returns>How many alerts.</returns>
    internal async Task<int> DeleteAsync(string violationId, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // RACE: inside, or an end that was put here by whoever was before would not be seen.
            await journal.FlushAsync(cancellationToken).ConfigureAwait(false);
            var dead = await ReadAsync(violationId, cancellationToken).ConfigureAwait(false);
            List<StoredRecord> dropped = [];
            if (dead.Count == 1 && new PendingAlert(dead[0]).IsAlarm)
            {
                dropped.Add(dead[0] with { Collection = DroppedCollection });
                _dropped[violationId] = dead[0].Key;
            }

            return await ReplaceAsync(dead, dropped, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task<int> ReplaceAsync(List<StoredRecord> dead, List<StoredRecord> instead, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _count, -dead.Count);
        journal.Write([.. instead], [.. dead.Select(static one => new RecordKey(Collection, one.Key))]);
        await journal.FlushAsync(cancellationToken).ConfigureAwait(false);
        return dead.Count;
    }

    private async Task<List<StoredRecord>> ReadAsync(string violationId, CancellationToken cancellationToken)
    {
        List<StoredRecord> found = [];
        var query = new RecordQuery { Collection = Collection, Owner = violationId };
        await foreach (var record in journal.ReadRecordsAsync(query, cancellationToken).ConfigureAwait(false)) found.Add(record);
        return found;
    }
}
