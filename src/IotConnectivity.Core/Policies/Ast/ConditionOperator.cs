namespace IotConnectivity.Policies.Ast;

/// <summary>What two values are compared for. Negated operators are their positive twin with <see cref="ConditionOperator.IsNegated"/>.</summary>
internal enum Comparison
{
    StringEquals,
    StringEqualsIgnoreCase,
    StringLike,
    NumericEquals,
    NumericLessThan,
    NumericLessThanEquals,
    NumericGreaterThan,
    NumericGreaterThanEquals,
    DateEquals,
    DateLessThan,
    DateLessThanEquals,
    DateGreaterThan,
    DateGreaterThanEquals,
    Bool,
    BinaryEquals,
    IpAddress,
    ArnLike,
    Null,
}

/// <summary>How many of a key's values must satisfy a condition.</summary>
internal enum Quantifier
{
    /// <summary>No prefix: the one value of a single-valued key; never true for a multivalued one.</summary>
    Single,

    /// <summary><c>ForAllValues:</c></summary>
    ForAllValues,

    /// <summary><c>ForAnyValue:</c></summary>
    ForAnyValue,
}

/// <summary>A condition operator with its prefix and suffix.</summary>
internal sealed record ConditionOperator(string Name, Comparison Comparison, bool IsNegated, Quantifier Quantifier, bool IsIfExists)
{
    internal const string ForAllValuesPrefix = "ForAllValues:";
    internal const string ForAnyValuePrefix = "ForAnyValue:";
    internal const string IfExistsSuffix = "IfExists";

    /// <inheritdoc/>
    public override string ToString()
    {
        var prefix = Quantifier switch
        {
            Quantifier.ForAllValues => ForAllValuesPrefix,
            Quantifier.ForAnyValue => ForAnyValuePrefix,
            _ => string.Empty,
        };
        return $"{prefix}{Name}{(IsIfExists ? IfExistsSuffix : string.Empty)}";
    }
}
