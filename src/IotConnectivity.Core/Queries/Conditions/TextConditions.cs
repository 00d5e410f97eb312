using IotConnectivity.Queries.Ast;

namespace IotConnectivity.Queries.Conditions;

/// <summary>A word of the value that fits a pattern as a whole; or, for a number literal, a value that is the same number.</summary>
internal sealed record TermCondition : ValueCondition
{
    private readonly Glob _glob;

    /// <summary>Prepares a pattern.</summary>
    /// <param name="pattern">The pattern; it has no white space.</param>
    /// <param name="number">The number that an exact pattern also stands for, if the field can have numbers.</param>
    internal TermCondition(TextPattern pattern, double? number)
    {
        Pattern = pattern;
        Number = number;
        _glob = new Glob(pattern);
    }

    internal TextPattern Pattern { get; }

    internal double? Number { get; }

    /// <inheritdoc/>
    public bool Equals(TermCondition? other) => other is not null && Pattern == other.Pattern && Number == other.Number;

    /// <inheritdoc/>
    public override int GetHashCode() => Pattern.GetHashCode();

    internal override bool Matches(ReadOnlySpan<char> text, double? number)
    {
        if (Number is { } wanted && number == wanted) return true;
        foreach (var word in new Words(text))
        {
            if (_glob.IsMatch(word)) return true;
        }

        return false;
    }
}

/// <summary>Words that follow each other in the value.</summary>
internal sealed record PhraseCondition : ValueCondition
{
    private const string Blank = " ";
    private const int LongestOnStack = 256;

    private readonly Glob _glob;

    /// <summary>Prepares a phrase.</summary>
    /// <param name="text">The words; it does not matter which white space is between them.</param>
    internal PhraseCondition(string text)
    {
        Text = string.Join(Blank, new Words(text).ToArray());
        _glob = new Glob(TextPattern.FromSource($"*{TextPattern.Exactly($" {Text} ")}*"));
    }

    /// <summary>Gets the words with one blank between each two.</summary>
    internal string Text { get; }

    /// <inheritdoc/>
    public bool Equals(PhraseCondition? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    internal override bool Matches(ReadOnlySpan<char> text, double? number)
    {
        if (!text.ContainsAny(WhiteSpace.Characters)) return text.Equals(Text, StringComparison.OrdinalIgnoreCase);
        // " north  pumps" is held against * north pumps * as " north pumps ".
        var longest = text.Length + 2;
        Span<char> spaced = longest <= LongestOnStack ? stackalloc char[LongestOnStack] : new char[longest];
        var length = 1;
        spaced[0] = ' ';
        foreach (var word in new Words(text))
        {
            word.CopyTo(spaced[length..]);
            length += word.Length + 1;
            spaced[length - 1] = ' ';
        }

        return _glob.IsMatch(spaced[..length]);
    }
}
