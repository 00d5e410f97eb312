using System.Net;
using IotConnectivity.Lifecycle;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace IotConnectivity.MqttNet.Server;

/// <summary>One connection of a client to the broker, from its CONNECT packet to its end. What MQTTnet tells only then is kept here.</summary>
internal sealed class BrokerConnection(BrokerLifetime lifetime, string? clientId, EndPoint? remote)
{
    private readonly Lock _lock = new();
    private long _number;
    private bool _isNobodys;

    internal BrokerLifetime Lifetime => lifetime;

    /// <summary>Gets the client id of the CONNECT packet; empty where the broker assigns one.</summary>
    internal string? ClientId => clientId;

    internal EndPoint? Remote => remote;

    /// <summary>Gets or sets what it is found by.</summary>
    internal object Key { get; set; } = string.Empty;

    /// <summary>Gets or sets the connection that was found by the same key before.</summary>
    internal BrokerConnection? Replaced { get; set; }

    internal EndPoint? Local { get; init; }

    internal required long AcceptedAtMs { get; init; }

    internal int? KeepAliveSeconds { get; init; }

    internal bool? CleanSession { get; init; }

    internal uint? SessionExpirySeconds { get; init; }

    internal string? Principal { get; init; }

    /// <summary>Gets or sets the broker's own view, which goes on to tell when the last packet came, also after the end.</summary>
    internal MqttClientStatus? Status { get; set; }

    /// <summary>Gets or sets the moment of the last packet that the index was told of.</summary>
    internal DateTime LastTold { get; set; }

    /// <summary>Gets or sets when it was last among the clients of the broker; 0 if it never was.</summary>
    internal long ListedAtMs { get; set; }

    /// <summary>Gets the moment that stamps its connect, once the index was told of it.</summary>
    internal long ConnectedAtMs { get; private set; }

    /// <summary>Gets a value indicating whether the index was told that it is there.</summary>
    internal bool IsTold { get; private set; }

    /// <summary>Gets a value indicating whether MQTTnet said that it has ended.</summary>
    internal bool HasEnded { get; private set; }

    /// <summary>Gets the look that was the last to begin before it ended. The list of that one may still have it.</summary>
    internal long EndedInLook { get; private set; }

    /// <summary>Gets the place of the connection among all of the broker, given when it is first told of.</summary>
    /// <remarks>
    /// INVARIANT: a later connection of a client has a greater number. MQTTnet makes the connections of all clients one after the other, under a lock in which it also tells of the one that is
    /// taken over, and tells of the new one after that. So whatever is told first of a connection is told after the first word of all earlier ones of that client, however late their other
    /// words come; those whose only word is their end are not told of at all. The order of the CONNECT packets is not that order: two of them race for the lock.
    /// </remarks>
    private long NumberNow()
    {
        lock (_lock) return _number != 0 ? _number : _number = lifetime.NextNumber();
    }

    /// <summary>Notes that the index is told of the connection.</summary>
    /// <param name="atMs">The moment that stamps its connect.</param>
    /// <returns>Whether it is the first time, and there is something to tell.</returns>
    internal bool TryTell(long atMs)
    {
        lock (_lock)
        {
            if (IsTold || _isNobodys) return false;
            ConnectedAtMs = atMs;
            return IsTold = true;
        }
    }

    /// <summary>Notes the end.</summary>
    /// <param name="look">The look that was the last to begin.</param>
    /// <param name="isTakeover">Whether another connection took over.</param>
    /// <returns>Whether it is the first word of it, and there is something to tell.</returns>
    /// <remarks>
    /// A connection that broke off before MQTTnet could tell of it, because its CONNACK could not be written, is told of by its end only, and that may be after the first word of the one
    /// that came next. Nobody has seen it, so nobody misses it.
    /// </remarks>
    internal bool TryEnd(long look, bool isTakeover)
    {
        lock (_lock)
        {
            if (HasEnded) return false;
            HasEnded = true;
            EndedInLook = look;
            _isNobodys = !IsTold && !isTakeover;
            return !_isNobodys;
        }
    }

    /// <summary>Says of which connection an event is.</summary>
    private LifecycleEvent Event(LifecycleEventKind kind, string id, long atMs) => new()
    {
        Kind = kind,
        ClientId = id,
        Source = lifetime.Source,
        TimestampMs = atMs,
        Number = NumberNow(),
        Principal = Principal,
    };

    /// <summary>Gets the connect, which is always the same.</summary>
    internal LifecycleEvent Connected(string id) => Event(LifecycleEventKind.Connected, id, ConnectedAtMs) with
    {
        KeepAliveSeconds = KeepAliveSeconds,
        CleanSession = CleanSession,
        SessionExpirySeconds = SessionExpirySeconds,
        SourceIp = AddressOf(remote),
        SourcePort = (remote as IPEndPoint)?.Port,
        TargetIp = AddressOf(Local),
        TargetPort = (Local as IPEndPoint)?.Port,
    };

    /// <summary>Gets the end that MQTTnet told of.</summary>
    internal LifecycleEvent Ended(ClientDisconnectedEventArgs args, DisconnectReason reason, long atMs) => Event(LifecycleEventKind.Disconnected, args.ClientId, atMs) with
    {
        Reason = reason,
        ReasonQuality = ReasonQuality.Stated,
        RawReason = args.ReasonCode is { } code ? $"{args.DisconnectType}: {code}" : TextOf(args.DisconnectType),
        ClientInitiated = args.DisconnectType == MqttClientDisconnectType.Clean,
    };

    /// <summary>Gets the refusal by somebody who validates.</summary>
    internal LifecycleEvent Refused(string id, long atMs, MqttConnectReasonCode code) => new()
    {
        Kind = LifecycleEventKind.ConnectFailed,
        ClientId = id,
        Source = lifetime.Source,
        TimestampMs = atMs,
        Principal = Principal,
        SourceIp = AddressOf(remote),
        SourcePort = (remote as IPEndPoint)?.Port,
        Reason = EndOfConnection.ReasonOfRefusal(code),
        ReasonQuality = ReasonQuality.Stated,
        RawReason = code.ToString(),
    };

    private static string TextOf(MqttClientDisconnectType type) => type switch
    {
        MqttClientDisconnectType.Clean => nameof(MqttClientDisconnectType.Clean),
        MqttClientDisconnectType.Takeover => nameof(MqttClientDisconnectType.Takeover),
        _ => nameof(MqttClientDisconnectType.NotClean),
    };

    private static PeerAddress AddressOf(EndPoint? endPoint) => PeerAddress.From((endPoint as IPEndPoint)?.Address);
}
