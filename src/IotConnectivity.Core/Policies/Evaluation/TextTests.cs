using IotConnectivity.Policies.Ast;

namespace IotConnectivity.Policies.Evaluation;

/// <summary>StringEquals and StringEqualsIgnoreCase. A policy value whose variable has no value equals nothing.</summary>
internal sealed class TextEqualsTest(IEnumerable<TextTemplate> templates, StringComparison comparison) : ValueTest
{
    private readonly CompiledPart[][] _templates =
        [.. templates.Select(static template => template.Parts.Select(CompiledPart.Of).ToArray())];

    internal override Outcome Matches(ContextValue value, ref EvaluationScope scope)
    {
        var text = scope.TextOf(value);
        foreach (var parts in _templates)
        {
            if (Equals(text, parts, ref scope)) return Outcome.Yes;
        }

        return Outcome.No;
    }

    private bool Equals(ReadOnlySpan<char> text, CompiledPart[] parts, ref EvaluationScope scope)
    {
        foreach (var part in parts)
        {
            if (!part.TryRead(ref scope, out var characters) || !text.StartsWith(characters, comparison)) return false;
            text = text[characters.Length..];
        }

        return text.IsEmpty;
    }
}

/// <summary>StringLike. A policy value whose variable has no value is like nothing.</summary>
internal sealed class TextLikeTest(IEnumerable<TextTemplate> templates) : ValueTest
{
    private readonly TextPattern[] _patterns = [.. templates.Select(TextPattern.Compile)];

    internal override Outcome Matches(ContextValue value, ref EvaluationScope scope)
    {
        var text = scope.TextOf(value);
        foreach (var pattern in _patterns)
        {
            if (pattern.IsMatch(text, ref scope) == Outcome.Yes) return Outcome.Yes;
        }

        return Outcome.No;
    }
}

/// <summary>ArnLike and ArnEquals. A policy value whose variable has no value is like nothing.</summary>
internal sealed class ArnTest(IEnumerable<ArnPattern> patterns) : ValueTest
{
    private readonly ArnMatcher[] _patterns = [.. patterns.Select(static pattern => new ArnMatcher(pattern))];

    internal override Outcome Matches(ContextValue value, ref EvaluationScope scope)
    {
        if (!ArnText.TryRead(scope.TextOf(value), out var arn) || arn.IsNone) return Outcome.Unknown;
        foreach (var pattern in _patterns)
        {
            if (pattern.IsMatch(arn, ref scope) == Outcome.Yes) return Outcome.Yes;
        }

        return Outcome.No;
    }
}
