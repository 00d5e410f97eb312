using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace IotConnectivity;

/// <summary>An IPv4 or IPv6 address as a value of 16 bytes.</summary>
/// <remarks>An IPv4-mapped IPv6 address is the same as its IPv4 address; scope ids are dropped. The default value means "not known".</remarks>
public readonly record struct PeerAddress
{
    private const ulong MappedPrefix = 0xFFFF_0000_0000;

    private readonly ulong _high;
    private readonly ulong _low;

    private PeerAddress(ulong high, ulong low)
    {
        _high = high;
        _low = low;
    }

    /// <summary>Gets a value indicating whether no address is known.</summary>
    public bool IsNone => _high == 0 && _low == 0;

    internal bool IsIPv4 => _high == 0 && (_low & ~0xFFFF_FFFFUL) == MappedPrefix;

    /// <summary>Takes over an address of the framework.</summary>
    /// <param name="address">The address; <see langword="null"/> gives the value that says "not known".</param>
    /// <returns>The address as a value.</returns>
    public static PeerAddress From(IPAddress? address)
    {
        if (address is null) return default;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new PeerAddress(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
    }

    /// <summary>Reads an address from its text. Dotted IPv4 text does not allocate.</summary>
    /// <param name="utf8">The text in UTF-8, without brackets or port.</param>
    /// <param name="address">The address.</param>
    /// <returns>Whether the text is an IPv4 address of four decimal parts or an IPv6 address.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out PeerAddress address)
    {
        if (TryParseIPv4(utf8, out var v4))
        {
            address = FromIPv4(v4);
            return true;
        }

        address = default;
        if (utf8.Length > 64 || !utf8.Contains((byte)':') || !IPAddress.TryParse(utf8, out var parsed)) return false;
        address = From(parsed);
        return true;
    }

    /// <summary>Gets the address as the framework's type.</summary>
    /// <returns>The address, or <see langword="null"/> when not known.</returns>
    public IPAddress? ToIPAddress()
    {
        if (IsNone) return null;
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _low);
        return new IPAddress(IsIPv4 ? bytes[12..] : bytes);
    }

    /// <summary>Gets the usual text, for example <c>198.51.100.24</c> or <c>2001:db8::1</c>; empty when not known.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => ToIPAddress()?.ToString() ?? string.Empty;

    /// <summary>Writes the 4 bytes of an IPv4 address or the 16 of another.</summary>
    internal int Write(Span<byte> bytes)
    {
        if (IsIPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)_low);
            return 4;
        }

        BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _low);
        return 16;
    }

    /// <summary>Makes an address of the 4 or 16 bytes that <see cref="Write"/> gave.</summary>
    internal static PeerAddress Read(ReadOnlySpan<byte> bytes) => bytes.Length == 4
        ? FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes))
        : new PeerAddress(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    private static PeerAddress FromIPv4(uint address) => new(0, MappedPrefix | address);

    private static bool TryParseIPv4(ReadOnlySpan<byte> utf8, out uint address)
    {
        address = 0;
        if (utf8.Length is < 7 or > 15) return false;
        uint part = 0;
        int digits = 0, dots = 0;
        foreach (var c in utf8)
        {
            if (c is >= (byte)'0' and <= (byte)'9')
            {
                // No octal, no "010": one text for one address.
                if (digits > 0 && part == 0) return false;
                part = (part * 10) + c - '0';
                if (++digits > 3 || part > 255) return false;
            }
            else
            {
                if (c != '.' || digits == 0 || ++dots > 3) return false;
                address = (address << 8) | part;
                part = 0;
                digits = 0;
            }
        }

        if (dots != 3 || digits == 0) return false;
        address = (address << 8) | part;
        return true;
    }
}
