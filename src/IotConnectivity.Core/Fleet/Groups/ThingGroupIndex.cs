using System.Globalization;
using IotConnectivity.Fleet.Aggregations;
using IotConnectivity.Fleet.Columns;
using IotConnectivity.Indexing;
using IotConnectivity.Queries;
using IotConnectivity.Queries.Ast;
using IotConnectivity.Queries.Binding;
using IotConnectivity.Queries.Evaluation;
using IotConnectivity.Queries.Schema;
using IotConnectivity.Registry;

namespace IotConnectivity.Fleet.Groups;

/// <summary>Finds thing groups, static and dynamic, by what the registry knows of them: AWS IoT's index <c>AWS_ThingGroups</c>.</summary>
/// <param name="registry">The registry.</param>
/// <param name="indexing">What is indexed.</param>
/// <remarks>
/// Thread-safe. Keeps nothing of its own: there are few groups, and each query looks at all of them as they are at that moment, which costs about a microsecond for each.
/// Source: AWS IoT Developer Guide, "Manage thing group indexing".
/// </remarks>
public sealed class ThingGroupIndex(ThingRegistry registry, IndexingSwitch indexing)
{
    /// <summary>The field that is aggregated when nothing is said: every group has it.</summary>
    public const string DefaultField = "version";

    private static readonly Comparer<string> ByName = Comparer<string>.Create(NameOrder.Compare);

    /// <summary>Finds groups, in the order of their names: without regard to case, and ordinally where that makes no difference.</summary>
    /// <param name="query">The query, for example <c>parentGroupNames:north AND attributes.floor:2</c>.</param>
    /// <param name="maxResults">How many groups at most; at least 1.</param>
    /// <param name="after">The name of the last group of the page before; <see langword="null"/> for the first page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The groups; fewer than <paramref name="maxResults"/> only at the end.</returns>
    /// <exception cref="QueryException">The query names a field that is not in the index, or a value that the field cannot have.</exception>
    public IReadOnlyList<ThingGroup> Search(
        FleetQuery query, int maxResults = FleetIndex.DefaultPageSize, string? after = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxResults, 1);
        return
        [
            .. Find(query, cancellationToken)
                .Where(group => after is null || NameOrder.Compare(group.Name, after) > 0)
                .OrderBy(static group => group.Name, ByName)
                .Take(maxResults),
        ];
    }

    /// <summary>Checks that a query fits the index.</summary>
    /// <param name="query">The query.</param>
    /// <exception cref="QueryException">It does not.</exception>
    public void Check(FleetQuery query) => Bind(query);

    /// <summary>Computes statistics of a field of all groups that match.</summary>
    /// <param name="query">The query.</param>
    /// <param name="field">A managed field of groups or a custom one of the index configuration. By default the version, so that groups are counted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The statistics. Values of another type than the field's are left out.</returns>
    /// <exception cref="QueryException">The query does not fit the index.</exception>
    /// <exception cref="InvalidAggregationException">There is no such field.</exception>
    public FieldStatistics GetStatistics(FleetQuery query, string field = DefaultField, CancellationToken cancellationToken = default)
    {
        var type = TypeOf(field);
        return Aggregates.Statistics(Count(Find(query, cancellationToken), field, type), type != IndexFieldType.String);
    }

    /// <summary>Counts the different values of a field of all groups that match.</summary>
    /// <param name="query">The query.</param>
    /// <param name="field">The field, as for <see cref="GetStatistics"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many different values there are.</returns>
    /// <exception cref="QueryException">The query does not fit the index.</exception>
    /// <exception cref="InvalidAggregationException">There is no such field.</exception>
    public int GetCardinality(FleetQuery query, string field = DefaultField, CancellationToken cancellationToken = default)
    {
        var type = TypeOf(field);
        return Count(Find(query, cancellationToken), field, type).Count;
    }

    /// <summary>Computes percentiles of a field of all groups that match.</summary>
    /// <param name="query">The query.</param>
    /// <param name="field">A field of numbers.</param>
    /// <param name="percents">Which, each from 0 to 100; <see langword="null"/> for <see cref="FleetIndex.DefaultPercents"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The percentiles, in ascending order; none when no group matches.</returns>
    /// <exception cref="QueryException">The query does not fit the index.</exception>
    /// <exception cref="InvalidAggregationException">There is no such field, or its values are no numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A percent is below 0 or above 100.</exception>
    public IReadOnlyList<FieldPercentile> GetPercentiles(
        FleetQuery query, string field = DefaultField, IReadOnlyList<double>? percents = null, CancellationToken cancellationToken = default)
    {
        var type = TypeOf(field);
        AggregationRules.CheckPercentiles(field, type, percents ??= FleetIndex.DefaultPercents);
        return Aggregates.Percentiles(Count(Find(query, cancellationToken), field, type), percents);
    }

    /// <summary>Finds the values that a field of the groups that match has most often.</summary>
    /// <param name="query">The query.</param>
    /// <param name="field">The field, as for <see cref="GetStatistics"/>.</param>
    /// <param name="maxBuckets">How many values at most, 1 to <see cref="FleetIndex.MaxBuckets"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The values with their counts.</returns>
    /// <exception cref="QueryException">The query does not fit the index.</exception>
    /// <exception cref="InvalidAggregationException">There is no such field.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBuckets"/> is out of its range.</exception>
    public FieldBuckets GetBuckets(FleetQuery query, string field, int maxBuckets = 10, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBuckets, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxBuckets, FleetIndex.MaxBuckets);
        var type = TypeOf(field);
        var matching = Find(query, cancellationToken);
        return Aggregates.Buckets(Count(matching, field, type), matching.Count, maxBuckets);
    }

    private static List<ValueCount> Count(List<ThingGroup> groups, string field, IndexFieldType type)
    {
        var known = QuerySchema.ThingGroups.Find(field);
        return
        [
            .. groups.SelectMany(group => known is null ? VersionOf(group) : new GroupDocument(group).Values(known))
                .CountBy(static value => value)
                .Select(pair => new ValueCount(pair.Key.Text, pair.Key.Number, pair.Value).As(type))
                .OfType<ValueCount>(),
        ];
    }

    // The one field that can be aggregated and not searched.
    private static IEnumerable<FieldValue> VersionOf(ThingGroup group) => [new(group.Version.ToString(CultureInfo.InvariantCulture), group.Version)];

    private List<ThingGroup> Find(FleetQuery query, CancellationToken cancellationToken)
    {
        var bound = Bind(query);
        var found = new List<ThingGroup>();
        foreach (var group in registry.Groups.All())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var data = group.Data;
            if (QueryInterpreter.Matches(bound, new GroupDocument(data))) found.Add(data);
        }

        return found;
    }

    private QueryNode Bind(FleetQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var sources = indexing.Current.IndexesThingGroups ? QuerySources.Registry : QuerySources.None;
        return QueryBinder.TryBind(query, QuerySchema.ThingGroups, sources, out var bound, out var error) ? bound : throw new QueryException(error);
    }

    private IndexFieldType TypeOf(string field)
    {
        var configuration = indexing.Current;
        return AggregationRules.TypeOf(field, configuration.ManagedGroupFields.Concat(configuration.GroupCustomFields));
    }
}
