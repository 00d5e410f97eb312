using System.Globalization;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>A time stamp of a signature, such as <c>20260115T120000Z</c>: whole seconds, UTC.</summary>
/// <param name="UnixSeconds">Seconds since 1970-01-01T00:00Z.</param>
/// <param name="Day">The day as a number, 20260115.</param>
internal readonly record struct AmzDate(long UnixSeconds, int Day)
{
    public const int Length = 16;

    private const string Format = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>Reads the one form that is allowed; does not allocate.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out AmzDate date)
    {
        date = default;
        if (text.Length != Length || text[8] != 'T' || text[15] != 'Z') return false;
        if (!TryNumber(text[..4], out var year) || !TryNumber(text[4..6], out var month) || !TryNumber(text[6..8], out var day)) return false;
        if (!TryNumber(text[9..11], out var hour) || !TryNumber(text[11..13], out var minute) || !TryNumber(text[13..15], out var second)) return false;
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month)) return false;
        if (hour > 23 || minute > 59 || second > 59) return false;
        var time = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero);
        date = new AmzDate(time.ToUnixTimeSeconds(), (year * 10_000) + (month * 100) + day);
        return true;
    }

    /// <summary>Writes seconds since 1970-01-01T00:00Z in the form of a signature.</summary>
    public static string ToText(long unixSeconds) =>
        DateTimeOffset.FromUnixTimeSeconds(unixSeconds).ToString(Format, CultureInfo.InvariantCulture);

    private static bool TryNumber(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit)) return false;
            number = (number * 10) + digit - '0';
        }

        return true;
    }
}
