using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace IotConnectivity.Lifecycle;

/// <summary>Reads times in the extended form of ISO 8601.</summary>
internal static class IsoTimeText
{
    private const int MinLength = 19;
    private const int MaxLength = 40;

    /// <summary>Reads a time; one without an offset is UTC.</summary>
    /// <param name="utf8">The text, for example <c>2026-01-05T09:00:12.004Z</c>.</param>
    /// <param name="ms">Milliseconds since 1970-01-01T00:00Z, the rest cut off.</param>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out long ms)
    {
        ms = -1;
        if (utf8.Length is < MinLength or > MaxLength || utf8[10] != 'T' || !Ascii.IsValid(utf8)) return false;

        // Seven digits of a fraction, as .NET and Azure write, go fast.
        if (Utf8Parser.TryParse(utf8, out DateTimeOffset time, out var length, 'O') && length == utf8.Length)
        {
            ms = time.ToUnixTimeMilliseconds();
        }
        else
        {
            Span<char> text = stackalloc char[MaxLength];
            text = text[..Encoding.ASCII.GetChars(utf8, text)];
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time)) return false;
            ms = time.ToUnixTimeMilliseconds();
        }

        return ms is >= 0 and <= LifecycleLimits.MaxTimestampMs;
    }
}
