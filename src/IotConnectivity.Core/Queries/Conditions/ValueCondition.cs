namespace IotConnectivity.Queries.Conditions;

/// <summary>What a query asks of one value. A field matches when one of its values does; absent values are never asked.</summary>
/// <remarks>Immutable; any thread may use it. Letters are compared without regard to case, ordinally.</remarks>
internal abstract record ValueCondition
{
    /// <summary>Says whether a value satisfies the condition. The cost is linear in the length of the value; it does not allocate.</summary>
    /// <param name="text">The value as text, never null; <c>true</c> or <c>false</c> for a boolean.</param>
    /// <param name="number">The value as a number, if it is one: see <see cref="NumberLiteral"/>. Values of text fields never are.</param>
    internal abstract bool Matches(ReadOnlySpan<char> text, double? number);
}

/// <summary>Any value.</summary>
internal sealed record PresenceCondition : ValueCondition
{
    internal static PresenceCondition Instance { get; } = new();

    internal override bool Matches(ReadOnlySpan<char> text, double? number) => true;
}

/// <summary>A boolean value.</summary>
internal sealed record BooleanCondition(bool Value) : ValueCondition
{
    internal const string TrueText = "true";
    internal const string FalseText = "false";

    internal override bool Matches(ReadOnlySpan<char> text, double? number) => text.SequenceEqual(Value ? TrueText : FalseText);
}

/// <summary>A number between two others. A value that is no number does not match.</summary>
/// <param name="Min">The least number; negative infinity when there is no bound.</param>
/// <param name="IncludesMin">Whether it matches itself.</param>
/// <param name="Max">The greatest number; positive infinity when there is no bound.</param>
/// <param name="IncludesMax">Whether it matches itself.</param>
internal sealed record NumberCondition(double Min, bool IncludesMin, double Max, bool IncludesMax) : ValueCondition
{
    internal static NumberCondition Exactly(double number) => new(number, true, number, true);

    internal bool Contains(double number) =>
        (IncludesMin ? number >= Min : number > Min) && (IncludesMax ? number <= Max : number < Max);

    internal override bool Matches(ReadOnlySpan<char> text, double? number) => number is { } value && Contains(value);
}

/// <summary>A word between two others. A value that is a number does not match.</summary>
/// <param name="Min">The least word; null when there is no bound.</param>
/// <param name="IncludesMin">Whether it matches itself.</param>
/// <param name="Max">The greatest word; null when there is no bound.</param>
/// <param name="IncludesMax">Whether it matches itself.</param>
internal sealed record TextRangeCondition(string? Min, bool IncludesMin, string? Max, bool IncludesMax) : ValueCondition
{
    internal override bool Matches(ReadOnlySpan<char> text, double? number)
    {
        if (number is not null) return false;
        foreach (var word in new Words(text))
        {
            if (Contains(word)) return true;
        }

        return false;
    }

    internal bool Contains(ReadOnlySpan<char> word) => IsAtLeastMin(word) && IsAtMostMax(word);

    private bool IsAtLeastMin(ReadOnlySpan<char> word) =>
        Min is null || word.CompareTo(Min, StringComparison.OrdinalIgnoreCase) >= (IncludesMin ? 0 : 1);

    private bool IsAtMostMax(ReadOnlySpan<char> word) =>
        Max is null || word.CompareTo(Max, StringComparison.OrdinalIgnoreCase) <= (IncludesMax ? 0 : -1);
}
