using System.Globalization;
using System.Text;

namespace IotConnectivity.Lifecycle;

/// <summary>Why an event could not be read: what is wrong, where, and what was expected.</summary>
/// <remarks>Immutable. Its texts are in English, bounded in length, and safe to log: control characters of the input are escaped.</remarks>
public sealed record LifecycleParseError
{
    private const int MaxQuotedBytes = 64;

    internal LifecycleParseError(LifecycleErrorCode code, long offset, ReadOnlySpan<byte> text, string problem, string expected)
    {
        Code = code;
        Offset = offset;
        Text = Quote(text);
        Problem = problem;
        Expected = expected;
    }

    /// <summary>Gets what kind of error it is.</summary>
    public LifecycleErrorCode Code { get; }

    /// <summary>Gets where the error is.</summary>
    /// <value>Bytes from the start of the line; in a body that is one array or one object, bytes from the start of the body.</value>
    public long Offset { get; init; }

    /// <summary>Gets the offending text.</summary>
    /// <value>At most 64 bytes of the input, control characters and backticks escaped, ending in <c>…</c> where it was cut; empty if nothing is there.</value>
    public string Text { get; }

    /// <summary>Gets the whole message, one line.</summary>
    public string Message => Text.Length == 0
        ? $"{Problem} at byte {Offset}, expected {Expected}"
        : $"{Problem} `{Text}` at byte {Offset}, expected {Expected}";

    private string Problem { get; }

    private string Expected { get; }

    /// <summary>Gets <see cref="Message"/>.</summary>
    /// <returns>The message.</returns>
    public override string ToString() => Message;

    private static string Quote(ReadOnlySpan<byte> utf8)
    {
        var cut = utf8.Length > MaxQuotedBytes;
        var text = Encoding.UTF8.GetString(cut ? utf8[..MaxQuotedBytes] : utf8);
        var quoted = new StringBuilder(text.Length + 1);
        foreach (var c in text)
        {
            if (char.IsControl(c) || c is '`' or '\u2028' or '\u2029') quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else quoted.Append(c);
        }

        if (cut) quoted.Append('…');
        return quoted.ToString();
    }
}
