using System.Text;

namespace IotConnectivity.Queries.Ast;

/// <summary>Prints the pieces that every node's <c>ToString</c> is made of.</summary>
internal static class QueryText
{
    private const string Special = "()[]{}\":<>~^&|";
    private const string SpecialAtStart = "+!/=";

    /// <summary>Prints a word where a clause may begin, where a <c>-</c> would negate.</summary>
    internal static string BareWord(TextPattern pattern) => Word(pattern.Escaped, "-" + SpecialAtStart);

    /// <summary>Prints a word behind a colon or a comparison sign, or as the bound of a range.</summary>
    internal static string Value(TextPattern pattern) => Word(pattern.Escaped, SpecialAtStart);

    /// <summary>Prints the name of a field.</summary>
    internal static string Field(string name) => Word(name.Replace(@"\", @"\\", StringComparison.Ordinal), "-" + SpecialAtStart);

    internal static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var character in text)
        {
            if (character is '"' or TextPattern.Escape) quoted.Append(TextPattern.Escape);
            quoted.Append(character);
        }

        return quoted.Append('"').ToString();
    }

    // What the pattern has escaped stays as it is: none of it is special again.
    private static string Word(string escaped, string specialAtStart)
    {
        if (escaped is "AND" or "OR" or "NOT" or "TO") return $"{TextPattern.Escape}{escaped}";
        var word = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            var character = escaped[i];
            if (Special.Contains(character) || WhiteSpace.Is(character) || (i == 0 && specialAtStart.Contains(character))) word.Append(TextPattern.Escape);
            word.Append(character);
        }

        return word.ToString();
    }
}
