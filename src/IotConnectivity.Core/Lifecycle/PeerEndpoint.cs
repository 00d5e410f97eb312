using System.Buffers.Text;

namespace IotConnectivity.Lifecycle;

/// <summary>An address and a port, as far as they are known.</summary>
/// <param name="Ip">The address.</param>
/// <param name="Port">The port.</param>
internal readonly record struct PeerEndpoint(PeerAddress Ip, int? Port)
{
    /// <summary>Reads <c>198.51.100.24:52123</c>, <c>[2001:db8::1]:52123</c>, or an IPv6 address and a port without the brackets.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out PeerEndpoint endpoint)
    {
        endpoint = default;
        var colon = utf8.LastIndexOf((byte)':');
        if (colon < 1 || !Utf8Parser.TryParse(utf8[(colon + 1)..], out ushort port, out var length) || colon + 1 + length != utf8.Length) return false;
        var address = utf8[..colon];
        if (address is [(byte)'[', .., (byte)']']) address = address[1..^1];
        if (!PeerAddress.TryParse(address, out var ip)) return false;
        endpoint = new PeerEndpoint(ip, port);
        return true;
    }
}
