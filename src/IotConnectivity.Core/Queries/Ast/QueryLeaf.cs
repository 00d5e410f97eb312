namespace IotConnectivity.Queries.Ast;

/// <summary>A part of a query that is held against the values of one field, or of all fields when it names none.</summary>
/// <param name="Field">The field with its escapes resolved, as in <c>attributes.site</c>; a <c>*</c> in it may be a wildcard.</param>
internal abstract record QueryLeaf(string? Field) : QueryNode
{
    private protected string PrintField() => QueryText.Field(Field!);
}

/// <summary>A word that may have wildcards: <c>thingName:pump*</c>, <c>pump*</c>.</summary>
internal sealed record TermNode(string? Field, TextPattern Pattern) : QueryLeaf(Field)
{
    /// <inheritdoc/>
    public override string ToString() => Field is null ? QueryText.BareWord(Pattern) : $"{PrintField()}:{QueryText.Value(Pattern)}";
}

/// <summary>Words one after the other: <c>description:"north pumps"</c>.</summary>
internal sealed record PhraseNode(string? Field, string Text) : QueryLeaf(Field)
{
    /// <inheritdoc/>
    public override string ToString() => Field is null ? QueryText.Quote(Text) : $"{PrintField()}:{QueryText.Quote(Text)}";
}

/// <summary>Any value at all: <c>thingTypeName:*</c>.</summary>
internal sealed record PresenceNode(string Field) : QueryLeaf(Field)
{
    /// <inheritdoc/>
    public override string ToString() => $"{PrintField()}:*";
}

/// <summary>A value on one side of another: <c>attributes.firmware&lt;3</c>.</summary>
internal sealed record ComparisonNode(string Field, ComparisonOperator Operator, QueryOperand Operand) : QueryLeaf(Field)
{
    /// <inheritdoc/>
    public override string ToString() => $"{PrintField()}{Sign}{Operand}";

    private string Sign => Operator switch
    {
        ComparisonOperator.Less => "<",
        ComparisonOperator.LessOrEqual => "<=",
        ComparisonOperator.Greater => ">",
        _ => ">=",
    };
}

/// <summary>A value between two others: <c>connectivity.timestamp:[1 TO 2}</c>.</summary>
internal sealed record RangeNode(string Field, RangeBound Lower, RangeBound Upper) : QueryLeaf(Field)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{PrintField()}:{(Lower.IsInclusive ? '[' : '{')}{Lower} TO {Upper}{(Upper.IsInclusive ? ']' : '}')}";
}

/// <summary>The four signs of a comparison.</summary>
internal enum ComparisonOperator
{
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>What a value is compared with. Whether it is a number or a text is decided by its quotes and by the field.</summary>
internal sealed record QueryOperand(TextPattern Pattern, bool IsQuoted)
{
    /// <inheritdoc/>
    public override string ToString() => IsQuoted ? QueryText.Quote(Pattern.Text) : QueryText.Value(Pattern);
}

/// <summary>One end of a range; without an operand it is open.</summary>
internal sealed record RangeBound(QueryOperand? Operand, bool IsInclusive)
{
    /// <inheritdoc/>
    public override string ToString() => Operand?.ToString() ?? "*";
}
