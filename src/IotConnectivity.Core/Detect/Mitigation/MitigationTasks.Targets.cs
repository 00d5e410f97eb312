using System.Runtime.CompilerServices;
using IotConnectivity.Detect.Violations;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Mitigation;

// Which violations a task means, and what was done.
public sealed partial class MitigationTasks
{
    /// <summary>Lists executions, the last one first.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="maxResults">The most on the page, 1 to 250.</param>
    /// <param name="nextToken">What the page before gave; <see langword="null"/> for the first page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The page.</returns>
    /// <remarks>Reads what the range holds of the thing, or of all things if the filter names none, until the page is full.</remarks>
    /// <exception cref="ArgumentException">The number of results or the token is wrong.</exception>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public async Task<MitigationExecutionPage> ListExecutionsAsync(
        MitigationExecutionFilter filter, int maxResults, string? nextToken = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (!ViolationPaging.TryRead(maxResults, nextToken, out var after, out var error)) throw new ArgumentException(error.Message, nameof(nextToken));
        await _journal.TryFlushAsync(cancellationToken).ConfigureAwait(false);
        var query = new RecordQuery
        {
            Collection = MitigationExecutionDocument.Collection,
            Owner = filter.ThingName,
            FromMs = Math.Max(filter.From?.ToUnixTimeMilliseconds() ?? 0, _violations.EarliestEventMs),
            ToMs = filter.To?.ToUnixTimeMilliseconds() ?? long.MaxValue,
            NewestFirst = true,
            After = after,
        };
        var executions = new List<MitigationExecution>();
        RecordPlace? last = null;
        await foreach (var stored in _journal.ReadRecordsAsync(query, cancellationToken).ConfigureAwait(false))
        {
            var execution = MitigationExecutionDocument.Read(stored);
            if (!filter.Matches(execution)) continue;
            if (executions.Count == maxResults) return new MitigationExecutionPage(executions, ViolationPaging.Write(last!.Value));
            executions.Add(execution);
            last = stored.Place;
        }

        return new MitigationExecutionPage(executions, null);
    }

    /// <summary>Finds the violations that a task means, each once; without a thing when one that is named is not there any more.</summary>
    private async IAsyncEnumerable<(string ViolationId, string? ThingName)> FindTargetsAsync(MitigationTaskRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var id in request.ViolationIds.Distinct(StringComparer.Ordinal))
        {
            var found = await _violations.FindAlarmAsync(id, cancellationToken).ConfigureAwait(false);
            if (found is null) yield return (id, null);
            else if (IsMeant(request, found.Behavior, found.Time) && (!request.OnlyActiveViolations || _violations.IsActive(id))) yield return (id, found.ThingName);
        }

        if (request.ProfileName is null) yield break;
        var filter = new ViolationFilter { ProfileName = request.ProfileName, ListSuppressed = request.IncludesSuppressedAlerts };
        var given = new HashSet<string>(StringComparer.Ordinal);
        string? token = null;
        do
        {
            if (!_violations.TryListActive(filter, PageSize, token, out var page, out var error)) throw new InvalidOperationException(error.Message);
            foreach (var one in page.Violations)
            {
                if (one.Behavior.Name == request.BehaviorName && IsMeant(request, one.Behavior, one.StartedAt) && given.Add(one.Id)) yield return (one.Id, one.ThingName);
            }

            token = page.NextToken;
        }
        while (token is not null);

        if (request.OnlyActiveViolations) yield break;
        var (from, to) = request.Occurred is { } range ? (range.Start, range.End) : (DateTimeOffset.UnixEpoch, Now);
        do
        {
            var page = await _violations.ListEventsAsync(from, to, filter, PageSize, token, cancellationToken).ConfigureAwait(false);
            foreach (var one in page.Events)
            {
                if (one.Type == ViolationEventType.InAlarm && one.Behavior.Name == request.BehaviorName && given.Add(one.ViolationId)) yield return (one.ViolationId, one.ThingName);
            }

            token = page.NextToken;
        }
        while (token is not null);
    }

    private static bool IsMeant(MitigationTaskRequest request, Behavior behavior, DateTimeOffset began) =>
        (request.IncludesSuppressedAlerts || behavior.SuppressAlerts != true) && (request.Occurred is not { } range || (began >= range.Start && began <= range.End));
}
