namespace IotConnectivity.Lifecycle;

/// <summary>Reads the presence messages that an extension of HiveMQ's publishes.</summary>
internal sealed class HiveMqPresence
{
    private readonly LifecycleSources _sources = new(static node => new LifecycleSource("hivemq") { Node = node });
    private readonly StreamStamps _stamps = new();

    /// <summary>Gets the source of events that name no node.</summary>
    public LifecycleSource Nameless => _sources.Of(ReadOnlySpan<char>.Empty);

    public bool TryParse(
        LifecycleParser parser,
        ReadOnlySpan<char> topic,
        ReadOnlySpan<byte> payload,
        long receivedAtMs,
        out LifecycleEvent lifecycleEvent,
        out LifecycleParseError? error)
    {
        var json = new JsonEvent(payload, HiveMqMember.Table);
        if (json.Error is null && KindOf(ref json, topic) is var kind && kind != default) Read(ref json, parser, kind, receivedAtMs, out lifecycleEvent);
        else lifecycleEvent = default;
        error = json.Error;
        if (error is not null) lifecycleEvent = default;
        return lifecycleEvent.Kind != default;
    }

    private static LifecycleEventKind KindOf(ref JsonEvent json, ReadOnlySpan<char> topic)
    {
        var kind = json.Text(HiveMqMember.Kind);
        if (kind.SequenceEqual("Connected"u8) || kind.SequenceEqual("connected"u8)) return LifecycleEventKind.Connected;
        if (kind.SequenceEqual("Disconnected"u8) || kind.SequenceEqual("disconnected"u8)) return LifecycleEventKind.Disconnected;
        if (kind.SequenceEqual("ConnectRejected"u8)) return LifecycleEventKind.ConnectFailed;
        if (!kind.IsEmpty) return default;
        if (topic.StartsWith("presence/connected/")) return LifecycleEventKind.Connected;
        if (topic.StartsWith("presence/disconnected/")) return LifecycleEventKind.Disconnected;
        json.Missing(HiveMqMember.Kind, "`Connected`, `Disconnected` or `ConnectRejected`");
        return default;
    }

    private void Read(ref JsonEvent json, LifecycleParser parser, LifecycleEventKind kind, long receivedAtMs, out LifecycleEvent lifecycleEvent)
    {
        var clientId = json.ClientId(HiveMqMember.ClientId, parser.ResolveClientId);
        var isConnection = kind is LifecycleEventKind.Connected or LifecycleEventKind.Disconnected;
        var key = isConnection ? json.Key(HiveMqMember.Key) : default;
        var number = isConnection ? json.Number(HiveMqMember.Sequence, long.MaxValue) : null;
        var stamp = json.TimeOrIso(HiveMqMember.OccurredAt) ?? receivedAtMs;
        var reason = kind == LifecycleEventKind.Connected ? default : ReasonOf(ref json);
        var node = json.Text(HiveMqMember.Node);
        lifecycleEvent = new LifecycleEvent
        {
            Kind = kind,
            ClientId = clientId,
            Source = _sources.Of(node, json.Number(HiveMqMember.Epoch, long.MaxValue) ?? 0, continuesLifetime: !parser.SpeaksForBroker),
            TimestampMs = key.IsNone && number is null ? _stamps.Next(clientId, stamp) : stamp,
            Connection = key,
            Number = number,
            Reason = reason.Code,
            ReasonQuality = reason.Quality,
            RawReason = json.String(HiveMqMember.RawReason) ?? reason.Raw,
            ClientInitiated = reason.IsClients,
            KeepAliveSeconds = (int?)json.Number(HiveMqMember.KeepAlive, ushort.MaxValue),
            CleanSession = json.Flag(HiveMqMember.CleanSession),
            SessionExpirySeconds = (uint?)json.Number(HiveMqMember.SessionExpiry, uint.MaxValue),
            SourceIp = json.Address(HiveMqMember.SourceIp),
            SourcePort = (int?)json.Number(HiveMqMember.SourcePort, ushort.MaxValue),
            TargetIp = json.Address(HiveMqMember.TargetIp),
            TargetPort = (int?)json.Number(HiveMqMember.TargetPort, ushort.MaxValue),
            Principal = parser.ReadsPrincipal ? json.Principal(HiveMqMember.Principal) : null,
        };
    }

    // AWS's words, as suggested, or the code of the SDK.
    private static Reason ReasonOf(ref JsonEvent json)
    {
        var text = json.Text(HiveMqMember.Reason);
        if (!DisconnectReasonText.TryParse(text, out var reason)) return json.Reason(HiveMqMember.Reason, HiveMqReason.Codes);
        return reason is DisconnectReason.Unknown or DisconnectReason.None ? default : new Reason(reason, ReasonQuality.Stated, reason.ToWireText());
    }
}
