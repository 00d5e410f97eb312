using System.Globalization;
using System.Text;

namespace IotConnectivity.Lifecycle;

/// <summary>Remembers which clients a log of HiveMQ has shown to be connected, and from where. Not thread-safe.</summary>
internal sealed class HiveMqLog
{
    private const int MaxOpen = 1_000_000;
    private const int StampLength = 23;
    private const string StampFormat = "yyyy-MM-dd HH:mm:ss,fff";

    private readonly Dictionary<string, PeerAddress> _open = [];
    private readonly Dictionary<string, PeerAddress>.AlternateLookup<ReadOnlySpan<char>> _byId;
    private readonly StreamStamps _stamps = new();
    private readonly LifecycleSource _source;

    public HiveMqLog(LifecycleSource source)
    {
        _source = source;
        _byId = _open.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    private static ReadOnlySpan<byte> Client => "Client ID: "u8;

    public bool TryParse(
        ReadOnlySpan<byte> text,
        TimeSpan utcOffset,
        ClientIdResolver? resolve,
        long receivedAtMs,
        out LifecycleEvent lifecycleEvent,
        out LifecycleParseError? error)
    {
        lifecycleEvent = default;
        error = null;
        var line = text;
        var stamp = TakeStamp(ref text, utcOffset) ?? receivedAtMs;
        if (!text.StartsWith(Client)) return false;
        text = text[Client.Length..];
        if (!TryRead(text, out var read))
        {
            if (text.IndexOf(" session has expired"u8) < 0)
                error = new LifecycleParseError(LifecycleErrorCode.UnknownLine, line.Length - text.Length - Client.Length, line[^(text.Length + Client.Length)..], "unknown line", "a connect or disconnect line of HiveMQ's event.log");
            return false;
        }

        var code = ClientIdText.TryDecode(read.ClientId, resolve, out var clientId);
        if (code != default)
        {
            error = new LifecycleParseError(code, line.Length - text.Length, read.ClientId, "not a client id:", ClientIdText.Expected);
            return false;
        }

        _ = PeerAddress.TryParse(read.Address, out var peer);
        lifecycleEvent = Apply(read, clientId, peer, _stamps.Next(clientId, stamp));
        return true;
    }

    // An end may be read in several ways: that of a client which is connected is meant, else the one with the longest id.
    private bool TryRead(ReadOnlySpan<byte> text, out HiveMqLine line)
    {
        if (!HiveMqLine.TryParse(text, text.Length, out line)) return false;
        if (line.Kind == HiveMqLineKind.Connected || IsOpen(line.ClientId)) return true;
        for (var before = line.ClientId.Length; HiveMqLine.TryParse(text, before, out var shorter); before = shorter.ClientId.Length)
        {
            if (shorter.Kind == HiveMqLineKind.Connected || !IsOpen(shorter.ClientId)) continue;
            line = shorter;
            break;
        }

        return true;
    }

    private LifecycleEvent Apply(in HiveMqLine line, string clientId, PeerAddress peer, long stamp)
    {
        var isOpen = _open.TryGetValue(clientId, out var openFrom);
        var reason = HiveMqReason.Log.Find(line.Why);

        // Words that are not in the table are used for refused clients as well, and a stranger may use anybody's id.
        var isRefused = line.Kind == HiveMqLineKind.Cut && reason.Code == DisconnectReason.ServerInitiatedDisconnect && !(isOpen && openFrom == peer);
        if (line.Kind == HiveMqLineKind.Connected)
        {
            if (_open.Count >= MaxOpen && !isOpen) _open.Clear();
            _open[clientId] = peer;
        }
        else if (!isRefused)
        {
            _open.Remove(clientId);
        }

        return new LifecycleEvent
        {
            Kind = line.Kind == HiveMqLineKind.Connected ? LifecycleEventKind.Connected
                : isRefused ? LifecycleEventKind.ConnectFailed : LifecycleEventKind.Disconnected,
            ClientId = clientId,
            Source = _source,
            TimestampMs = stamp,
            Reason = isRefused ? default : reason.Code,
            ReasonQuality = isRefused ? default : reason.Quality,
            RawReason = reason.Raw,
            ClientInitiated = reason.IsClients,
            CleanSession = line.IsClean,
            SessionExpirySeconds = line.Expiry,
            SourceIp = peer,
        };
    }

    private bool IsOpen(ReadOnlySpan<byte> clientId)
    {
        if (clientId.Length > LifecycleLimits.MaxClientIdBytes) return false;
        Span<char> text = stackalloc char[LifecycleLimits.MaxClientIdBytes];
        return _byId.ContainsKey(text[..Encoding.UTF8.GetChars(clientId, text)]);
    }

    // The stamp is padded to 24 characters.
    private static long? TakeStamp(ref ReadOnlySpan<byte> line, TimeSpan utcOffset)
    {
        var dash = line.IndexOf(" - "u8);
        if (dash is < StampLength or > StampLength + 2) return null;
        Span<char> text = stackalloc char[StampLength];
        Encoding.Latin1.GetChars(line[..StampLength], text);
        if (!DateTime.TryParseExact(text, StampFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            return null;
        line = line[(dash + 3)..];
        var ms = new DateTimeOffset(time, TimeSpan.Zero).ToUnixTimeMilliseconds() - (long)utcOffset.TotalMilliseconds;
        return ms is >= 0 and <= LifecycleLimits.MaxTimestampMs ? ms : null;
    }
}
