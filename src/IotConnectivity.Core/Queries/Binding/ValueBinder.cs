using IotConnectivity.Queries.Ast;
using IotConnectivity.Queries.Conditions;
using IotConnectivity.Queries.Schema;

namespace IotConnectivity.Queries.Binding;

/// <summary>Why a value is refused.</summary>
internal sealed record ValueFault(string Why, string Value);

/// <summary>Reads the value of a leaf as the kind of its field wants it.</summary>
internal static class ValueBinder
{
    /// <summary>Makes the condition of a leaf.</summary>
    /// <returns>The fault; null when there is none, and then there is a condition.</returns>
    internal static ValueFault? Bind(QueryLeaf leaf, FieldKind kind, out ValueCondition? condition)
    {
        condition = PresenceCondition.Instance;
        return leaf switch
        {
            TermNode term => Term(term.Pattern, kind, out condition),
            PhraseNode phrase => Phrase(phrase.Text, kind, out condition),
            ComparisonNode comparison => Comparison(comparison, kind, out condition),
            RangeNode range => Range(range.Lower, range.Upper, kind, out condition),
            _ => null,
        };
    }

    private static ValueFault? Term(TextPattern pattern, FieldKind kind, out ValueCondition? condition)
    {
        condition = null;
        var text = pattern.Text;
        if (WildcardFault(pattern) is { } why) return new ValueFault(why, text);
        if (kind is FieldKind.Number or FieldKind.Boolean) return Scalar(text, pattern.IsExact, kind, out condition);
        if (text.AsSpan().ContainsAny(WhiteSpace.Characters))
        {
            // Only an escape brings white space into a word.
            if (!pattern.IsExact) return new ValueFault(QueryReasons.WildcardBesideWhiteSpace, text);
            condition = new PhraseCondition(text);
            return null;
        }

        condition = new TermCondition(pattern, kind == FieldKind.TextOrNumber && pattern.IsExact ? NumberLiteral.Parse(text) : null);
        return null;
    }

    private static string? WildcardFault(TextPattern pattern)
    {
        if (pattern.BeginsWith(TextPattern.AnyOne)) return QueryReasons.LeadingQuestionMark;
        if (pattern.Count(TextPattern.AnyRun) > QueryLimits.MaxStars) return QueryReasons.TooManyStars;
        return pattern.Count(TextPattern.AnyOne) > QueryLimits.MaxQuestionMarks ? QueryReasons.TooManyQuestionMarks : null;
    }

    private static ValueFault? Phrase(string text, FieldKind kind, out ValueCondition? condition)
    {
        if (kind is FieldKind.Number or FieldKind.Boolean) return Scalar(text, true, kind, out condition);
        condition = new PhraseCondition(text);
        return null;
    }

    private static ValueFault? Scalar(string text, bool isExact, FieldKind kind, out ValueCondition? condition)
    {
        condition = null;
        if (kind == FieldKind.Number)
        {
            if (!isExact || !NumberLiteral.TryParse(text, out var number)) return new ValueFault(QueryReasons.NotANumber, text);
            condition = NumberCondition.Exactly(number);
            return null;
        }

        var isTrue = text.Equals(BooleanCondition.TrueText, StringComparison.OrdinalIgnoreCase);
        if (!isExact || (!isTrue && !text.Equals(BooleanCondition.FalseText, StringComparison.OrdinalIgnoreCase)))
        {
            return new ValueFault(QueryReasons.NotABoolean, text);
        }

        condition = new BooleanCondition(isTrue);
        return null;
    }

    private static ValueFault? Comparison(ComparisonNode comparison, FieldKind kind, out ValueCondition? condition)
    {
        var isInclusive = comparison.Operator is ComparisonOperator.LessOrEqual or ComparisonOperator.GreaterOrEqual;
        var bound = new RangeBound(comparison.Operand, isInclusive);
        var open = new RangeBound(null, true);
        return comparison.Operator is ComparisonOperator.Less or ComparisonOperator.LessOrEqual
            ? Range(open, bound, kind, out condition)
            : Range(bound, open, kind, out condition);
    }

    private static ValueFault? Range(RangeBound lower, RangeBound upper, FieldKind kind, out ValueCondition? condition)
    {
        condition = PresenceCondition.Instance;
        QueryOperand[] given = [.. new[] { lower.Operand, upper.Operand }.OfType<QueryOperand>()];
        if (given.Length == 0) return null;
        if (Array.Find(given, static operand => !operand.Pattern.IsExact) is { } pattern) return Fault(QueryReasons.WildcardInRange, pattern);
        if (kind == FieldKind.Boolean) return Fault(QueryReasons.NotABoolean, given[0]);
        // A field of numbers reads them from quotes, too; where both exist, quotes say that a text is meant.
        var other = Array.Find(given, operand => !NumberLiteral.TryParse(operand.Pattern.Text, out _) || (operand.IsQuoted && kind != FieldKind.Number));
        if (other is not null && kind == FieldKind.Number) return Fault(QueryReasons.NotANumber, other);
        condition = other is null
            ? new NumberCondition(
                Number(lower) ?? double.NegativeInfinity, lower.IsInclusive, Number(upper) ?? double.PositiveInfinity, upper.IsInclusive)
            : new TextRangeCondition(lower.Operand?.Pattern.Text, lower.IsInclusive, upper.Operand?.Pattern.Text, upper.IsInclusive);
        return null;
    }

    private static ValueFault Fault(string why, QueryOperand operand) => new(why, operand.Pattern.Text);

    private static double? Number(RangeBound bound) => bound.Operand is { } operand ? NumberLiteral.Parse(operand.Pattern.Text) : null;
}
