using System.Buffers;
using IotConnectivity.Policies.Ast;

namespace IotConnectivity.Policies.Evaluation;

/// <summary>A compiled <see cref="TextTemplate"/>. <see cref="Outcome.Unknown"/> means that a variable has no value.</summary>
internal abstract class TextPattern
{
    internal static TextPattern Compile(TextTemplate template)
    {
        if (template.HasVariables) return new VariablePattern(template);
        if (template.IsLiteral) return new LiteralPattern(template.LiteralPrefix);
        if (template.IsLiteralThenAnyRun) return new PrefixPattern(template.LiteralPrefix);
        return new GlobPattern(Tokens(template), template.LiteralSuffix);
    }

    internal abstract Outcome IsMatch(scoped ReadOnlySpan<char> text, ref EvaluationScope scope);

    private static int[] Tokens(TextTemplate template) =>
    [
        .. template.Parts.SelectMany(static part => part switch
        {
            LiteralPart literal => literal.Text.Select(static c => (int)c),
            AnyOnePart => [Glob.AnyOne],
            _ => [Glob.AnyRun],
        }),
    ];

    private sealed class LiteralPattern(string literal) : TextPattern
    {
        internal override Outcome IsMatch(scoped ReadOnlySpan<char> text, ref EvaluationScope scope) =>
            OutcomeOf.Test(text.SequenceEqual(literal));
    }

    private sealed class PrefixPattern(string prefix) : TextPattern
    {
        internal override Outcome IsMatch(scoped ReadOnlySpan<char> text, ref EvaluationScope scope) =>
            OutcomeOf.Test(text.StartsWith(prefix));
    }

    // Most texts that do not match end otherwise, and the vectorised look at the end is the cheapest one.
    private sealed class GlobPattern(int[] tokens, string suffix) : TextPattern
    {
        internal override Outcome IsMatch(scoped ReadOnlySpan<char> text, ref EvaluationScope scope) =>
            OutcomeOf.Test(text.EndsWith(suffix) && Glob.IsMatch(text, tokens));
    }

    /// <summary>Puts the values in as plain characters, so that a star in a value is just a star, and then matches.</summary>
    private sealed class VariablePattern(TextTemplate template) : TextPattern
    {
        private const int LongestOnStack = 256;

        private readonly CompiledPart[] _parts = [.. template.Parts.Select(CompiledPart.Of)];

        internal override Outcome IsMatch(scoped ReadOnlySpan<char> text, ref EvaluationScope scope)
        {
            var length = 0;
            foreach (var part in _parts)
            {
                if (!part.TryRead(ref scope, out var characters)) return Outcome.Unknown;
                length += part.IsWildcard ? 1 : characters.Length;
            }

            var rented = length > LongestOnStack ? ArrayPool<int>.Shared.Rent(length) : null;
            var tokens = rented ?? stackalloc int[LongestOnStack];
            try
            {
                length = 0;
                foreach (var part in _parts)
                {
                    part.TryRead(ref scope, out var characters);
                    if (part.IsWildcard) tokens[length++] = part.Wildcard;
                    foreach (var character in characters) tokens[length++] = character;
                }

                return OutcomeOf.Test(Glob.IsMatch(text, tokens[..length]));
            }
            finally
            {
                if (rented is not null) ArrayPool<int>.Shared.Return(rented);
            }
        }
    }
}
