using System.Buffers;
using System.Buffers.Binary;
using System.Net;

namespace IotConnectivity.Policies.Ast;

/// <summary>An IP address as a number. An IPv4 address and its IPv4-mapped IPv6 form are the same.</summary>
internal readonly record struct Address(bool IsIPv4, UInt128 Number)
{
    private static readonly UInt128 MappedPrefix = (UInt128)0xFFFF << 32;
    private static readonly SearchValues<char> IPv6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    internal static bool TryParse(ReadOnlySpan<char> text, out Address address)
    {
        if (TryParseIPv4(text, out var number))
        {
            address = new Address(true, number);
            return true;
        }

        address = default;
        // No brackets, port or scope, which the framework's parser would take.
        if (!text.Contains(':') || text.ContainsAnyExcept(IPv6Characters) || !IPAddress.TryParse(text, out var parsed)) return false;
        Span<byte> bytes = stackalloc byte[16];
        parsed.TryWriteBytes(bytes, out _);
        var wide = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        var isMapped = wide >> 32 == MappedPrefix >> 32;
        address = new Address(isMapped, isMapped ? wide - MappedPrefix : wide);
        return true;
    }

    private static bool TryParseIPv4(ReadOnlySpan<char> text, out uint number)
    {
        number = 0;
        for (var part = 0; part < 4; part++)
        {
            var end = part == 3 ? text.Length : text.IndexOf('.');
            if (end is < 1 or > 3 || text[..end].ContainsAnyExceptInRange('0', '9')) return false;
            // No "010": one text for one address.
            if (end > 1 && text[0] == '0') return false;
            var value = uint.Parse(text[..end], System.Globalization.CultureInfo.InvariantCulture);
            if (value > 255) return false;
            number = (number << 8) | value;
            text = part == 3 ? default : text[(end + 1)..];
        }

        return true;
    }
}

/// <summary>All addresses that begin with the same bits: CIDR notation, or one bare address.</summary>
internal readonly record struct AddressRange(bool IsIPv4, UInt128 Network, UInt128 Mask)
{
    private const int MappedBits = 96;

    internal bool Contains(Address address) => address.IsIPv4 == IsIPv4 && (address.Number & Mask) == Network;

    internal static bool TryParse(ReadOnlySpan<char> text, out AddressRange range)
    {
        range = default;
        var slash = text.IndexOf('/');
        var bare = slash < 0 ? text : text[..slash];
        if (!Address.TryParse(bare, out var address)) return false;
        var width = address.IsIPv4 ? 32 : 128;
        var length = width;
        if (slash >= 0)
        {
            if (!TryParsePrefixLength(text[(slash + 1)..], out length)) return false;
            // A range written as ::ffff:a.b.c.d/n counts the 96 bits before the IPv4 address.
            if (address.IsIPv4 && bare.Contains(':')) length -= MappedBits;
            if (length < 0 || length > width) return false;
        }

        var mask = length == 0 ? UInt128.Zero : UInt128.MaxValue << (width - length);
        range = new AddressRange(address.IsIPv4, address.Number & mask, mask);
        return true;
    }

    private static bool TryParsePrefixLength(ReadOnlySpan<char> text, out int length)
    {
        length = 0;
        if (text.Length is 0 or > 3 || text.ContainsAnyExceptInRange('0', '9')) return false;
        length = int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        return text.Length == 1 || text[0] != '0';
    }
}
