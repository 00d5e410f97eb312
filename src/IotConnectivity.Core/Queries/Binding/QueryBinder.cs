using System.Diagnostics.CodeAnalysis;
using IotConnectivity.Queries.Ast;
using IotConnectivity.Queries.Conditions;
using IotConnectivity.Queries.Evaluation;
using IotConnectivity.Queries.Schema;

namespace IotConnectivity.Queries.Binding;

/// <summary>Checks fields and values of a query against an index, from left to right, and replaces each leaf by what it means there.</summary>
internal sealed class QueryBinder
{
    private readonly FleetQuery _query;
    private readonly QuerySchema _schema;
    private readonly QuerySources _enabled;
    private int _leaf;
    private int _leadingStars;
    private QueryError? _error;

    private QueryBinder(FleetQuery query, QuerySchema schema, QuerySources enabled)
    {
        _query = query;
        _schema = schema;
        _enabled = enabled;
    }

    /// <summary>Binds a query to an index.</summary>
    /// <param name="query">The query.</param>
    /// <param name="schema">The fields of the index.</param>
    /// <param name="enabled">The sources that are indexed.</param>
    /// <param name="filter">A tree of the same shape whose leaves are <see cref="AllNode"/> and <see cref="FieldCondition"/>.</param>
    /// <param name="error">The first fault, from left to right.</param>
    internal static bool TryBind(
        FleetQuery query,
        QuerySchema schema,
        QuerySources enabled,
        [NotNullWhen(true)] out QueryNode? filter,
        [NotNullWhen(false)] out QueryError? error)
    {
        var binder = new QueryBinder(query, schema, enabled);
        filter = binder.Bind(query.Root);
        error = binder._error;
        return filter is not null;
    }

    // Null after the first fault.
    private QueryNode? Bind(QueryNode node) => node switch
    {
        NotNode not => Bind(not.Child) is { } child ? new NotNode(child) : null,
        AndNode and => BindAll(and.Children) is { } children ? AndNode.Of(children) : null,
        OrNode or => BindAll(or.Children) is { } children ? OrNode.Of(children) : null,
        QueryLeaf leaf => BindLeaf(leaf),
        _ => node,
    };

    private List<QueryNode>? BindAll(QueryNode[] children)
    {
        var bound = new List<QueryNode>(children.Length);
        foreach (var child in children)
        {
            if (Bind(child) is not { } part) return null;
            bound.Add(part);
        }

        return bound;
    }

    private FieldCondition? BindLeaf(QueryLeaf leaf)
    {
        var position = _query.Positions[_leaf++];
        if (!TryFind(leaf.Field, position.Field, out var field)) return null;
        var condition = default(ValueCondition);
        var fault = LeadingStarFault(leaf) ?? ValueBinder.Bind(leaf, field?.Kind ?? FieldKind.TextOrNumber, out condition);
        if (field is ViolationField && condition is BooleanCondition { Value: false })
            fault = new ValueFault(QueryReasons.OnlyTrue, BooleanCondition.FalseText);
        if (fault is null) return new FieldCondition(field, condition!);
        return Refuse(QueryReasons.InvalidValue(fault.Why, leaf.Field, fault.Value), position.Value);
    }

    // No name is no field, which is right for a bare term.
    private bool TryFind(string? name, int position, out QueryField? field)
    {
        field = null;
        if (name is null) return true;
        field = _schema.Find(name);
        if (field is null)
        {
            Refuse(QueryReasons.InvalidField(name), position);
            return false;
        }

        if (_enabled.HasFlag(field.Source)) return true;
        _error = QueryError.NotIndexed(QueryReasons.NotIndexed(field.Source.ToErrorText(), _schema.IndexName), position);
        return false;
    }

    private ValueFault? LeadingStarFault(QueryLeaf leaf)
    {
        if (leaf is not TermNode term || !term.Pattern.BeginsWith(TextPattern.AnyRun)) return null;
        _leadingStars++;
        if (_leadingStars > QueryLimits.MaxLeadingStars) return new ValueFault(QueryReasons.TooManyLeadingStars, term.Pattern.Text);
        var length = FleetQuery.LengthOf(_query.Text);
        return length > QueryLimits.MaxLengthWithLeadingStar ? new ValueFault(QueryReasons.TooLongWithLeadingStar(length), term.Pattern.Text) : null;
    }

    private FieldCondition? Refuse(string reason, int position)
    {
        _error = QueryError.Invalid(_query.Text, reason, position);
        return null;
    }
}
