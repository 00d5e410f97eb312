using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using IotConnectivity.Policies.Ast;

namespace IotConnectivity.Policies.Parsing;

/// <summary>The names of the condition operators.</summary>
/// <remarks>Source: IAM User Guide, "Condition operators". AWS does not say whether case matters; here it does not.</remarks>
internal static class OperatorNames
{
    private static readonly FrozenDictionary<string, (string Name, Comparison Comparison, bool IsNegated)> Known =
        new (string Name, Comparison Comparison, bool IsNegated)[]
        {
            ("StringEquals", Comparison.StringEquals, false),
            ("StringNotEquals", Comparison.StringEquals, true),
            ("StringEqualsIgnoreCase", Comparison.StringEqualsIgnoreCase, false),
            ("StringNotEqualsIgnoreCase", Comparison.StringEqualsIgnoreCase, true),
            ("StringLike", Comparison.StringLike, false),
            ("StringNotLike", Comparison.StringLike, true),
            ("NumericEquals", Comparison.NumericEquals, false),
            ("NumericNotEquals", Comparison.NumericEquals, true),
            ("NumericLessThan", Comparison.NumericLessThan, false),
            ("NumericLessThanEquals", Comparison.NumericLessThanEquals, false),
            ("NumericGreaterThan", Comparison.NumericGreaterThan, false),
            ("NumericGreaterThanEquals", Comparison.NumericGreaterThanEquals, false),
            ("DateEquals", Comparison.DateEquals, false),
            ("DateNotEquals", Comparison.DateEquals, true),
            ("DateLessThan", Comparison.DateLessThan, false),
            ("DateLessThanEquals", Comparison.DateLessThanEquals, false),
            ("DateGreaterThan", Comparison.DateGreaterThan, false),
            ("DateGreaterThanEquals", Comparison.DateGreaterThanEquals, false),
            ("Bool", Comparison.Bool, false),
            ("BinaryEquals", Comparison.BinaryEquals, false),
            ("IpAddress", Comparison.IpAddress, false),
            ("NotIpAddress", Comparison.IpAddress, true),
            ("ArnEquals", Comparison.ArnLike, false),
            ("ArnNotEquals", Comparison.ArnLike, true),
            ("ArnLike", Comparison.ArnLike, false),
            ("ArnNotLike", Comparison.ArnLike, true),
            ("Null", Comparison.Null, false),
        }.ToFrozenDictionary(static known => known.Name, StringComparer.OrdinalIgnoreCase);

    internal static bool TryParse(string text, [NotNullWhen(true)] out ConditionOperator? condition)
    {
        condition = null;
        var name = text.AsSpan();
        var quantifier = TakeQuantifier(ref name);
        var isIfExists = name.EndsWith(ConditionOperator.IfExistsSuffix, StringComparison.OrdinalIgnoreCase);
        if (isIfExists) name = name[..^ConditionOperator.IfExistsSuffix.Length];
        if (!Known.TryGetValue(name.ToString(), out var known)) return false;
        // Null asks about the key itself: there is nothing to quantify and no value to be there or not.
        if (known.Comparison == Comparison.Null && (isIfExists || quantifier != Quantifier.Single)) return false;
        condition = new ConditionOperator(known.Name, known.Comparison, known.IsNegated, quantifier, isIfExists);
        return true;
    }

    /// <summary>Ends a message about an unknown operator.</summary>
    internal static string Suggest(string text)
    {
        var name = text.AsSpan();
        var prefix = TakeQuantifier(ref name) switch
        {
            Quantifier.ForAllValues => ConditionOperator.ForAllValuesPrefix,
            Quantifier.ForAnyValue => ConditionOperator.ForAnyValuePrefix,
            _ => string.Empty,
        };
        // A known name with a prefix or suffix that it does not take.
        if (name.EndsWith(ConditionOperator.IfExistsSuffix, StringComparison.OrdinalIgnoreCase)) name = name[..^ConditionOperator.IfExistsSuffix.Length];
        if (Known.TryGetValue(name.ToString(), out var plain)) return $"did you mean `{plain.Name}`?";
        var known = Known.Keys.SelectMany(known => new[] { prefix + known, prefix + known + ConditionOperator.IfExistsSuffix });
        return NearestName.Suggest(text, known.Where(static candidate => TryParse(candidate, out _)), "expected an operator such as `StringEquals`");
    }

    private static Quantifier TakeQuantifier(ref ReadOnlySpan<char> name)
    {
        if (name.StartsWith(ConditionOperator.ForAllValuesPrefix, StringComparison.OrdinalIgnoreCase))
        {
            name = name[ConditionOperator.ForAllValuesPrefix.Length..];
            return Quantifier.ForAllValues;
        }

        if (!name.StartsWith(ConditionOperator.ForAnyValuePrefix, StringComparison.OrdinalIgnoreCase)) return Quantifier.Single;
        name = name[ConditionOperator.ForAnyValuePrefix.Length..];
        return Quantifier.ForAnyValue;
    }
}
