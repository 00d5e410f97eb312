using IotConnectivity.Policies.Ast;

namespace IotConnectivity.Policies.Evaluation;

/// <summary>A compiled <see cref="ArnPattern"/>. <see cref="Outcome.Unknown"/> means that a variable has no value.</summary>
internal sealed class ArnMatcher(ArnPattern pattern)
{
    private readonly TextPattern[] _segments = [.. pattern.Segments.Select(TextPattern.Compile)];
    private readonly int _literalSegments = CountLiteral(pattern);

    /// <summary>Gets the characters that every matching ARN begins with.</summary>
    internal string LiteralPrefix { get; } = PrefixOf(pattern);

    /// <summary>Gets a value indicating whether an ARN matches just when it begins with <see cref="LiteralPrefix"/>.</summary>
    internal bool IsPrefixOnly { get; } = pattern.IsAny || IsPrefix(pattern.Segments);

    /// <summary>Gets a value indicating whether an ARN matches just when it equals <see cref="LiteralPrefix"/>.</summary>
    internal bool IsLiteral { get; } = !pattern.IsAny && Array.TrueForAll(pattern.Segments, static segment => segment.IsLiteral);

    internal Outcome IsMatch(in ArnText arn, ref EvaluationScope scope)
    {
        if (pattern.IsAny) return Outcome.Yes;
        if (arn.IsNone) return Outcome.No;
        // A lone variable stands for the whole ARN.
        return _segments.Length == 1 ? _segments[0].IsMatch(arn.Text, ref scope) : MatchSegments(arn, 0, ref scope);
    }

    /// <summary>Matches an ARN of which it is known that it begins with <see cref="LiteralPrefix"/>.</summary>
    internal Outcome IsMatchBehindPrefix(in ArnText arn, ref EvaluationScope scope) =>
        arn.IsNone ? Outcome.No : MatchSegments(arn, _literalSegments, ref scope);

    private Outcome MatchSegments(in ArnText arn, int first, ref EvaluationScope scope)
    {
        var outcome = Outcome.Yes;
        for (var i = first; i < _segments.Length; i++)
        {
            var segment = _segments[i].IsMatch(arn[i], ref scope);
            if (segment == Outcome.No) return Outcome.No;
            if (segment == Outcome.Unknown) outcome = Outcome.Unknown;
        }

        return outcome;
    }

    private static int CountLiteral(ArnPattern pattern) => pattern.Segments.TakeWhile(static segment => segment.IsLiteral).Count();

    // All literal segments and what the one behind them begins with, if there is one.
    private static string PrefixOf(ArnPattern pattern) =>
        string.Join(':', pattern.Segments.Take(CountLiteral(pattern) + 1).Select(static segment => segment.LiteralPrefix));

    // Literal segments, then one that ends in a star, then nothing but stars.
    private static bool IsPrefix(TextTemplate[] segments)
    {
        var rest = segments.SkipWhile(static segment => segment.IsLiteral).ToArray();
        return rest.Length > 0
            && rest[0].IsLiteralThenAnyRun
            && Array.TrueForAll(rest[1..], static segment => segment.Parts is [AnyRunPart]);
    }
}
