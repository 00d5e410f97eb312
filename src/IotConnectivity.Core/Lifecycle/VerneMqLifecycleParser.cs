using System.Buffers;
using System.Text;

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
        lifecycleEvent = default;
        var json = new JsonEvent(payload, VerneMqMember.Table);
        if (json.Error is null) Read(ref json, HookOf(ref json, topic), receivedAtMs, out lifecycleEvent);
        error = json.Error;
        if (error is not null) lifecycleEvent = default;
        return lifecycleEvent.Kind != default;
    }

    private static VerneMqHook HookOf(ref JsonEvent json, ReadOnlySpan<char> header)
    {
        Span<byte> ascii = stackalloc byte[32];
        scoped ReadOnlySpan<byte> name = json.Text(VerneMqMember.Hook);
        if (!header.IsEmpty)
            name = Ascii.FromUtf16(header, ascii, out var length) == OperationStatus.Done ? ascii[..length] : "another"u8;
        if (name.SequenceEqual("on_client_wakeup"u8)) return VerneMqHook.WakeUp;
        if (name.SequenceEqual("on_client_offline"u8) || name.SequenceEqual("on_client_gone"u8)) return VerneMqHook.End;
        if (name.SequenceEqual("on_register"u8) || name.SequenceEqual("on_register_m5"u8)) return VerneMqHook.Register;
        if (name.IsEmpty) json.Missing(VerneMqMember.Hook, "the name of the hook, here or in the header `vernemq-hook`");
        return VerneMqHook.Other;
    }

    private void Read(ref JsonEvent json, VerneMqHook hook, long receivedAtMs, out LifecycleEvent lifecycleEvent)
    {
        lifecycleEvent = default;
        if (hook == VerneMqHook.Other) return;
        var clientId = json.ClientId(VerneMqMember.ClientId, ResolveClientId);
        var read = new LifecycleEvent
        {
            Kind = hook == VerneMqHook.End ? LifecycleEventKind.Disconnected : LifecycleEventKind.Connected,
            ClientId = clientId,
            Source = _sources.Of(json.Text(VerneMqMember.Mountpoint)),
            TimestampMs = hook == VerneMqHook.Register ? receivedAtMs : _stamps.Next(clientId, receivedAtMs),
            SessionExpirySeconds = (uint?)json.Number(VerneMqMember.SessionExpiry, uint.MaxValue),
            SourceIp = json.Address(VerneMqMember.PeerAddress),
            SourcePort = (int?)json.Number(VerneMqMember.PeerPort, ushort.MaxValue),
            Principal = ReadsPrincipal ? json.Principal(VerneMqMember.Username) : null,
        };
        if (json.Error is not null) return;
        lifecycleEvent = hook switch
        {
            VerneMqHook.Register => _registrations.Register(read) ?? default,
            VerneMqHook.WakeUp => _registrations.WakeUp(read),
            _ => read,
        };
    }

    private enum VerneMqHook
    {
        Other,
        Register,
        WakeUp,
        End,
    }
}
