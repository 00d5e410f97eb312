using System.Buffers;
using System.Text;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>AWS's percent-encoding: everything but <c>A–Z a–z 0–9 - . _ ~</c>, byte by byte, in upper-case hex.</summary>
/// <remarks>Source: IAM User Guide, "Create a signed AWS API request", function UriEncode.</remarks>
internal static class PercentEncoding
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private static readonly SearchValues<char> Plain = SearchValues.Create(Unreserved);
    private static readonly SearchValues<char> PlainOrSlash = SearchValues.Create(Unreserved + "/");

    /// <summary>Encodes the text as it stands; slashes stay.</summary>
    public static void AppendPath(ref Utf8Buffer buffer, ReadOnlySpan<char> text)
    {
        while (TakePlain(ref buffer, ref text, PlainOrSlash)) AppendNext(ref buffer, ref text);
    }

    /// <summary>Decodes the text once and encodes the result, so that every spelling of one text comes out the same.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="text">The text; its percent signs are known to be <see cref="IsWellFormed">well-formed</see>.</param>
    public static void AppendRecoded(ref Utf8Buffer buffer, ReadOnlySpan<char> text)
    {
        while (TakePlain(ref buffer, ref text, Plain))
        {
            if (text[0] == '%')
            {
                AppendByte(ref buffer, (byte)((HexValue(text[1]) << 4) | HexValue(text[2])));
                text = text[3..];
            }
            else
            {
                AppendNext(ref buffer, ref text);
            }
        }
    }

    /// <summary>Says whether two hex digits follow every percent sign.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOf('%'); at >= 0; at = text.IndexOf('%'))
        {
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2])) return false;
            text = text[(at + 3)..];
        }

        return true;
    }

    private static bool TakePlain(ref Utf8Buffer buffer, ref ReadOnlySpan<char> text, SearchValues<char> plain)
    {
        var special = text.IndexOfAnyExcept(plain);
        buffer.Append(special < 0 ? text : text[..special]);
        if (special < 0) return false;
        text = text[special..];
        return true;
    }

    private static void AppendNext(ref Utf8Buffer buffer, ref ReadOnlySpan<char> text)
    {
        // Text that is no valid UTF-16 becomes U+FFFD here; no server hands such a target on.
        _ = Rune.DecodeFromUtf16(text, out var rune, out var consumed);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var b in utf8[..rune.EncodeToUtf8(utf8)]) AppendByte(ref buffer, b);
        text = text[consumed..];
    }

    private static void AppendByte(ref Utf8Buffer buffer, byte value)
    {
        if (Plain.Contains((char)value))
        {
            buffer.Append(value);
            return;
        }

        buffer.Append((byte)'%');
        buffer.Append(HexDigit(value >> 4));
        buffer.Append(HexDigit(value & 15));
    }

    private static byte HexDigit(int value) => (byte)(value < 10 ? '0' + value : 'A' + value - 10);

    private static int HexValue(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
