using System.Buffers.Text;

namespace IotConnectivity.Lifecycle;

/// <summary>What one line of HiveMQ's <c>event.log</c> says, as pieces of the line.</summary>
internal readonly ref struct HiveMqLine
{
    private HiveMqLine(ReadOnlySpan<byte> clientId, ReadOnlySpan<byte> address, HiveMqLineKind kind, ReadOnlySpan<byte> why)
    {
        ClientId = clientId;
        Address = address;
        Kind = kind;
        Why = why;
    }

    public HiveMqLineKind Kind { get; }

    public ReadOnlySpan<byte> ClientId { get; }

    public ReadOnlySpan<byte> Address { get; }

    /// <summary>Gets the broker's words for the end.</summary>
    public ReadOnlySpan<byte> Why { get; }

    /// <summary>Gets the clean-start flag of a connect.</summary>
    public bool? IsClean { get; private init; }

    /// <summary>Gets the session expiry of a connect, in seconds.</summary>
    public uint? Expiry { get; private init; }

    private static ReadOnlySpan<byte> Separator => ", IP: "u8;

    /// <summary>Reads a line with a certain client id. Ids and the words of clients may hold anything, so that a line may be read in several ways.</summary>
    /// <param name="text">What follows <c>Client ID: </c>.</param>
    /// <param name="before">The id ends before this place; the length of the text for the longest one.</param>
    /// <param name="line">The reading with the longest such id.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, int before, out HiveMqLine line)
    {
        line = default;
        for (var at = text[..before].LastIndexOf(Separator); at > 0; at = text[..at].LastIndexOf(Separator))
        {
            if (TryTail(text[..at], text[(at + Separator.Length)..], out line)) return true;
        }

        return false;
    }

    private static bool TryTail(ReadOnlySpan<byte> clientId, ReadOnlySpan<byte> tail, out HiveMqLine line)
    {
        line = default;
        var end = tail.IndexOfAny(" ,"u8);
        if (end < 1) return false;
        var address = tail[..end];
        var rest = tail[end..];
        if (rest[0] == ',') return TryConnected(clientId, address, rest, out line);
        var gracefully = " disconnected gracefully."u8;
        var ungracefully = " disconnected ungracefully"u8;
        var cut = " was disconnected. reason: "u8;
        if (rest.StartsWith(gracefully) && (rest.Length == gracefully.Length || rest[gracefully.Length..].StartsWith(" Reason given by client: "u8)))
            line = new HiveMqLine(clientId, address, HiveMqLineKind.Ended, rest[1..(gracefully.Length - 1)]);
        else if (rest.StartsWith(ungracefully) && rest[^1] == '.' && (rest.Length == ungracefully.Length + 1 || rest[ungracefully.Length..].StartsWith(" from "u8)))
            line = new HiveMqLine(clientId, address, HiveMqLineKind.Ended, rest[1..ungracefully.Length]);
        else if (rest.StartsWith(cut) && rest.Length > cut.Length)
            line = new HiveMqLine(clientId, address, HiveMqLineKind.Cut, rest[^1] == '.' ? rest[cut.Length..^1] : rest[cut.Length..]);
        return line.Kind != default;
    }

    // , Clean Start: false, Session Expiry: 7200 connected.
    private static bool TryConnected(ReadOnlySpan<byte> clientId, ReadOnlySpan<byte> address, ReadOnlySpan<byte> rest, out HiveMqLine line)
    {
        line = default;
        if (!rest.EndsWith(" connected."u8)) return false;
        rest = rest[..^" connected.".Length];
        bool? isClean = rest.StartsWith(", Clean Start: true, "u8) ? true : rest.StartsWith(", Clean Start: false, "u8) ? false : null;
        if (isClean is not { } clean) return false;
        rest = rest[(clean ? ", Clean Start: true, ".Length : ", Clean Start: false, ".Length)..];
        if (!rest.StartsWith("Session Expiry: "u8)) return false;
        rest = rest["Session Expiry: ".Length..];
        if (!Utf8Parser.TryParse(rest, out long expiry, out var length) || length != rest.Length || expiry < 0) return false;
        line = new HiveMqLine(clientId, address, HiveMqLineKind.Connected, default) { IsClean = clean, Expiry = (uint)Math.Min(expiry, uint.MaxValue) };
        return true;
    }
}

/// <summary>The lines that matter.</summary>
internal enum HiveMqLineKind
{
    Other = 0,
    Connected,

    /// <summary>The client, or the network, has ended the connection.</summary>
    Ended,

    /// <summary>The broker has; or it has refused the client.</summary>
    Cut,
}
