using System.Runtime.CompilerServices;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Alerts;

// What is not delivered, and who looks on.
public sealed partial class AlertOutbox
{
    private readonly Lock _watching = new();
    private AlertWatch[] _watches = [];

    /// <summary>Lists the alerts that are to be delivered, the oldest first.</summary>
    /// <param name="after">The <see cref="AlertDelivery.Sequence"/> after which to begin.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The alerts, read from the store as they are asked for.</returns>
    /// <exception cref="StoreException">They cannot be read.</exception>
    public IAsyncEnumerable<AlertDelivery> ListPendingAsync(long after = 0, CancellationToken cancellationToken = default) =>
        ListAsync(PendingAlert.Collection, after, cancellationToken);

    /// <summary>Lists the alerts that are not tried any more, the oldest first.</summary>
    /// <param name="after">The <see cref="AlertDelivery.Sequence"/> after which to begin.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The alerts, read from the store as they are asked for.</returns>
    /// <exception cref="StoreException">They cannot be read.</exception>
    public IAsyncEnumerable<AlertDelivery> ListDeadAsync(long after = 0, CancellationToken cancellationToken = default) =>
        ListAsync(DeadAlerts.Collection, after, cancellationToken);

    /// <summary>Tries the dead alerts of a violation again, the alarm first, as if they had just come.</summary>
    /// <param name="violationId">The violation.</param>
    /// <param name="cancellationToken">Stops waiting; it may have been done.</param>
    /// <returns>How many alerts they are, once that is durable; 0 when none is dead.</returns>
    /// <exception cref="StoreException">Nothing can be read or written at this moment.</exception>
    public Task<int> RedriveAsync(string violationId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(violationId);
        return _post.Dead.RedriveAsync(violationId, cancellationToken);
    }

    /// <summary>Deletes the dead alerts of a violation. If only its alarm is dead yet, its end will be deleted when it comes.</summary>
    /// <param name="violationId">The violation.</param>
    /// <param name="cancellationToken">Stops waiting; it may have been done.</param>
    /// <returns>How many alerts they are, once that is durable; 0 when none is dead.</returns>
    /// <exception cref="StoreException">Nothing can be read or written at this moment.</exception>
    public Task<int> DeleteDeadAsync(string violationId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(violationId);
        return _post.Dead.DeleteAsync(violationId, cancellationToken);
    }

    /// <summary>Looks on from now on, at all topics, without being a target of any.</summary>
    /// <param name="capacity">How many alerts are kept for a reader that is slow; at least 1.</param>
    /// <returns>The alerts to come. Dispose it.</returns>
    /// <exception cref="ObjectDisposedException">The outbox has ended.</exception>
    public AlertWatch Watch(int capacity = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        var watch = new AlertWatch(capacity, Leave);
        lock (_watching)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            _watches = [.. _watches, watch];
        }

        return watch;
    }

    private async IAsyncEnumerable<AlertDelivery> ListAsync(string collection, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new RecordQuery { Collection = collection, FromMs = after == long.MaxValue ? after : after + 1 };
        await foreach (var record in _journal.ReadRecordsAsync(query, cancellationToken).ConfigureAwait(false))
        {
            var document = AlertDocument.Read(record);
            var (failures, error) = _queues.TryGetValue(document.TopicArn, out var queue) ? queue.FailuresOf(record.Key) : default;
            yield return new AlertDelivery(document.ToAlert(), record.TimeMs, DateTimeOffset.FromUnixTimeMilliseconds(document.QueuedAtMs))
            {
                Failures = failures,
                Error = document.Error ?? error,
                DeadAt = document.DeadAtMs is { } deadAt ? DateTimeOffset.FromUnixTimeMilliseconds(deadAt) : null,
            };
        }
    }

    private void TellWatches(in StoredRecord record)
    {
        var watches = Volatile.Read(ref _watches);
        if (watches.Length == 0) return;
        var alert = AlertDocument.Read(record).ToAlert();
        foreach (var watch in watches) watch.Add(alert);
    }

    private void Leave(AlertWatch watch)
    {
        lock (_watching) _watches = [.. _watches.Where(other => other != watch)];
    }

    private void CloseWatches()
    {
        AlertWatch[] open;
        lock (_watching) open = _watches;
        foreach (var watch in open) watch.Dispose();
    }
}
