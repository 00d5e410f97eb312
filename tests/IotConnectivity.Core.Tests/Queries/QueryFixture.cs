using IotConnectivity.Queries.Ast;
using IotConnectivity.Queries.Binding;
using IotConnectivity.Queries.Evaluation;
using IotConnectivity.Queries.Schema;

namespace IotConnectivity.Queries;

/// <summary>Short forms of queries, so that a test shows only what it is about.</summary>
internal static class QueryFixture
{
    internal const QuerySources Everything =
        QuerySources.Registry | QuerySources.Connectivity | QuerySources.DeviceDefender | QuerySources.Shadow;

    internal static QueryNode Bind(string query, QuerySchema? schema = null)
    {
        Assert.True(QueryBinder.TryBind(FleetQuery.Parse(query), schema ?? QuerySchema.Things, Everything, out var filter, out var error), error?.Message);
        return filter;
    }

    /// <summary>Reads a query and binds it; the first error of either.</summary>
    internal static QueryError? Refuse(string query, QuerySources enabled = QuerySources.Registry, QuerySchema? schema = null)
    {
        if (!FleetQuery.TryParse(query, out var parsed, out var error)) return error;
        return QueryBinder.TryBind(parsed, schema ?? QuerySchema.Things, enabled, out _, out error) ? null : error;
    }

    internal static Conditions.ValueCondition Condition(string query) => Assert.IsType<FieldCondition>(Bind(query)).Value;

    /// <summary>Evaluates both ways, which must agree.</summary>
    internal static bool Matches(string query, string document, QuerySchema? schema = null)
    {
        var filter = Bind(query, schema);
        var parsed = QueryDocument.Parse(document, schema ?? QuerySchema.Things);
        var interpreted = QueryInterpreter.Matches(filter, parsed);
        Assert.Equal(interpreted, Compile(filter)(parsed));
        return interpreted;
    }

    internal static Predicate<QueryDocument> Compile(QueryNode filter) =>
        QueryCompiler.Compile<QueryDocument>(filter, leaf => document => QueryInterpreter.Matches(leaf, document));
}
