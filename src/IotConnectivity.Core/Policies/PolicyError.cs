namespace IotConnectivity.Policies;

/// <summary>Says why a policy document was refused, and where.</summary>
/// <param name="Code">The kind of fault.</param>
/// <param name="Path">The place as a JSON path, for example <c>$.Statement[1].Condition.Bool</c>.</param>
/// <param name="Offset">The place in bytes from the start of the UTF-8 text.</param>
/// <param name="Message">One line for the author of the policy: what is wrong, where, and what was expected.</param>
public sealed record PolicyError(PolicyErrorCode Code, string Path, int Offset, string Message)
{
    private const int LongestQuote = 80;

    /// <inheritdoc/>
    public override string ToString() => Message;

    /// <summary>Puts a text of the document between backticks, shortened, on one line.</summary>
    internal static string Quote(string text)
    {
        var shown = text.Length <= LongestQuote ? text : string.Concat(text.AsSpan(0, LongestQuote), "…");
        return $"`{OnOneLine(shown)}`";
    }

    internal static string OnOneLine(string text) =>
        string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(source[i]) ? ' ' : source[i];
        });
}
