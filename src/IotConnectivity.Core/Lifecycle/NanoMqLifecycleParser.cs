namespace IotConnectivity.Lifecycle;

/// <summary>Reads what NanoMQ says of its clients: its webhook, and its messages on <c>$SYS/brokers/connected</c> and <c>…/disconnected</c>. JSON, one object each.</summary>
/// <remarks>
/// <para>Nothing in an event says which connection it speaks of, and the webhook does not say when it happened: what comes in later is taken for later. Hand all events of a broker
/// to one instance, in the order in which they come in. <c>$SYS</c> messages have a time of the broker's clock, in milliseconds.</para>
/// <para>What NanoMQ cannot tell: whether an <c>abnormal</c> end was a lost connection, a keep-alive that ran out or a cut by the broker (the reason is absent), and which of two
/// connections of one client id has ended. Its posts do not wait for one another and are dropped under load; a broker that is killed says nothing.</para>
/// <para>Any thread may use one instance. Source: NanoMQ documentation, "WebHook"; version 0.25.</para>
/// </remarks>
public sealed class NanoMqLifecycleParser : LifecycleParser
{
    private static readonly LifecycleSource Source = new("nanomq");

    private readonly StreamStamps _stamps = new();

    /// <inheritdoc/>
    public override IReadOnlyList<string> TopicFilters => ["$SYS/brokers/connected", "$SYS/brokers/disconnected"];

    /// <inheritdoc/>
    public override bool TryParse(
        ReadOnlySpan<char> topic,
        ReadOnlySpan<byte> payload,
        long receivedAtMs,
        out LifecycleEvent lifecycleEvent,
        out LifecycleParseError? error)
    {
        var json = new JsonEvent(payload, NanoMqMember.Table);
        if (json.Error is null && KindOf(ref json, topic) is var kind && kind != default) Read(ref json, kind, receivedAtMs, out lifecycleEvent);
        else lifecycleEvent = default;
        error = json.Error;
        if (error is not null) lifecycleEvent = default;
        return lifecycleEvent.Kind != default;
    }

    private static LifecycleEventKind KindOf(ref JsonEvent json, ReadOnlySpan<char> topic)
    {
        var action = json.Text(NanoMqMember.Action);
        if (action.SequenceEqual("client_disconnected"u8) || topic is "$SYS/brokers/disconnected") return LifecycleEventKind.Disconnected;
        if (action.SequenceEqual("client_connack"u8))
            return json.Text(NanoMqMember.ConnAck).SequenceEqual("success"u8) ? LifecycleEventKind.Connected : LifecycleEventKind.ConnectFailed;
        if (!action.IsEmpty) return default;

        // The payload of a $SYS message tells as much as its topic.
        if (json.Has(NanoMqMember.ReasonCode)) return LifecycleEventKind.Disconnected;
        if (topic is "$SYS/brokers/connected" || json.Has(NanoMqMember.ReturnCode))
            return json.Text(NanoMqMember.ReturnCode) is [] or [(byte)'0'] ? LifecycleEventKind.Connected : LifecycleEventKind.ConnectFailed;
        json.Missing(NanoMqMember.Action, "`client_connack` or `client_disconnected`");
        return default;
    }

    private void Read(ref JsonEvent json, LifecycleEventKind kind, long receivedAtMs, out LifecycleEvent lifecycleEvent)
    {
        var clientId = json.ClientId(NanoMqMember.ClientId, ResolveClientId);
        var reason = kind == LifecycleEventKind.Connected ? default : ReasonOf(ref json);
        lifecycleEvent = new LifecycleEvent
        {
            Kind = kind,
            ClientId = clientId,
            Source = Source,
            TimestampMs = _stamps.Next(clientId, json.Time(NanoMqMember.Timestamp) ?? receivedAtMs),
            Reason = reason.Code,
            ReasonQuality = reason.Quality,
            RawReason = reason.Raw,
            ClientInitiated = reason.IsClients,
            KeepAliveSeconds = (int?)json.Number(NanoMqMember.KeepAlive, ushort.MaxValue),
            CleanSession = json.Flag(NanoMqMember.CleanStart),
            SourceIp = json.Address(NanoMqMember.IpAddress),
            Principal = ReadsPrincipal ? json.Principal(NanoMqMember.Username) : null,
        };
    }

    private static Reason ReasonOf(ref JsonEvent json) =>
        json.Has(NanoMqMember.ReasonCode) ? json.Reason(NanoMqMember.ReasonCode, NanoMqReason.Codes)
        : json.Has(NanoMqMember.ReturnCode) ? json.Reason(NanoMqMember.ReturnCode, NanoMqReason.Codes)
        : json.Reason(json.Has(NanoMqMember.ConnAck) ? NanoMqMember.ConnAck : NanoMqMember.Reason, NanoMqReason.Words);
}
