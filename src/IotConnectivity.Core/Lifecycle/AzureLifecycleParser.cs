using System.Text;

namespace IotConnectivity.Lifecycle;

/// <summary>Reads what Azure says of devices: events of IoT Hub in the CloudEvents schema or that of Event Grid, and those of the MQTT broker of an Event Grid namespace.</summary>
/// <remarks>
/// <para>IoT Hub: a device is <c>deviceId</c>, a module <c>deviceId/moduleId</c>, as in its MQTT client id; the hub is the node of the source. Each event has its own
/// <c>sequenceNumber</c>, and the greatest one counts, whatever the times say. The hub looks at its devices once a minute and tells the latest state only, so a short absence shows
/// as two events of one kind, or not at all. What it cannot tell: why a connection ended, where a device comes from, and which connect an end belongs to.</para>
/// <para>Event Grid namespace: the session name is what a client id is elsewhere; connect and disconnect of one session have the same <c>sequenceNumber</c>. What it cannot tell:
/// whether a keep-alive ran out, which is <c>ConnectionLost</c> too, and where a client comes from.</para>
/// <para>All other types of events are passed over. Any thread may use one instance. Source: Azure documentation, "Azure IoT Hub as an Event Grid source" and "Azure Event Grid
/// namespace as an Event Grid source".</para>
/// </remarks>
public sealed class AzureLifecycleParser : LifecycleParser
{
    private readonly LifecycleSources _sources = new(static node => new LifecycleSource("azure") { Node = node });

    /// <inheritdoc/>
    public override bool TryParse(
        ReadOnlySpan<char> topic,
        ReadOnlySpan<byte> payload,
        long receivedAtMs,
        out LifecycleEvent lifecycleEvent,
        out LifecycleParseError? error)
    {
        lifecycleEvent = default;
        var json = new JsonEvent(payload, AzureMember.Table);
        if (json.Error is null)
        {
            var type = json.Text(AzureMember.Type);
            if (type.SequenceEqual("Microsoft.Devices.DeviceConnected"u8)) ReadDevice(ref json, LifecycleEventKind.Connected, receivedAtMs, out lifecycleEvent);
            else if (type.SequenceEqual("Microsoft.Devices.DeviceDisconnected"u8)) ReadDevice(ref json, LifecycleEventKind.Disconnected, receivedAtMs, out lifecycleEvent);
            else if (type.SequenceEqual("Microsoft.EventGrid.MQTTClientSessionConnected"u8)) ReadSession(ref json, LifecycleEventKind.Connected, receivedAtMs, out lifecycleEvent);
            else if (type.SequenceEqual("Microsoft.EventGrid.MQTTClientSessionDisconnected"u8)) ReadSession(ref json, LifecycleEventKind.Disconnected, receivedAtMs, out lifecycleEvent);
            else if (type.IsEmpty) json.Missing(AzureMember.Type, "the type of the event, here or in `eventType`");
        }

        error = json.Error;
        if (error is not null) lifecycleEvent = default;
        return lifecycleEvent.Kind != default;
    }

    private void ReadDevice(ref JsonEvent json, LifecycleEventKind kind, long receivedAtMs, out LifecycleEvent lifecycleEvent)
    {
        var clientId = json.Has(AzureMember.ModuleId) ? ModuleOf(ref json) : json.ClientId(AzureMember.DeviceId, ResolveClientId);
        lifecycleEvent = new LifecycleEvent
        {
            Kind = kind,
            ClientId = clientId,
            Source = _sources.Of(json.Text(AzureMember.HubName)),
            TimestampMs = json.IsoTime(AzureMember.Time) ?? receivedAtMs,
            Number = NumberOf(ref json),
        };
    }

    private void ReadSession(ref JsonEvent json, LifecycleEventKind kind, long receivedAtMs, out LifecycleEvent lifecycleEvent)
    {
        var clientId = json.ClientId(AzureMember.Session, ResolveClientId);
        var reason = kind == LifecycleEventKind.Disconnected ? json.Reason(AzureMember.Reason, AzureReason.Table) : default;
        lifecycleEvent = new LifecycleEvent
        {
            Kind = kind,
            ClientId = clientId,
            Source = _sources.Of(json.Text(AzureMember.NamespaceName)),
            TimestampMs = json.IsoTime(AzureMember.Time) ?? receivedAtMs,
            Number = json.Number(AzureMember.SessionSequence, long.MaxValue),
            Reason = reason.Code,
            ReasonQuality = reason.Quality,
            RawReason = reason.Raw,
            ClientInitiated = reason.IsClients,
            Principal = ReadsPrincipal ? json.String(AzureMember.Principal) : null,
        };
    }

    private string ModuleOf(ref JsonEvent json)
    {
        var device = json.ClientId(AzureMember.DeviceId, resolve: null);
        var module = json.ClientId(AzureMember.ModuleId, resolve: null);
        var clientId = $"{device}/{module}";
        if (Encoding.UTF8.GetByteCount(clientId) > LifecycleLimits.MaxClientIdBytes)
            json.Refuse(AzureMember.ModuleId, LifecycleErrorCode.InvalidClientId, "makes the client id too long:", ClientIdText.Expected);
        return ResolveClientId?.Invoke(clientId) ?? clientId;
    }

    private static long? NumberOf(ref JsonEvent json)
    {
        var digits = json.Text(AzureMember.DeviceSequence);
        if (digits.IsEmpty) return null;
        if (AzureSequence.IsValid(digits)) return AzureSequence.ToNumber(digits);
        json.Refuse(AzureMember.DeviceSequence, LifecycleErrorCode.OutOfRange, "is", $"{AzureSequence.Length} hexadecimal digits");
        return null;
    }
}
