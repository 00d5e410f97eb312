using IotConnectivity.Fleet.Columns;
using IotConnectivity.Fleet.Filters;
using IotConnectivity.Queries.Ast;
using IotConnectivity.Queries.Evaluation;
using IotConnectivity.Queries.Schema;

namespace IotConnectivity.Fleet.Groups;

/// <summary>A query that stays: of a dynamic group or of a feed. Asked of each thing that changes in a way that the query can see.</summary>
internal sealed class StandingQuery
{
    internal StandingQuery(QueryNode bound, FleetColumns columns)
    {
        Sources = SourcesOf(bound);
        Filter = FilterCompiler.Compile(bound, columns, seesDynamic: false);
    }

    internal Filter Filter { get; }

    /// <summary>Gets where the values come from that the query asks for.</summary>
    internal QuerySources Sources { get; }

    /// <summary>Says whether the query can see anything of what has changed.</summary>
    internal bool LooksAt(QuerySources changed) => (Sources & changed) != QuerySources.None;

    private static QuerySources SourcesOf(QueryNode node) => node switch
    {
        NotNode not => SourcesOf(not.Child),
        GroupNode group => group.Children.Aggregate(QuerySources.None, static (sources, child) => sources | SourcesOf(child)),

        // Without a field it is looked for everywhere but in connectivity.
        FieldCondition leaf => leaf.Field?.Source ?? (QuerySources.Registry | QuerySources.DeviceDefender),
        _ => QuerySources.Registry,
    };
}
