using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Violations;

// What is brought back at the start.
public sealed partial class ViolationList
{
    private Func<string, RegisteredThing?>? _findThing;

    /// <summary>Says how things are found by name.</summary>
    internal void FindThingsWith(Func<string, RegisteredThing?> findThing) => _findThing = findThing;

    /// <summary>Brings back what is stored, after things are back and before anybody judges them.</summary>
    /// <returns>Violations of things that do not exist any more.</returns>
    internal async Task<IReadOnlyList<KnownViolation>> RestoreAsync(CancellationToken cancellationToken)
    {
        await foreach (var stored in _journal.ReadRecordsAsync(new RecordQuery { Collection = VerificationRecord.Collection }, cancellationToken).ConfigureAwait(false))
        {
            _verifications[stored.Key] = VerificationRecord.Read(stored);
        }

        var orphans = new List<KnownViolation>();
        await foreach (var stored in _journal.ReadRecordsAsync(new RecordQuery { Collection = ViolationRecord.Collection }, cancellationToken).ConfigureAwait(false))
        {
            var record = ViolationRecord.Read(stored);
            var thing = _findThing?.Invoke(stored.Owner ?? string.Empty);
            if (thing is not null && thing.Id == record.ThingId) Put(record.ToViolation(stored, thing));
            else orphans.Add(record.ToViolation(stored, new RegisteredThing(stored.Owner ?? string.Empty, record.ThingId)));
        }

        return orphans;
    }

    /// <summary>Gets all violations that go on, as they are at this moment.</summary>
    internal IReadOnlyList<KnownViolation> Active()
    {
        lock (_lock) return [.. _active.After(null, null)];
    }
}
