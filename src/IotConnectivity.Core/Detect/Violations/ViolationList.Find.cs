using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Violations;

// One violation by its id.
public sealed partial class ViolationList
{
    /// <summary>Says whether a violation goes on.</summary>
    internal bool IsActive(string violationId)
    {
        lock (_lock) return _active.Find(violationId) is not null;
    }

    /// <summary>Finds the event with which a violation began, as long as it is kept. Reads all events, unless the violation goes on.</summary>
    internal async Task<ViolationEvent?> FindAlarmAsync(string violationId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_active.Find(violationId) is { } active)
            {
                return new ViolationEvent(violationId, active.Thing.Name, active.Profile, active.Definition, ViolationEventType.InAlarm, DateTimeOffset.FromUnixTimeMilliseconds(active.StartMs));
            }
        }

        await _journal.TryFlushAsync(cancellationToken).ConfigureAwait(false);
        var key = ViolationEventRecord.KeyOf(violationId, ViolationEventType.InAlarm);
        var query = new RecordQuery { Collection = ViolationEventRecord.Collection, FromMs = EarliestEventMs, NewestFirst = true };
        await foreach (var stored in _journal.ReadRecordsAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (stored.Key == key) return Complete(ViolationEventRecord.Read(stored));
        }

        return null;
    }
}
