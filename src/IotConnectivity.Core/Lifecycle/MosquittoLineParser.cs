using System.Buffers;

namespace IotConnectivity.Lifecycle;

/// <summary>Takes a log line of Mosquitto, without topic and time stamp, apart.</summary>
/// <remarks>
/// Client ids and user names may contain anything but control characters, so every form is anchored at both ends, the id is as long as possible and
/// the address as short as possible. Digits are ASCII digits. Each form is searched from one end, so the time is linear in the length of the line.
/// Source: Mosquitto's logging of versions 2.0.11, 2.0.22 and 2.1.2.
/// </remarks>
internal static class MosquittoLineParser
{
    private static readonly SearchValues<byte> White = SearchValues.Create(" \t\n\v\f\r"u8);

    private static ReadOnlySpan<byte> Client => "Client "u8;

    private static ReadOnlySpan<byte> Disconnected => " disconnected"u8;

    private static ReadOnlySpan<byte> PeerDisconnected => "] disconnected"u8;

    public static MosquittoLine Parse(ReadOnlySpan<byte> text, MosquittoWording wording)
    {
        if (text.IsEmpty) return default;
        MosquittoLine line = default;
        _ = text[0] switch
        {
            (byte)'N' => TryConnect(text, out line) || TryAccept(text, out line),
            (byte)'C' => TryEnd(text, wording, out line),
            (byte)'B' => wording != MosquittoWording.WithPeer && TrySocketError(text, out line),
            (byte)'E' => TryBetween(text, "Expiring client "u8, " due to timeout."u8, MosquittoLineKind.SessionExpiry, out line),
            (byte)'m' => TryBroker(text, out line),
            _ => false,
        };
        return line;
    }

    /// <summary>Reads a line as a disconnect that the client asked for, wording A, whatever else it could be.</summary>
    public static bool TryClean(ReadOnlySpan<byte> text, out MosquittoLine line) =>
        TryBetween(text, Client, " disconnected."u8, MosquittoLineKind.Clean, out line);

    private static bool TryEnd(ReadOnlySpan<byte> text, MosquittoWording wording, out MosquittoLine line)
    {
        line = default;
        if (!text.StartsWith(Client)) return false;
        if (TryBetween(text, Client, " already connected, closing old connection."u8, MosquittoLineKind.Takeover, out line)) return true;
        if (wording != MosquittoWording.IdOnly && TryEndWithPeer(text, out line)) return true;
        return wording != MosquittoWording.WithPeer
            && (TryBetween(text, Client, " has exceeded timeout, disconnecting."u8, MosquittoLineKind.Timeout, out line)
                || TryBetween(text, Client, " closed its connection."u8, MosquittoLineKind.Closed, out line)
                || TryBetween(text, Client, " been disconnected by administrative action."u8, MosquittoLineKind.Administrative, out line)
                || TryEndWithReason(text, out line)
                || TryClean(text, out line));
    }

    private static bool TryConnect(ReadOnlySpan<byte> text, out MosquittoLine line)
    {
        line = default;
        if (!text.StartsWith("New client connected from "u8) && !text.StartsWith("New bridge connected from "u8)) return false;
        text = text["New client connected from ".Length..];
        var end = text.IndexOfAny(White);
        if (end < 1 || !text[end..].StartsWith(" as "u8)) return false;
        SplitPort(text[..end], out var address, out var port);
        text = text[(end + " as ".Length)..];

        // The last place where the parameters can begin: whatever stands before it belongs to the id.
        for (var at = text.LastIndexOf(" (p"u8); at > 0; at = text[..at].LastIndexOf(" (p"u8))
        {
            if (!TryParameters(text[(at + " (p".Length)..], out line)) continue;
            line = new MosquittoLine
            {
                Kind = MosquittoLineKind.Connect,
                ClientId = text[..at],
                Address = address,
                Port = port,
                Protocol = line.Protocol,
                IsClean = line.IsClean,
                KeepAlive = line.KeepAlive,
                HasUser = line.HasUser,
                User = line.User,
            };
            return true;
        }

        return false;
    }

    // 2, c1, k60, u'fleet').
    private static bool TryParameters(ReadOnlySpan<byte> text, out MosquittoLine line)
    {
        line = default;
        var protocol = TakeDigits(ref text);
        if (protocol.IsEmpty || !(text.StartsWith(", c0, k"u8) || text.StartsWith(", c1, k"u8))) return false;
        var isClean = text[", c".Length] == '1';
        text = text[", c1, k".Length..];
        var keepAlive = TakeDigits(ref text);
        if (keepAlive.IsEmpty) return false;
        var hasUser = text.Length >= ", u'').".Length && text.StartsWith(", u'"u8) && text.EndsWith("')."u8);
        if (!hasUser && !text.SequenceEqual(")."u8)) return false;
        line = new MosquittoLine
        {
            Protocol = protocol,
            IsClean = isClean,
            KeepAlive = keepAlive,
            HasUser = hasUser,
            User = hasUser ? text[", u'".Length..^"').".Length] : default,
        };
        return true;
    }

    private static bool TryAccept(ReadOnlySpan<byte> text, out MosquittoLine line)
    {
        line = default;
        if (!text.StartsWith("New connection from "u8) || text[^1] != '.') return false;
        text = text["New connection from ".Length..^1];
        var listener = TrailingDigits(text);
        text = text[..^listener.Length];
        if (listener.IsEmpty || !text.EndsWith(" on port "u8) || text.Length == " on port ".Length) return false;
        SplitPort(text[..^" on port ".Length], out var address, out var port);
        line = new MosquittoLine { Kind = MosquittoLineKind.Accept, Address = address, Port = port, ListenerPort = listener };
        return true;
    }

    private static bool TryEndWithPeer(ReadOnlySpan<byte> text, out MosquittoLine line)
    {
        line = default;
        text = text[Client.Length..];
        for (var close = text.LastIndexOf(PeerDisconnected); close > 0; close = text[..close].LastIndexOf(PeerDisconnected))
        {
            if (!TryWhy(text[(close + PeerDisconnected.Length)..], out var why)) continue;
            var port = TrailingDigits(text[..close]);
            var colon = close - port.Length - 1;
            if (port.IsEmpty || colon < 0 || text[colon] != ':') continue;

            // The brackets hold no closing bracket, so they open after the last one.
            var before = text[..colon].LastIndexOf((byte)']') + 1;
            var open = before + text[before..colon].LastIndexOf(" ["u8);
            if (open < Math.Max(before, 1)) continue;
            line = new MosquittoLine
            {
                Kind = MosquittoLineKind.EndWithPeer,
                ClientId = text[..open],
                Address = text[(open + 2)..colon],
                Port = port,
                Why = why,
            };
            return true;
        }

        return false;
    }

    // What may follow "disconnected" in wording B: nothing or a reason, then a dot or none.
    private static bool TryWhy(ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> why)
    {
        why = default;
        if (rest.IsEmpty || rest.SequenceEqual("."u8)) return true;
        if (rest.Length < 3 || !rest.StartsWith(": "u8)) return false;
        why = rest[2..];
        if (why.Length > 1 && why[^1] == '.') why = why[..^1];
        return true;
    }

    private static bool TryEndWithReason(ReadOnlySpan<byte> text, out MosquittoLine line)
    {
        line = default;
        if (text[^1] != '.') return false;
        text = text[Client.Length..^1];
        for (var at = text.LastIndexOf(Disconnected); at > 0; at = text[..at].LastIndexOf(Disconnected))
        {
            var rest = text[(at + Disconnected.Length)..];
            var length = rest.StartsWith(" due to "u8) ? " due to ".Length
                : rest.StartsWith(", "u8) || rest.StartsWith(": "u8) ? 2
                : rest.StartsWith(" for "u8) ? " for ".Length : rest.Length;
            if (rest.Length == length) continue;
            line = new MosquittoLine { Kind = MosquittoLineKind.EndWithReason, ClientId = text[..at], Why = rest[length..] };
            return true;
        }

        return false;
    }

    private static bool TrySocketError(ReadOnlySpan<byte> text, out MosquittoLine line)
    {
        line = default;
        if (!text.StartsWith("Bad socket read/write on client "u8)) return false;
        text = text["Bad socket read/write on client ".Length..];
        var colon = text.LastIndexOf((byte)':');
        if (colon < 1 || colon + 2 >= text.Length || text[colon + 1] != ' ') return false;
        line = new MosquittoLine { Kind = MosquittoLineKind.SocketError, ClientId = text[..colon], Why = text[(colon + 2)..] };
        return true;
    }

    private static bool TryBroker(ReadOnlySpan<byte> text, out MosquittoLine line)
    {
        line = default;
        if (!text.StartsWith("mosquitto version "u8)) return false;
        text = text["mosquitto version ".Length..];
        var end = text.IndexOfAny(White);
        if (end < 1) return false;
        var kind = text[end..].SequenceEqual(" starting"u8) ? MosquittoLineKind.Starting
            : text[end..].SequenceEqual(" running"u8) ? MosquittoLineKind.Running
            : text[end..].SequenceEqual(" terminating"u8) ? MosquittoLineKind.Terminating : MosquittoLineKind.Other;
        line = new MosquittoLine { Kind = kind, Version = text[..end] };
        return kind != MosquittoLineKind.Other;
    }

    private static bool TryBetween(
        ReadOnlySpan<byte> text,
        ReadOnlySpan<byte> start,
        ReadOnlySpan<byte> end,
        MosquittoLineKind kind,
        out MosquittoLine line)
    {
        line = default;
        if (text.Length <= start.Length + end.Length || !text.StartsWith(start) || !text.EndsWith(end)) return false;
        line = new MosquittoLine { Kind = kind, ClientId = text[start.Length..^end.Length] };
        return true;
    }

    private static void SplitPort(ReadOnlySpan<byte> peer, out ReadOnlySpan<byte> address, out ReadOnlySpan<byte> port)
    {
        port = TrailingDigits(peer);
        var colon = peer.Length - port.Length - 1;
        if (port.IsEmpty || colon < 1 || peer[colon] != ':') port = default;
        address = port.IsEmpty ? peer : peer[..colon];
    }

    private static ReadOnlySpan<byte> TakeDigits(scoped ref ReadOnlySpan<byte> text)
    {
        var length = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var digits = length < 0 ? text : text[..length];
        text = text[digits.Length..];
        return digits;
    }

    private static ReadOnlySpan<byte> TrailingDigits(ReadOnlySpan<byte> text) =>
        text[(text.LastIndexOfAnyExceptInRange((byte)'0', (byte)'9') + 1)..];
}
