using System.Globalization;
using System.Text.RegularExpressions;
using IotConnectivity.Queries.Ast;
using IotConnectivity.Queries.Evaluation;
using IotConnectivity.Queries.Schema;

namespace IotConnectivity.Queries;

/// <summary>Evaluates the syntax tree as the reference describes it, with the framework's means and no regard to cost.</summary>
internal sealed class SlowQueryEvaluator(IQueryDocument document, QuerySchema schema)
{
    internal static bool IsMatch(TextPattern pattern, string text)
    {
        var expression = string.Concat(pattern.Parts().Select(static part => part switch
        {
            { IsWildcard: true, Character: '*' } => ".*",
            { IsWildcard: true } => ".",
            _ => Regex.Escape(part.Character.ToString()),
        }));
        return Regex.IsMatch(
            text, $@"\A{expression}\z", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    internal bool Matches(QueryNode node) => node switch
    {
        AllNode => true,
        NotNode not => !Matches(not.Child),
        AndNode and => and.Children.All(Matches),
        OrNode or => or.Children.Any(Matches),
        QueryLeaf leaf => Values(leaf.Field).Any(value => Matches(leaf, value, KindOf(leaf.Field))),
        _ => throw new ArgumentException(node.GetType().Name, nameof(node)),
    };

    private static bool Matches(QueryLeaf leaf, FieldValue value, FieldKind kind) => leaf switch
    {
        TermNode term => IsTermMatch(term.Pattern, value, kind),
        PhraseNode phrase when kind == FieldKind.Number => value.Number == ToNumber(phrase.Text),
        PhraseNode phrase => $" {string.Join(' ', Split(value.Text))} ".Contains($" {string.Join(' ', Split(phrase.Text))} ", StringComparison.OrdinalIgnoreCase),
        ComparisonNode { Operator: ComparisonOperator.Less } less => IsInside(new(null, true), new(less.Operand, false), value, kind),
        ComparisonNode { Operator: ComparisonOperator.LessOrEqual } less => IsInside(new(null, true), new(less.Operand, true), value, kind),
        ComparisonNode { Operator: ComparisonOperator.Greater } greater => IsInside(new(greater.Operand, false), new(null, true), value, kind),
        ComparisonNode greater => IsInside(new(greater.Operand, true), new(null, true), value, kind),
        RangeNode range => IsInside(range.Lower, range.Upper, value, kind),
        _ => true,
    };

    private static bool IsTermMatch(TextPattern pattern, FieldValue value, FieldKind kind)
    {
        if (pattern.IsExact && value.Number is { } number && number == ToNumber(pattern.Text)) return true;
        return kind != FieldKind.Number && Split(value.Text).Any(word => IsMatch(pattern, word));
    }

    private static bool IsInside(RangeBound lower, RangeBound upper, FieldValue value, FieldKind kind)
    {
        QueryOperand[] operands = [.. new[] { lower.Operand, upper.Operand }.OfType<QueryOperand>()];
        if (operands.Length == 0) return true;
        if (operands.All(operand => ToNumber(operand.Pattern.Text) is not null && (!operand.IsQuoted || kind == FieldKind.Number)))
        {
            return value.Number is { } number
                && IsOrdered(lower.Operand is { } min ? ToNumber(min.Pattern.Text)!.Value.CompareTo(number) : -1, lower.IsInclusive)
                && IsOrdered(upper.Operand is { } max ? number.CompareTo(ToNumber(max.Pattern.Text)!.Value) : -1, upper.IsInclusive);
        }

        return value.Number is null && Split(value.Text).Any(word =>
            IsOrdered(lower.Operand is { } min ? string.Compare(min.Pattern.Text, word, StringComparison.OrdinalIgnoreCase) : -1, lower.IsInclusive)
            && IsOrdered(upper.Operand is { } max ? string.Compare(word, max.Pattern.Text, StringComparison.OrdinalIgnoreCase) : -1, upper.IsInclusive));
    }

    private static bool IsOrdered(int comparison, bool orEqual) => comparison < 0 || (orEqual && comparison == 0);

    private static string[] Split(string text) => text.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static double? ToNumber(string text) =>
        Regex.IsMatch(text, @"\A-?(0|[1-9][0-9]{0,14})(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?\z") ? double.Parse(text, CultureInfo.InvariantCulture) : null;

    private IEnumerable<FieldValue> Values(string? field) => document.Values(field is null ? null : schema.Find(field));

    private FieldKind KindOf(string? field) => field is null ? FieldKind.TextOrNumber : schema.Find(field)!.Kind;
}
