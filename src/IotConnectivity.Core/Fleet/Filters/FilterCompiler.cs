using System.Diagnostics;
using IotConnectivity.Fleet.Columns;
using IotConnectivity.Queries.Ast;
using IotConnectivity.Queries.Conditions;
using IotConnectivity.Queries.Evaluation;
using IotConnectivity.Queries.Schema;

namespace IotConnectivity.Fleet.Filters;

/// <summary>Makes a filter over the columns out of a bound query.</summary>
internal static class FilterCompiler
{
    /// <summary>Compiles a bound query.</summary>
    /// <param name="bound">The query.</param>
    /// <param name="columns">What it is asked of.</param>
    /// <param name="seesDynamic">Whether membership in dynamic groups counts.</param>
    /// <param name="momentMs">The moment of the question; <see langword="null"/> for a query that is asked again and again.</param>
    internal static Filter Compile(QueryNode bound, FleetColumns columns, bool seesDynamic = true, long? momentMs = null)
    {
        return Compile(QuerySimplifier.Simplify(bound));

        Filter Compile(QueryNode node) => node switch
        {
            AllNode => new ConstantFilter(true),
            NotNode { Child: AllNode } => new ConstantFilter(false),
            NotNode not => new NotFilter(Compile(not.Child)),
            AndNode and => new AndFilter(Array.ConvertAll(and.Children, Compile)),
            OrNode or => new OrFilter(Array.ConvertAll(or.Children, Compile)),
            FieldCondition leaf => CompileLeaf(leaf, columns, seesDynamic, momentMs),
            _ => throw new UnreachableException($"{node.GetType().Name} is no part of a bound query"),
        };
    }

    private static Filter CompileLeaf(FieldCondition leaf, FleetColumns columns, bool seesDynamic, long? momentMs) => (leaf.Field?.Name, leaf.Value) switch
    {
        (null, var value) => new AnyFieldFilter(columns, value, seesDynamic, momentMs),
        (FieldNames.ThingName or FieldNames.ClientId or FieldNames.Connected or FieldNames.Timestamp or FieldNames.ThingId or FieldNames.ViolationCount, PresenceCondition) => new ConstantFilter(true),
        (FieldNames.ThingName or FieldNames.ClientId, var value) => new NameFilter(columns, value),
        (FieldNames.ThingId, var value) => new IdFilter(columns, value),
        (FieldNames.ThingTypeName, var value) => new TextFilter(() => columns.Types, value),
        (FieldNames.ThingGroupNames, var value) => new GroupFilter(columns, value, seesDynamic),
        (FieldNames.Connected, BooleanCondition flag) => new ConnectedFilter(columns, flag.Value),
        (FieldNames.Timestamp, NumberCondition times) => new TimestampFilter(columns, times),
        (FieldNames.DisconnectReason, var value) => new ReasonFilter(columns, value),
        (FieldNames.ViolationCount, var value) => new ViolationCountFilter(columns, value),
        (_, var value) when leaf.Field is ViolationField violation => new BehaviorFilter(columns, violation, value, momentMs),
        (_, var value) when leaf.Field is AttributeField attribute => new TextFilter(() => columns.Attribute(attribute.Attribute), value),
        _ => new DocumentFilter(columns, leaf),
    };
}
