using System.Globalization;

namespace IotConnectivity.Queries.Conditions;

/// <summary>Reads the texts that are indexed as numbers: JSON number literals.</summary>
/// <remarks>
/// Integers from -2^53 to 2^53 - 1, and doubles with a fraction or an exponent; larger ones are texts. Source: AWS IoT Developer Guide, Query syntax.
/// </remarks>
internal static class NumberLiteral
{
    private const long LeastInteger = -(1L << 53);
    private const long GreatestInteger = (1L << 53) - 1;

    internal static double? Parse(ReadOnlySpan<char> text) => TryParse(text, out var number) ? number : null;

    internal static bool TryParse(ReadOnlySpan<char> text, out double number)
    {
        number = 0;
        var rest = text is ['-', ..] ? text[1..] : text;
        var digits = CountDigits(rest);
        if (digits == 0 || (digits > 1 && rest[0] == '0')) return false;
        rest = rest[digits..];
        if (rest.IsEmpty) return TryParseInteger(text, out number);

        if (rest[0] == '.' && !TrySkip(ref rest, 1)) return false;
        if (rest is ['e' or 'E', ..] && !TrySkip(ref rest, rest is [_, '+' or '-', ..] ? 2 : 1)) return false;
        return rest.IsEmpty && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    private static bool TryParseInteger(ReadOnlySpan<char> text, out double number)
    {
        var isInRange = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
            && integer is >= LeastInteger and <= GreatestInteger;
        number = integer;
        return isInRange;
    }

    // A sign or point, and the digits that have to follow it.
    private static bool TrySkip(ref ReadOnlySpan<char> text, int signs)
    {
        var digits = CountDigits(text[signs..]);
        text = text[(signs + digits)..];
        return digits > 0;
    }

    private static int CountDigits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
