using System.Buffers.Text;
using System.Text;

namespace IotConnectivity.Lifecycle;

/// <content>Decides what a line means for the connections that are open.</content>
public sealed partial class MosquittoLogSession
{
    private static ReadOnlySpan<byte> UnknownClient => "<unknown>"u8;

    private LifecycleEvent? Apply(in MosquittoLine line, long timestampMs)
    {
        switch (line.Kind)
        {
            case MosquittoLineKind.Starting:
                Start(timestampMs);
                SetVersion(line.Version);
                return null;
            case MosquittoLineKind.Running:
                SetVersion(line.Version);
                return null;
            case MosquittoLineKind.Terminating:
                IsTerminated = true;
                if (SpeaksForBroker) Stopping?.Invoke(Source!, DateTimeOffset.FromUnixTimeMilliseconds(timestampMs));
                return null;
            case MosquittoLineKind.Accept:
                _accepts.Add(PeerOf(line), _position, ReadUInt16(line.ListenerPort));
                return null;
            case MosquittoLineKind.Connect:
                // Nobody connects to a broker that has stopped: the line about its start is missing.
                if (IsTerminated) Start(timestampMs);
                return Connect(line, timestampMs);
            case MosquittoLineKind.Takeover:
                return TakeOver(line, timestampMs);
            case MosquittoLineKind.SessionExpiry:
                return null;
            case MosquittoLineKind.EndWithPeer:
                return EndWithPeer(line, timestampMs);
            default:
                return EndWithIdOnly(line, timestampMs);
        }
    }

    private void Start(long timestampMs)
    {
        Source = NewSource(timestampMs, continuesLifetime: false);
        IsTerminated = false;
        _position = 0;
        _connections.Clear();
        _accepts.Clear();
        if (SpeaksForBroker) Started?.Invoke(Source, DateTimeOffset.FromUnixTimeMilliseconds(timestampMs));
    }

    private void SetVersion(ReadOnlySpan<byte> version)
    {
        _isVersionKnown = true;
        _wording = version.StartsWith("2.0."u8) || version.StartsWith("1."u8) || version.SequenceEqual("2.1.0"u8) || version.StartsWith("2.1.0-"u8)
            ? MosquittoWording.IdOnly
            : MosquittoWording.WithPeer;
    }

    private LifecycleEvent Connect(in MosquittoLine line, long timestampMs)
    {
        // 1 and 2 are internal numbers of 2.0; from 2.1 on it is MQTT's own level, 3 to 5.
        if (!_isVersionKnown && !line.Protocol.SequenceEqual("5"u8))
            _wording = line.Protocol is [(byte)'1' or (byte)'2'] ? MosquittoWording.IdOnly : MosquittoWording.Any;

        var peer = PeerOf(line);
        var isAccepted = _accepts.TryClaim(peer, out var listenerPort);
        var transport = isAccepted ? MosquittoTransport.Tcp
            : line.Address.StartsWith("::ffff:"u8) || _accepts.AreSeen ? MosquittoTransport.WebSocket : MosquittoTransport.Unknown;
        var before = Find(line.ClientId);
        var connection = new MosquittoConnection
        {
            ClientId = before?.ClientId ?? NewClientId(line.ClientId),
            Number = _position,
            ConnectedAtMs = timestampMs,
            Peer = peer,
            Transport = transport,
            IsOpen = true,
            Strays = before is null ? 0 : StraysOf(before, timestampMs) + (LeavesStray(before, transport) ? 1 : 0),
            TakenOverAtMs = before?.TakenOverAtMs ?? 0,
        };
        Remember(connection);
        return new LifecycleEvent
        {
            Kind = LifecycleEventKind.Connected,
            ClientId = connection.ClientId,
            Source = Source!,
            TimestampMs = timestampMs,
            Number = connection.Number,
            KeepAliveSeconds = ReadUInt16(line.KeepAlive),
            CleanSession = line.IsClean,
            SourceIp = peer.Ip,
            SourcePort = peer.Port,
            TargetPort = listenerPort,
            Principal = ReadsPrincipal && line.HasUser ? Encoding.UTF8.GetString(line.User) : null,
        };
    }

    private static int StraysOf(MosquittoConnection connection, long timestampMs) =>
        timestampMs - connection.TakenOverAtMs <= StrayWindowMs ? connection.Strays : 0;

    // A WebSocket that is taken over says so later, in words that would fit the new connection as well.
    private static bool LeavesStray(MosquittoConnection before, MosquittoTransport transport) =>
        before.IsTakenOver
        && (before.Transport == MosquittoTransport.WebSocket
            || (before.Transport == MosquittoTransport.Unknown && transport == MosquittoTransport.WebSocket));

    private LifecycleEvent TakeOver(in MosquittoLine line, long timestampMs)
    {
        var connection = Find(line.ClientId);
        if (connection is null)
        {
            connection = new MosquittoConnection
            {
                ClientId = NewClientId(line.ClientId),
                Number = _position,
                ConnectedAtMs = timestampMs,
                Peer = default,
                Transport = MosquittoTransport.Unknown,
            };
            Remember(connection);
        }

        var ended = End(connection.ClientId, connection.IsOpen ? connection : null, MosquittoReason.TakenOver, timestampMs);
        connection.IsOpen = false;
        connection.IsTakenOver = true;
        connection.TakenOverAtMs = timestampMs;
        return ended;
    }

    private LifecycleEvent? EndWithIdOnly(in MosquittoLine line, long timestampMs)
    {
        if (line.ClientId.SequenceEqual(UnknownClient))
        {
            _accepts.TryConsume(out _);
            return null;
        }

        var reason = ReasonOf(line);
        var connection = Find(line.ClientId);
        if (line.Kind == MosquittoLineKind.Closed && connection is not null && StraysOf(connection, timestampMs) > 0)
        {
            connection.Strays--;
            if (!connection.IsOpen && connection.Strays == 0) _connections.Remove(connection.ClientId);
            return null;
        }

        var isOpen = connection is { IsOpen: true };
        if (reason.Stage == MosquittoStage.Refused)
        {
            _accepts.TryConsume(out var stranger);
            return Refuse(line.ClientId, connection, reason, stranger, timestampMs);
        }

        if (!isOpen && reason.Stage == MosquittoStage.Either && _accepts.TryConsume(out var peer))
            return Refuse(line.ClientId, connection, reason, peer, timestampMs);

        return Close(line.ClientId, isOpen ? connection : null, reason, default, timestampMs);
    }

    private LifecycleEvent? EndWithPeer(in MosquittoLine line, long timestampMs)
    {
        var peer = PeerOf(line);
        var connection = Find(line.ClientId);
        var isOpen = connection is { IsOpen: true };
        var wasPending = _accepts.TryClaim(peer, out _);

        // Before a client has said its id, its address stands in for it.
        if (!isOpen && (line.ClientId.SequenceEqual(UnknownClient) || line.ClientId.SequenceEqual(line.Address))) return null;

        var reason = ReasonOf(line);
        if (wasPending) return Refuse(line.ClientId, connection, reason, peer, timestampMs);
        if (isOpen && (connection!.Peer == peer || connection.Peer.Ip.IsNone)) return Close(line.ClientId, connection, reason, peer, timestampMs);
        if (reason.Stage == MosquittoStage.Refused) return Refuse(line.ClientId, connection, reason, peer, timestampMs);

        // Another peer than that of the open connection: an older one, whose end cannot matter any more.
        return isOpen ? null : Close(line.ClientId, null, reason, peer, timestampMs);
    }

    private LifecycleEvent Close(
        ReadOnlySpan<byte> clientId,
        MosquittoConnection? connection,
        MosquittoReason reason,
        MosquittoPeer peer,
        long timestampMs)
    {
        if (connection is null) return End(NewClientId(clientId), null, reason, timestampMs) with { SourceIp = peer.Ip, SourcePort = peer.Port };
        connection.IsOpen = false;
        if (StraysOf(connection, timestampMs) == 0) _connections.Remove(connection.ClientId);
        return End(connection.ClientId, connection, reason, timestampMs);
    }

    private LifecycleEvent End(string clientId, MosquittoConnection? connection, MosquittoReason reason, long timestampMs) => new()
    {
        Kind = LifecycleEventKind.Disconnected,
        ClientId = clientId,
        Source = Source!,
        TimestampMs = timestampMs,
        Number = connection?.Number ?? _position,
        ConnectedAtMs = connection?.ConnectedAtMs,
        Reason = reason.Reason,
        ReasonQuality = ReasonQuality.Stated,
        RawReason = reason.Text,
        ClientInitiated = reason == MosquittoReason.Clean ? true : null,
        SourceIp = connection?.Peer.Ip ?? default,
        SourcePort = connection?.Peer.Port,
    };

    private LifecycleEvent Refuse(
        ReadOnlySpan<byte> clientId,
        MosquittoConnection? connection,
        MosquittoReason reason,
        MosquittoPeer? peer,
        long timestampMs) => new()
    {
        Kind = LifecycleEventKind.ConnectFailed,
        ClientId = connection?.ClientId ?? NewClientId(clientId),
        Source = Source!,
        TimestampMs = timestampMs,
        RawReason = reason.Text,
        SourceIp = peer?.Ip ?? default,
        SourcePort = peer?.Port,
    };

    private static MosquittoReason ReasonOf(in MosquittoLine line) => line.Kind switch
    {
        MosquittoLineKind.Timeout => MosquittoReason.Timeout,
        MosquittoLineKind.Closed => MosquittoReason.Closed,
        MosquittoLineKind.Administrative => MosquittoReason.Administrative,
        _ => line.Why.IsEmpty ? MosquittoReason.Clean : MosquittoReason.Find(line.Why),
    };

    private void Remember(MosquittoConnection connection)
    {
        if (_connections.Count >= _maxOpenConnections && !_connections.ContainsKey(connection.ClientId)) _connections.Clear();
        _connections[connection.ClientId] = connection;
    }

    private string NewClientId(ReadOnlySpan<byte> utf8)
    {
        var clientId = _clientId.AsSpan(0, Encoding.UTF8.GetChars(utf8, _clientId));
        return ResolveClientId?.Invoke(clientId) ?? clientId.ToString();
    }

    private static MosquittoPeer PeerOf(in MosquittoLine line)
    {
        _ = PeerAddress.TryParse(line.Address, out var ip);
        return new MosquittoPeer(ip, ReadUInt16(line.Port));
    }

    private static int? ReadUInt16(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits, out ushort value, out var length) && length == digits.Length ? value : null;
}
