using System.Buffers.Text;

namespace IotConnectivity.Lifecycle;

/// <summary>Reads binaries out of terms that Erlang printed.</summary>
internal static class ErlangText
{
    /// <summary>Reads the binary at the start of a text: <c>&lt;&lt;"pump-17"&gt;&gt;</c>, or <c>&lt;&lt;112,49&gt;&gt;</c> where not all bytes can be printed.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">The bytes; a piece of the text if nothing in it is escaped.</param>
    /// <returns>Whether the text begins with a whole binary.</returns>
    public static bool TryReadBinary(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (!text.StartsWith("<<"u8)) return false;
        text = text[2..];
        if (text.StartsWith(">>"u8)) return true;
        return text.StartsWith("\""u8) ? TryReadQuoted(text[1..], out bytes) : TryReadList(text, out bytes);
    }

    private static bool TryReadQuoted(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        var end = text.IndexOfAny((byte)'"', (byte)'\\');
        if (end < 0) return false;
        if (text[end] == '"')
        {
            bytes = text[..end];
            return IsEnd(text[end..]);
        }

        var unescaped = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"')
            {
                bytes = unescaped.AsSpan(0, length);
                return IsEnd(text[i..]);
            }

            if (c == '\\')
            {
                if (++i == text.Length) return false;
                c = Unescape(text[i]);
            }

            unescaped[length++] = c;
        }

        return false;
    }

    // Escapes that stand for themselves are quotes and backslashes.
    private static byte Unescape(byte c) => c switch
    {
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'v' => (byte)'\v',
        (byte)'e' => 0x1B,
        (byte)'s' => (byte)' ',
        (byte)'d' => 0x7F,
        _ => c,
    };

    private static bool IsEnd(ReadOnlySpan<byte> text) => text.StartsWith("\">>"u8) || text.StartsWith("\"/utf8>>"u8);

    private static bool TryReadList(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        var list = new byte[Math.Min((text.Length / 2) + 1, LifecycleLimits.MaxTextBytes)];
        for (var length = 0; length < list.Length;)
        {
            if (!Utf8Parser.TryParse(text, out list[length++], out var digits) || digits == 0) return false;
            text = text[digits..];
            if (text.StartsWith(">>"u8))
            {
                bytes = list.AsSpan(0, length);
                return true;
            }

            if (!text.StartsWith(","u8)) return false;
            text = text[1..];
        }

        return false;
    }
}
