using System.Globalization;

namespace IotConnectivity.Policies.Ast;

/// <summary>Reads the numbers of numeric conditions: an optional sign, digits, an optional fraction; no exponent.</summary>
/// <remarks>At most 28 digits, so that every number is held exactly and none is rounded into another.</remarks>
internal static class NumberText
{
    private const int MaxDigits = 28;

    internal static bool TryParse(ReadOnlySpan<char> text, out decimal number)
    {
        number = 0;
        if (text.Length is 0 or > MaxDigits + 2) return false;
        var unsigned = text[0] is '-' or '+' ? text[1..] : text;
        var point = unsigned.IndexOf('.');
        var digits = unsigned.Length - (point < 0 ? 0 : 1);
        if (digits is 0 or > MaxDigits || point == 0 || point == unsigned.Length - 1) return false;
        return decimal.TryParse(
            text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }
}
