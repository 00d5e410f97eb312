using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;

namespace IotConnectivity.Detect;

/// <summary>Reads addresses and ranges of addresses as behaviours have them.</summary>
internal static class CidrText
{
    private const int MinLength = 2;
    private const int MaxLength = 43;
    private const int MappedBits = 96;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("0123456789abcdefABCDEF:./");

    /// <summary>Reads a range, or one address as the range of itself. Bits after the prefix do not count; an IPv4-mapped IPv6 address is its IPv4 address.</summary>
    internal static bool TryParse(string? text, out IPNetwork range)
    {
        range = default;
        if (text is null || text.Length is < MinLength or > MaxLength || text.AsSpan().ContainsAnyExcept(Allowed)) return false;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (ParseAddress(slash < 0 ? text : text[..slash]) is not { } address) return false;
        var bits = address.GetAddressBytes().Length * 8;
        if (slash >= 0 && !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out bits)) return false;
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
            bits -= MappedBits;
        }

        var bytes = address.GetAddressBytes();
        if (bits < 0 || bits > bytes.Length * 8) return false;
        for (var i = 0; i < bytes.Length; i++) bytes[i] &= (byte)(0xFF00 >> Math.Clamp(bits - (i * 8), 0, 8));
        range = new IPNetwork(new IPAddress(bytes), bits);
        return true;
    }

    // The framework's parser takes 1 for 0.0.0.1 and 010 for 8.
    private static IPAddress? ParseAddress(string text)
    {
        if (text.Contains(':', StringComparison.Ordinal)) return IPAddress.TryParse(text, out var wide) ? wide : null;
        return PeerAddress.TryParse(Encoding.ASCII.GetBytes(text), out var address) ? address.ToIPAddress() : null;
    }
}
