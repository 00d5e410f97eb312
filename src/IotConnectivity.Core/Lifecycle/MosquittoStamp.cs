using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace IotConnectivity.Lifecycle;

/// <summary>Takes the time stamp off a log line of Mosquitto.</summary>
internal static class MosquittoStamp
{
    private const int MaxCustomLength = 64;

    /// <summary>Takes seconds since 1970, or the extended ISO form, off the front of a line.</summary>
    /// <returns>Milliseconds since 1970-01-01T00:00Z, or <see langword="null"/> if the line has neither.</returns>
    public static long? Take(ref ReadOnlySpan<byte> line, TimeSpan utcOffset)
    {
        var end = line.IndexOf(": "u8);
        if (end < 9) return null;
        var stamp = line[..end];
        long? ms = null;
        if (end <= 11 && !stamp.ContainsAnyExceptInRange((byte)'0', (byte)'9') && Utf8Parser.TryParse(stamp, out long seconds, out _)) ms = seconds * 1000;
        else if (IsoFormat(stamp) is { } iso) ms = Parse(stamp, iso, utcOffset);
        if (ms is not null) line = line[(end + 2)..];
        return ms;
    }

    /// <summary>Takes a stamp of a format of the operator's own off the front of a line.</summary>
    public static long? Take(ref ReadOnlySpan<byte> line, string format, TimeSpan utcOffset)
    {
        var start = line[..Math.Min(line.Length, MaxCustomLength)];
        for (var end = start.IndexOf(": "u8); end > 0;)
        {
            if (Parse(start[..end], format, utcOffset) is { } ms)
            {
                line = line[(end + 2)..];
                return ms;
            }

            var next = start[(end + 2)..].IndexOf(": "u8);
            end = next < 0 ? -1 : end + 2 + next;
        }

        return null;
    }

    private static string? IsoFormat(ReadOnlySpan<byte> stamp) => stamp.Length switch
    {
        19 => "yyyy-MM-ddTHH:mm:ss",
        20 => "yyyy-MM-ddTHH:mm:ss'Z'",
        24 => "yyyy-MM-ddTHH:mm:sszzz",
        _ => null,
    };

    private static long? Parse(ReadOnlySpan<byte> stamp, string format, TimeSpan utcOffset)
    {
        if (!Ascii.IsValid(stamp)) return null;
        Span<char> chars = stackalloc char[MaxCustomLength];
        var length = Encoding.ASCII.GetChars(stamp, chars);

        // A stamp without a date is none: the framework would take today's.
        const DateTimeStyles style = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.NoCurrentDateDefault;
        if (!DateTime.TryParseExact(chars[..length], format, CultureInfo.InvariantCulture, style, out var time)) return null;
        var ms = new DateTimeOffset(time, TimeSpan.Zero).ToUnixTimeMilliseconds();
        var hasOffset = format.Contains('z', StringComparison.Ordinal);
        if (!hasOffset && !format.Contains('Z', StringComparison.Ordinal)) ms -= (long)utcOffset.TotalMilliseconds;
        return ms is >= 0 and <= LifecycleLimits.MaxTimestampMs ? ms : null;
    }
}
