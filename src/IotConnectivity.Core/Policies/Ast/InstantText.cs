namespace IotConnectivity.Policies.Ast;

/// <summary>Reads the instants of date conditions: the W3C profile of ISO 8601, or whole seconds since 1970.</summary>
/// <remarks>
/// The profile (W3C note "Date and Time Formats") is <c>YYYY</c>, <c>YYYY-MM</c>, <c>YYYY-MM-DD</c>, or a date, <c>T</c>, <c>hh:mm</c>,
/// <c>hh:mm:ss</c> or <c>hh:mm:ss.s</c> and a zone of <c>Z</c> or <c>±hh:mm</c>. Four digits alone are a year, any other number of digits are
/// seconds.
/// </remarks>
internal static class InstantText
{
    private const int MaxEpochDigits = 12;
    private const long MaxEpochSeconds = 253_402_300_799;
    private const int MaxFractionDigits = 7;

    internal static bool TryParse(ReadOnlySpan<char> text, out long ticks) =>
        text.Length != 4 && !text.ContainsAnyExceptInRange('0', '9') ? TryParseEpoch(text, out ticks) : TryParseIso(text, out ticks);

    internal static long FromEpochSeconds(long seconds) => DateTime.UnixEpoch.Ticks + (seconds * TimeSpan.TicksPerSecond);

    private static bool TryParseEpoch(ReadOnlySpan<char> digits, out long ticks)
    {
        ticks = 0;
        if (digits.Length is 0 or > MaxEpochDigits) return false;
        var seconds = long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
        if (seconds > MaxEpochSeconds) return false;
        ticks = FromEpochSeconds(seconds);
        return true;
    }

    private static bool TryParseIso(ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        int month = 1, day = 1;
        if (!TryTakeDigits(ref text, 4, out var year) || year == 0) return false;
        if (TryTake(ref text, '-') && (!TryTakeDigits(ref text, 2, out month) || month is 0 or > 12)) return false;
        if (text.Length > 0)
        {
            if (!TryTake(ref text, '-') || !TryTakeDigits(ref text, 2, out day)) return false;
            if (day == 0 || day > DateTime.DaysInMonth(year, month)) return false;
        }

        var time = 0L;
        if (text.Length > 0 && !TryParseTime(text, out time)) return false;
        ticks = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks + time;
        return true;
    }

    private static bool TryParseTime(ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        if (!TryTake(ref text, 'T') || !TryTakeClock(ref text, out ticks)) return false;
        if (TryTake(ref text, ':'))
        {
            if (!TryTakeDigits(ref text, 2, out var second) || second > 59) return false;
            ticks += second * TimeSpan.TicksPerSecond;
            if (TryTake(ref text, '.') && !TryTakeFraction(ref text, ref ticks)) return false;
        }

        if (TryTake(ref text, 'Z')) return text.IsEmpty;
        var east = TryTake(ref text, '+');
        if (!east && !TryTake(ref text, '-')) return false;
        if (!TryTakeClock(ref text, out var offset)) return false;
        ticks += east ? -offset : offset;
        return text.IsEmpty;
    }

    private static bool TryTakeClock(ref ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        if (!TryTakeDigits(ref text, 2, out var hour) || hour > 23 || !TryTake(ref text, ':')) return false;
        if (!TryTakeDigits(ref text, 2, out var minute) || minute > 59) return false;
        ticks = (hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute);
        return true;
    }

    private static bool TryTakeFraction(ref ReadOnlySpan<char> text, ref long ticks)
    {
        var digits = text.IndexOfAnyExceptInRange('0', '9');
        if (digits is <= 0 or > MaxFractionDigits) return false;
        var unit = TimeSpan.TicksPerSecond;
        foreach (var digit in text[..digits])
        {
            unit /= 10;
            ticks += (digit - '0') * unit;
        }

        text = text[digits..];
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<char> text, char expected)
    {
        if (text.IsEmpty || text[0] != expected) return false;
        text = text[1..];
        return true;
    }

    private static bool TryTakeDigits(ref ReadOnlySpan<char> text, int count, out int value)
    {
        value = 0;
        if (text.Length < count || text[..count].ContainsAnyExceptInRange('0', '9')) return false;
        foreach (var digit in text[..count]) value = (value * 10) + (digit - '0');
        text = text[count..];
        return true;
    }
}
