using System.Globalization;
using IotConnectivity.Fleet.Aggregations;
using IotConnectivity.Fleet.Filters;
using IotConnectivity.Indexing;
using IotConnectivity.Queries;
using IotConnectivity.Queries.Schema;

namespace IotConnectivity.Fleet;

// Aggregations. Their fields are the managed ones and the custom fields of the index configuration.
public sealed partial class FleetIndex
{
    /// <summary>The most buckets that can be asked for.</summary>
    public const int MaxBuckets = 10_000;

    /// <summary>The field that is aggregated when nothing is said: every thing has it.</summary>
    public const string DefaultField = "registry.version";

    private const string RegistryPrefix = "registry.";

    /// <summary>Gets the percents that are asked for when nothing is said.</summary>
    public static IReadOnlyList<double> DefaultPercents { get; } = [1, 5, 25, 50, 75, 95, 99];

    /// <summary>Computes statistics of a field of all things that match.</summary>
    /// <param name="query">The query.</param>
    /// <param name="field">A managed field, for example <c>connectivity.timestamp</c>, or a custom field of the index configuration. By default the version of the record, so that things are counted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The statistics. Values of another type than the field's are left out.</returns>
    /// <exception cref="QueryException">The query does not fit the index.</exception>
    /// <exception cref="InvalidAggregationException">There is no such field.</exception>
    public FieldStatistics GetStatistics(FleetQuery query, string field = DefaultField, CancellationToken cancellationToken = default)
    {
        var type = TypeOf(field);
        return Aggregate(query, field, type, (values, _) => Aggregates.Statistics(values, type != IndexFieldType.String), cancellationToken);
    }

    /// <summary>Counts the different values of a field of all things that match. Exact, where AWS IoT's answer is approximate.</summary>
    /// <param name="query">The query.</param>
    /// <param name="field">The field, as for <see cref="GetStatistics"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many different values there are.</returns>
    /// <exception cref="QueryException">The query does not fit the index.</exception>
    /// <exception cref="InvalidAggregationException">There is no such field.</exception>
    public int GetCardinality(FleetQuery query, string field = DefaultField, CancellationToken cancellationToken = default) =>
        Aggregate(query, field, TypeOf(field), static (values, _) => values.Count, cancellationToken);

    /// <summary>Computes percentiles of a field of all things that match.</summary>
    /// <param name="query">The query.</param>
    /// <param name="field">A field of numbers.</param>
    /// <param name="percents">Which, each from 0 to 100; <see langword="null"/> for <see cref="DefaultPercents"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The percentiles, in ascending order; none when no thing matches.</returns>
    /// <exception cref="QueryException">The query does not fit the index.</exception>
    /// <exception cref="InvalidAggregationException">There is no such field, or its values are no numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A percent is below 0 or above 100.</exception>
    public IReadOnlyList<FieldPercentile> GetPercentiles(
        FleetQuery query, string field, IReadOnlyList<double>? percents = null, CancellationToken cancellationToken = default)
    {
        var type = TypeOf(field);
        AggregationRules.CheckPercentiles(field, type, percents ??= DefaultPercents);
        return Aggregate(query, field, type, (values, _) => Aggregates.Percentiles(values, percents), cancellationToken);
    }

    /// <summary>Finds the values that a field of the things that match has most often.</summary>
    /// <param name="query">The query.</param>
    /// <param name="field">The field, as for <see cref="GetStatistics"/>.</param>
    /// <param name="maxBuckets">How many values at most, 1 to 10,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The values with their counts.</returns>
    /// <exception cref="QueryException">The query does not fit the index.</exception>
    /// <exception cref="InvalidAggregationException">There is no such field.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBuckets"/> is out of its range.</exception>
    public FieldBuckets GetBuckets(FleetQuery query, string field, int maxBuckets = 10, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBuckets, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxBuckets, MaxBuckets);
        return Aggregate(query, field, TypeOf(field), (values, matching) => Aggregates.Buckets(values, matching, maxBuckets), cancellationToken);
    }

    private TResult Aggregate<TResult>(FleetQuery query, string field, IndexFieldType type, Func<List<ValueCount>, int, TResult> make, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Read(query, (filter, nowMs) =>
        {
            var matches = Matches.Find(filter, _columns, cancellationToken);
            var values = Count(field, matches, nowMs).Select(value => value.As(type)).OfType<ValueCount>();
            return make([.. type == IndexFieldType.Number && field.StartsWith(FieldNames.AttributePrefix, StringComparison.Ordinal) ? Join(values) : values], matches.Count);
        });
    }

    private IEnumerable<ValueCount> Count(string field, Matches matches, long nowMs)
    {
        if (field == DefaultField) return ValueCounter.CountVersions(matches, _columns);
        return QuerySchema.Things.Find(field.StartsWith(RegistryPrefix, StringComparison.Ordinal) ? field[RegistryPrefix.Length..] : field) is { } found
            ? ValueCounter.Count(found, matches, _columns, nowMs)
            : [];
    }

    // 1 and 1.0 are one number. Adding zero makes -0 the same as 0.
    private static IEnumerable<ValueCount> Join(IEnumerable<ValueCount> values) => values
        .GroupBy(static value => value.Number!.Value + 0.0)
        .Select(static same => new ValueCount(same.Key.ToString(CultureInfo.InvariantCulture), same.Key, same.Sum(static value => value.Count)));

    private IndexFieldType TypeOf(string field)
    {
        var configuration = _indexing.Current;
        var fields = configuration.ManagedFields.Concat(configuration.CustomFields);

        // The fields of one behaviour are those of all behaviours.
        if (QuerySchema.Things.Find(field) is ViolationField { NameForAll: var all }) fields = fields.Concat(fields.Where(known => known.Name == all).Select(known => known with { Name = field }));
        return AggregationRules.TypeOf(field, fields);
    }
}
