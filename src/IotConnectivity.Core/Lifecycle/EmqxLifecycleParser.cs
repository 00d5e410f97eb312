namespace IotConnectivity.Lifecycle;

/// <summary>Reads what EMQX says of its clients: the messages on its <c>$SYS</c> topics, the events of its rule engine, and the webhook of 4.x. JSON, one object each.</summary>
/// <remarks>
/// <para>A connection is known by the client's address and port (<c>peername</c>) together with <c>connected_at</c>; where there is no port, as on <c>$SYS</c> topics and in the
/// webhook of 4.x, by <c>connected_at</c> alone. So the end of a connection that was taken over ends nothing else, whenever it comes in and whatever its stamp is: 5.9.0 to 5.9.2
/// and 6.0.0 to 6.0.2 may stamp it later than the connect that took over. Give a rule all members (<c>SELECT *</c>); before 5.8.6 the end lacks <c>connected_at</c>, and is matched by
/// <c>peername</c> and time. Each <c>node</c> is a source of its own.</para>
/// <para>Times have a resolution of a millisecond. <c>client.connack</c> that is not <c>success</c> is a refused connection; <c>client.ping</c> of 6.x is a heartbeat; events of
/// sessions and messages are passed over.</para>
/// <para>What EMQX cannot tell: whether a reason came from the client's DISCONNECT or from the broker, except for <c>normal</c>; whether an operator, a program or a ban has
/// <c>kicked</c> a client; whether the connect time that has run out is that of a WebSocket or a token. A node that is killed says nothing of its clients.</para>
/// <para>Any thread may use one instance. Nothing is allocated but texts that a resolver or a table does not already have. Source: EMQX documentation, "System topics" and
/// "Rule SQL events"; versions 4.4 to 6.0.</para>
/// </remarks>
public sealed class EmqxLifecycleParser : LifecycleParser
{
    private const string EventNames = "`client.connected`, `client.disconnected` or another event of EMQX";

    private readonly LifecycleSources _sources = new(static node => new LifecycleSource("emqx") { Node = node, ReusesKeys = true });

    /// <inheritdoc/>
    /// <value>A client id may have slashes, so the filter is wider than what is read.</value>
    public override IReadOnlyList<string> TopicFilters => ["$SYS/brokers/+/clients/#"];

    /// <inheritdoc/>
    public override bool TryParse(
        ReadOnlySpan<char> topic,
        ReadOnlySpan<byte> payload,
        long receivedAtMs,
        out LifecycleEvent lifecycleEvent,
        out LifecycleParseError? error)
    {
        var from = new EmqxTopic(topic);
        if (from.IsOther)
        {
            lifecycleEvent = default;
            error = null;
            return false;
        }

        var json = new JsonEvent(payload, EmqxMember.Table);
        if (json.Error is null && KindOf(ref json, from) is var kind && kind != default) Read(ref json, from, kind, receivedAtMs, out lifecycleEvent);
        else lifecycleEvent = default;
        error = json.Error;
        if (error is not null) lifecycleEvent = default;
        return lifecycleEvent.Kind != default;
    }

    private static LifecycleEventKind KindOf(ref JsonEvent json, in EmqxTopic topic)
    {
        // Events of the rule engine may have an action too, which is something else.
        var hasEvent = json.Has(EmqxMember.Event);
        if (hasEvent || json.Has(EmqxMember.Action))
        {
            var name = json.Text(hasEvent ? EmqxMember.Event : EmqxMember.Action);
            if (name.SequenceEqual("client.connected"u8) || name.SequenceEqual("client_connected"u8)) return LifecycleEventKind.Connected;
            if (name.SequenceEqual("client.disconnected"u8) || name.SequenceEqual("client_disconnected"u8)) return KindOfEnd(ref json);
            if (name.SequenceEqual("client.connack"u8) || name.SequenceEqual("client_connack"u8)) return KindOfAnswer(ref json);
            return name.SequenceEqual("client.ping"u8) ? LifecycleEventKind.Heartbeat : default;
        }

        if (topic.Kind == LifecycleEventKind.Connected) return topic.Kind;
        if (topic.Kind == LifecycleEventKind.Disconnected || json.Has(EmqxMember.DisconnectedAt)) return KindOfEnd(ref json);

        // The payload of a $SYS message without its topic: only an end tells when it was.
        if (json.Has(EmqxMember.ConnectedAt)) return LifecycleEventKind.Connected;
        json.Missing(EmqxMember.Event, EventNames);
        return default;
    }

    private static LifecycleEventKind KindOfEnd(ref JsonEvent json)
    {
        var reason = json.Text(EmqxMember.Reason);
        return reason.SequenceEqual(EmqxReason.Expired) ? default
            : reason.SequenceEqual(EmqxReason.Idle) ? LifecycleEventKind.ConnectFailed : LifecycleEventKind.Disconnected;
    }

    private static LifecycleEventKind KindOfAnswer(ref JsonEvent json) =>
        json.Text(AnswerOf(ref json)).SequenceEqual("success"u8) ? default : LifecycleEventKind.ConnectFailed;

    private static JsonMember AnswerOf(ref JsonEvent json) => json.Has(EmqxMember.ReasonCode) ? EmqxMember.ReasonCode : EmqxMember.ConnAck;

    private void Read(ref JsonEvent json, in EmqxTopic topic, LifecycleEventKind kind, long receivedAtMs, out LifecycleEvent lifecycleEvent)
    {
        var clientId = json.ClientId(EmqxMember.ClientId, ResolveClientId);
        var connectedAt = json.Time(EmqxMember.ConnectedAt);
        var at = kind == LifecycleEventKind.Connected ? connectedAt : json.Time(EmqxMember.DisconnectedAt);
        var isConnection = kind is LifecycleEventKind.Connected or LifecycleEventKind.Disconnected;
        var key = isConnection ? json.Key(EmqxMember.PeerName) : default;
        var reason = kind switch
        {
            LifecycleEventKind.Disconnected => json.Reason(EmqxMember.Reason, EmqxReason.Table),
            LifecycleEventKind.ConnectFailed => json.Reason(json.Has(EmqxMember.Reason) ? EmqxMember.Reason : AnswerOf(ref json), EmqxReason.Table),
            _ => default,
        };
        var peer = json.Endpoint(EmqxMember.PeerName);
        var target = json.Endpoint(EmqxMember.SockName);
        lifecycleEvent = new LifecycleEvent
        {
            Kind = kind,
            ClientId = clientId,
            Source = json.Has(EmqxMember.Node) ? _sources.Of(json.Text(EmqxMember.Node)) : _sources.Of(topic.Node),
            TimestampMs = at ?? json.Time(EmqxMember.Timestamp) ?? receivedAtMs,
            Connection = key,
            Number = isConnection && key.IsNone ? connectedAt : null,
            ConnectedAtMs = kind == LifecycleEventKind.Disconnected ? connectedAt : null,
            Reason = reason.Code,
            ReasonQuality = reason.Quality,
            RawReason = reason.Raw,
            ClientInitiated = reason.IsClients,
            KeepAliveSeconds = (int?)json.Number(EmqxMember.KeepAlive, ushort.MaxValue),
            CleanSession = json.Flag(EmqxMember.CleanStart),
            SessionExpirySeconds = ReadExpiry(ref json),
            SourceIp = peer.Ip.IsNone ? json.Address(EmqxMember.IpAddress) : peer.Ip,
            SourcePort = peer.Port,
            TargetIp = target.Ip,
            TargetPort = target.Port ?? (int?)json.Number(EmqxMember.SockPort, ushort.MaxValue),
            Principal = ReadsPrincipal ? json.Principal(EmqxMember.Username) : null,
        };
    }

    // Seconds in the events of the rule engine, milliseconds in those that have no name.
    private static uint? ReadExpiry(ref JsonEvent json) => json.Has(EmqxMember.Event)
        ? (uint?)json.Number(EmqxMember.ExpiryInterval, uint.MaxValue)
        : (uint?)(json.Number(EmqxMember.ExpiryInterval, uint.MaxValue * 1000L) / 1000);
}
