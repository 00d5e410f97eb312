namespace IotConnectivity.Queries.Ast;

/// <summary>A part of a query. <c>ToString</c> prints source again: reading it gives an equal tree.</summary>
/// <remarks>
/// INVARIANT: no And stands directly in an And and no Or in an Or, and both have at least two children, from left to right as they were written. So
/// the tree is at most 2 × <see cref="QueryLimits.MaxDepth"/> + 2 deep, and may be walked by recursion.
/// </remarks>
internal abstract record QueryNode
{
    /// <summary>Prints a node where it may need parentheses.</summary>
    private protected static string Print(QueryNode node, bool inParentheses) => inParentheses ? $"({node})" : node.ToString();
}

/// <summary><c>*</c>: every document.</summary>
internal sealed record AllNode : QueryNode
{
    internal static AllNode Instance { get; } = new();

    /// <inheritdoc/>
    public override string ToString() => "*";
}

/// <summary>A part that must not match; documents that lack the field do not match it.</summary>
internal sealed record NotNode(QueryNode Child) : QueryNode
{
    /// <inheritdoc/>
    public override string ToString() => $"NOT {Print(Child, Child is GroupNode or NotNode)}";
}

/// <summary>Several parts that are combined.</summary>
internal abstract record GroupNode(QueryNode[] Children) : QueryNode
{
    /// <inheritdoc/>
    public virtual bool Equals(GroupNode? other) =>
        other is not null && EqualityContract == other.EqualityContract && Children.AsSpan().SequenceEqual(other.Children);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(EqualityContract, Children.Length, Children[0]);

    /// <summary>Combines parts so that the invariant of <see cref="QueryNode"/> holds.</summary>
    private protected static QueryNode Combine<TGroup>(IReadOnlyList<QueryNode> parts, Func<QueryNode[], TGroup> combine)
        where TGroup : GroupNode =>
        parts.Count == 1 ? parts[0] : combine([.. parts.SelectMany(static part => part is TGroup group ? group.Children : [part])]);
}

/// <summary>Parts of which each must match.</summary>
internal sealed record AndNode : GroupNode
{
    private AndNode(QueryNode[] children)
        : base(children)
    {
    }

    internal static QueryNode Of(IReadOnlyList<QueryNode> parts) => Combine(parts, static children => new AndNode(children));

    /// <inheritdoc/>
    public override string ToString() => string.Join(" AND ", Children.Select(static child => Print(child, child is OrNode)));
}

/// <summary>Parts of which one must match.</summary>
internal sealed record OrNode : GroupNode
{
    private OrNode(QueryNode[] children)
        : base(children)
    {
    }

    internal static QueryNode Of(IReadOnlyList<QueryNode> parts) => Combine(parts, static children => new OrNode(children));

    /// <inheritdoc/>
    public override string ToString() => string.Join<QueryNode>(" OR ", Children);
}
