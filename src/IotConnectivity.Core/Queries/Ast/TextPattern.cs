using System.Text;

namespace IotConnectivity.Queries.Ast;

/// <summary>A text in which <c>*</c> stands for any run of characters and <c>?</c> for any one.</summary>
internal sealed record TextPattern
{
    internal const char AnyRun = '*';
    internal const char AnyOne = '?';
    internal const char Escape = '\\';

    private TextPattern(string escaped) => Escaped = escaped;

    /// <summary>The one way to write the pattern: wildcards as they are, a literal <c>*</c>, <c>?</c> or <c>\</c> behind a <c>\</c>.</summary>
    internal string Escaped { get; }

    /// <summary>Gets the characters without escapes; what an exact pattern stands for.</summary>
    internal string Text => string.Concat(Parts().Select(static part => part.Character));

    /// <summary>Gets a value indicating whether there is no wildcard.</summary>
    internal bool IsExact => !Parts().Any(static part => part.IsWildcard);

    /// <summary>Gets what stands before the first wildcard: whatever matches begins with it, in any case of its letters.</summary>
    internal string LiteralPrefix => string.Concat(Parts().TakeWhile(static part => !part.IsWildcard).Select(static part => part.Character));

    /// <summary>Reads a word of a query, in which <c>\</c> makes the next character literal.</summary>
    internal static TextPattern FromSource(ReadOnlySpan<char> source)
    {
        var escaped = new StringBuilder(source.Length);
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] == Escape) AppendLiteral(escaped, source[++i]);
            else escaped.Append(source[i]);
        }

        return new TextPattern(escaped.ToString());
    }

    /// <summary>Wraps a text in which no character is a wildcard.</summary>
    internal static TextPattern Exactly(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text) AppendLiteral(escaped, character);
        return new TextPattern(escaped.ToString());
    }

    internal bool BeginsWith(char wildcard) => Parts().FirstOrDefault() == new PatternPart(wildcard, true);

    internal int Count(char wildcard) => Parts().Count(part => part == new PatternPart(wildcard, true));

    internal IEnumerable<PatternPart> Parts()
    {
        for (var i = 0; i < Escaped.Length; i++)
        {
            if (Escaped[i] == Escape) yield return new PatternPart(Escaped[++i], false);
            else yield return new PatternPart(Escaped[i], Escaped[i] is AnyRun or AnyOne);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Escaped;

    private static void AppendLiteral(StringBuilder escaped, char character)
    {
        if (character is AnyRun or AnyOne or Escape) escaped.Append(Escape);
        escaped.Append(character);
    }
}

/// <summary>One character of a pattern.</summary>
internal readonly record struct PatternPart(char Character, bool IsWildcard);
