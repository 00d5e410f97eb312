using IotConnectivity.Detect.Mitigation;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Violations;

// What is in the store alone: the events.
public sealed partial class ViolationList
{
    /// <summary>Lists the events of violations in a range of time, the last one first and those of one moment by violation.</summary>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The last moment.</param>
    /// <param name="filter">Which ones.</param>
    /// <param name="maxResults">The most on the page, 1 to 250.</param>
    /// <param name="nextToken">What the page before gave; <see langword="null"/> or empty for the first page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The page. What happened before the call is on it or on a later one, as far as it can be written at this moment.</returns>
    /// <remarks>Reads what the range holds of the thing, or of all things if the filter names none, until the page is full.</remarks>
    /// <exception cref="ArgumentException">The number of results or the token is wrong.</exception>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public async Task<ViolationEventPage> ListEventsAsync(
        DateTimeOffset from, DateTimeOffset to, ViolationFilter filter, int maxResults, string? nextToken = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (!ViolationPaging.TryRead(maxResults, nextToken, out var after, out var error)) throw new ArgumentException(error.Message, nameof(nextToken));
        await _journal.TryFlushAsync(cancellationToken).ConfigureAwait(false);
        var query = new RecordQuery
        {
            Collection = ViolationEventRecord.Collection,
            Owner = filter.ThingName,
            FromMs = Math.Max(from.ToUnixTimeMilliseconds(), EarliestEventMs),
            ToMs = to.ToUnixTimeMilliseconds(),
            NewestFirst = true,
            After = after,
        };
        var events = new List<ViolationEvent>();
        RecordPlace? last = null;
        await foreach (var stored in _journal.ReadRecordsAsync(query, cancellationToken).ConfigureAwait(false))
        {
            var happened = Complete(ViolationEventRecord.Read(stored));
            if (!filter.Matches(happened.ThingName, happened.ProfileName, happened.Behavior, happened.Verification)) continue;
            if (events.Count == maxResults) return new ViolationEventPage(events, ViolationPaging.Write(last!.Value));
            events.Add(happened);
            last = stored.Place;
        }

        return new ViolationEventPage(events, null);
    }

    /// <summary>Deletes a number of events that are too old, and of what was found out and done about them.</summary>
    /// <returns>Whether there may be more.</returns>
    /// <exception cref="StoreException">They cannot be deleted at this moment.</exception>
    internal async Task<bool> ForgetOldEventsAsync(int atMost, CancellationToken cancellationToken)
    {
        var old = new List<RecordKey>();
        foreach (var collection in (string[])[ViolationEventRecord.Collection, VerificationRecord.Collection, MitigationExecutionDocument.Collection])
        {
            var query = new RecordQuery { Collection = collection, ToMs = EarliestEventMs - 1 };
            await foreach (var stored in _journal.ReadRecordsAsync(query, cancellationToken).ConfigureAwait(false))
            {
                // What was found out about a violation that still goes on stays with it.
                if (collection == VerificationRecord.Collection && !TryForgetVerification(stored.Key)) continue;
                old.Add(new RecordKey(collection, stored.Key));
                if (old.Count >= atMost) break;
            }
        }

        _journal.Write([], old.ToArray());

        // As long as they are there, the next batch would be the same.
        await _journal.FlushAsync(cancellationToken).ConfigureAwait(false);
        return old.Count >= atMost;
    }

    private ViolationEvent Complete(ViolationEvent happened) => VerificationOf(happened.ViolationId) is { } known
        ? happened with { Verification = known.State, VerificationDescription = known.Description }
        : happened;

    private bool TryForgetVerification(string violationId)
    {
        lock (_lock) return _active.Find(violationId) is null && _verifications.Remove(violationId);
    }

    private async Task<bool> IsStoredAsync(string violationId, CancellationToken cancellationToken)
    {
        await _journal.TryFlushAsync(cancellationToken).ConfigureAwait(false);
        var query = new RecordQuery { Collection = ViolationEventRecord.Collection, FromMs = EarliestEventMs, NewestFirst = true };
        await foreach (var stored in _journal.ReadRecordsAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (stored.Key.StartsWith(violationId, StringComparison.Ordinal) && stored.Key.Length == violationId.Length + 2) return true;
        }

        return false;
    }
}
