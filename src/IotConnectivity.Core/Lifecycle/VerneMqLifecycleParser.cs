namespace IotConnectivity.Lifecycle;

/// <summary>Reads the webhooks of VerneMQ. JSON, one object each; the name of the hook comes beside it, in the header <c>vernemq-hook</c>.</summary>
/// <remarks>
/// <para>A client is online from <c>on_client_wakeup</c> to <c>on_client_offline</c> or <c>on_client_gone</c>: these three are called one after the other by the process of the client's
/// queue. <c>on_register</c> races with the end of the connection before, so it moves nothing; it tells where the client comes from, and is brought together with the
/// <c>on_client_wakeup</c> of the same moment. All other hooks are passed over.</para>
/// <para>No hook says which connection it speaks of, or when: what comes in later is taken for later. Hand all hooks of a broker to one instance, in the order in which they come in
/// (register one endpoint for all of them). The mountpoint is the node of the source: an end in one mountpoint does not end a connection in another.</para>
/// <para>What VerneMQ cannot tell: why a connection ended. The reason is always absent; that a register follows within a second is no proof of a takeover. A node that dies says
/// nothing.</para>
/// <para>In a stream without headers the object may have the name of the hook in a member <c>hook</c>. Any thread may use one instance. Source: VerneMQ documentation, "Webhooks".</para>
/// </remarks>
public sealed class VerneMqLifecycleParser : LifecycleParser
{
    private readonly LifecycleSources _sources = new(static mountpoint => new LifecycleSource("vernemq") { Node = mountpoint });
    private readonly StreamStamps _stamps = new();
    private readonly VerneMqRegistrations _registrations = new();

    /// <inheritdoc/>
    /// <remarks>The topic is the name of the hook; if it is empty, the member <c>hook</c> counts.</remarks>
    public override bool TryParse(
        ReadOnlySpan<char> topic,
        ReadOnlySpan<byte> payload,
        long receivedAtMs,
        out LifecycleEvent lifecycleEvent,
        out LifecycleParseError? error)
    {
        var json = new JsonEvent(payload, VerneMqMember.Table);
        var hook = json.Error is not null ? VerneMqHook.Other : topic.IsEmpty ? HookOf(ref json) : HookOf(topic);
        switch (hook)
        {
            case VerneMqHook.End:
                ReadEnd(ref json, receivedAtMs, out lifecycleEvent);
                break;
            case VerneMqHook.WakeUp or VerneMqHook.Register:
                ReadConnect(ref json, hook, receivedAtMs, out lifecycleEvent);
                break;
            default:
                lifecycleEvent = default;
                break;
        }

        error = json.Error;
        if (error is not null) lifecycleEvent = default;
        return lifecycleEvent.Kind != default;
    }

    private static VerneMqHook HookOf(ReadOnlySpan<char> name) => name switch
    {
        "on_client_wakeup" => VerneMqHook.WakeUp,
        "on_client_offline" or "on_client_gone" => VerneMqHook.End,
        "on_register" or "on_register_m5" => VerneMqHook.Register,
        _ => VerneMqHook.Other,
    };

    private static VerneMqHook HookOf(ref JsonEvent json)
    {
        if (json.String(VerneMqMember.Hook) is { } name) return HookOf(name);
        json.Missing(VerneMqMember.Hook, "the name of the hook, here or in the header `vernemq-hook`");
        return VerneMqHook.Other;
    }

    private void ReadEnd(ref JsonEvent json, long receivedAtMs, out LifecycleEvent lifecycleEvent)
    {
        var clientId = json.ClientId(VerneMqMember.ClientId, ResolveClientId);
        lifecycleEvent = new LifecycleEvent
        {
            Kind = LifecycleEventKind.Disconnected,
            ClientId = clientId,
            Source = _sources.Of(json.Text(VerneMqMember.Mountpoint)),
            TimestampMs = _stamps.Next(clientId, receivedAtMs),
        };
    }

    private void ReadConnect(ref JsonEvent json, VerneMqHook hook, long receivedAtMs, out LifecycleEvent lifecycleEvent)
    {
        var clientId = json.ClientId(VerneMqMember.ClientId, ResolveClientId);
        var connect = new LifecycleEvent
        {
            Kind = LifecycleEventKind.Connected,
            ClientId = clientId,
            Source = _sources.Of(json.Text(VerneMqMember.Mountpoint)),
            TimestampMs = hook == VerneMqHook.Register ? receivedAtMs : _stamps.Next(clientId, receivedAtMs),
            SessionExpirySeconds = (uint?)json.Number(VerneMqMember.SessionExpiry, uint.MaxValue),
            SourceIp = json.Address(VerneMqMember.PeerAddress),
            SourcePort = (int?)json.Number(VerneMqMember.PeerPort, ushort.MaxValue),
            Principal = ReadsPrincipal ? json.Principal(VerneMqMember.Username) : null,
        };
        lifecycleEvent = json.Error is not null ? default
            : hook == VerneMqHook.WakeUp ? _registrations.WakeUp(connect) : _registrations.Register(connect) ?? default;
    }

    private enum VerneMqHook
    {
        Other,
        Register,
        WakeUp,
        End,
    }
}
