using IotConnectivity.Queries.Ast;

namespace IotConnectivity.Queries.Evaluation;

/// <summary>Rewrites a tree into a smaller one that matches the same documents.</summary>
/// <remarks>
/// <list type="bullet">
/// <item><c>NOT (NOT x)</c> is <c>x</c>.</item>
/// <item><c>x AND *</c> is <c>x</c>; <c>x AND NOT *</c> is <c>NOT *</c>.</item>
/// <item><c>x OR *</c> is <c>*</c>; <c>x OR NOT *</c> is <c>x</c>.</item>
/// <item>A part that stands twice beside itself, <c>x AND x</c>, is kept once.</item>
/// </list>
/// INVARIANT: afterwards <c>*</c> and <c>NOT *</c> stand at the root or nowhere.
/// </remarks>
internal static class QuerySimplifier
{
    /// <summary>Gets the tree that matches nothing.</summary>
    internal static QueryNode Nothing { get; } = new NotNode(AllNode.Instance);

    internal static QueryNode Simplify(QueryNode node) => node switch
    {
        NotNode not => Negate(Simplify(not.Child)),
        AndNode and => Combine(and.Children, AllNode.Instance, Nothing, AndNode.Of),
        OrNode or => Combine(or.Children, Nothing, AllNode.Instance, OrNode.Of),
        _ => node,
    };

    private static QueryNode Negate(QueryNode node) => node is NotNode not ? not.Child : new NotNode(node);

    private static QueryNode Combine(QueryNode[] children, QueryNode neutral, QueryNode dominant, Func<IReadOnlyList<QueryNode>, QueryNode> combine)
    {
        var parts = new List<QueryNode>();
        foreach (var child in children)
        {
            var part = Simplify(child);
            if (part == dominant) return dominant;
            if (part != neutral && !parts.Contains(part)) parts.Add(part);
        }

        return parts.Count == 0 ? neutral : combine(parts);
    }
}
