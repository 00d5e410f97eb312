using System.Globalization;
using IotConnectivity.History;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.MetricValues;

/// <summary>The values that the metrics of a thing had: AWS IoT's <c>ListMetricValues</c>.</summary>
/// <remarks>
/// <para>
/// Nothing is sampled or stored for it: each value is computed from the stored events when it is asked for. So values are there for any thing and any time that history reaches back to, whether or
/// not a security profile looked at the metric then, and a late event corrects them.
/// </para>
/// <para>Thread-safe. Each call waits until what was heard before it is durable and reads the journal of the thing once, as <see cref="ThingHistory"/> does.</para>
/// <para>Source: AWS IoT API Reference, ListMetricValues; AWS IoT Device Defender, "Cloud-side metrics".</para>
/// </remarks>
/// <param name="history">Reads the events of things.</param>
public sealed class ThingMetrics(ThingHistory history)
{
    /// <summary>Gets the values of a metric in a range, a page at a time.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The values, none of the future; <see langword="null"/> when no such thing is registered.</returns>
    /// <exception cref="ArgumentException">The metric is not one that is measured, the range is longer than 14 days or ends before it begins, the number of results is not positive, or the token is not one that a page gave.</exception>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public async Task<MetricValuePage?> ListAsync(MetricValueQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var from = Check(query);
        if (await history.ReadJournalAsync(query.ThingName, cancellationToken).ConfigureAwait(false) is not { } journal) return null;

        var last = Math.Min(query.EndTime.ToUnixTimeMilliseconds(), journal.Known.NowMs);
        var first = DatapointGrid.NextFrom(Math.Max(from, journal.Known.AvailableFromMs));
        var values = MetricGrid.Read(query.MetricName, journal, first, last).Take(query.MaxResults + 1).ToList();
        if (values.Count <= query.MaxResults) return new MetricValuePage(values, null);

        var next = values[^1].Timestamp.ToUnixTimeMilliseconds();
        values.RemoveAt(query.MaxResults);
        return new MetricValuePage(values, next.ToString("x", CultureInfo.InvariantCulture));
    }

    private static long Check(MetricValueQuery query)
    {
        if (!DetectMetrics.All.Contains(query.MetricName))
        {
            throw new ArgumentException($"the metric `{query.MetricName}` is not measured, expected one of {string.Join(", ", DetectMetrics.All)}", nameof(query));
        }

        if (query.EndTime < query.StartTime)
        {
            throw new ArgumentException($"the range ends at {query.EndTime:O} before it begins at {query.StartTime:O}, expected an end that is not before the beginning", nameof(query));
        }

        if (query.EndTime - query.StartTime > MetricValueQuery.MaxRange)
        {
            throw new ArgumentException($"the range from {query.StartTime:O} to {query.EndTime:O} is too long, expected at most {MetricValueQuery.MaxRange.TotalDays:0} days", nameof(query));
        }

        if (query.MaxResults < 1) throw new ArgumentException($"{query.MaxResults} results are asked for, expected at least 1", nameof(query));

        var start = query.StartTime.ToUnixTimeMilliseconds();
        if (string.IsNullOrEmpty(query.NextToken)) return start;
        return long.TryParse(query.NextToken, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var next)
            && next >= start && next <= query.EndTime.ToUnixTimeMilliseconds() && DatapointGrid.NextFrom(next) == next
            ? next
            : throw new ArgumentException("the next token is not one that a page of these values gave", nameof(query));
    }
}
