using System.Text.Json;

namespace IotConnectivity.Lifecycle;

/// <summary>Writes lifecycle events as AWS IoT publishes them.</summary>
/// <remarks>
/// The members that AWS has and no others, so that subscribers written for AWS IoT work with another broker. What <see cref="AwsLifecycleParser"/> reads of it is the event again, apart
/// from ports, keep-alive and the like, which AWS does not publish. Source: AWS IoT Developer Guide, "Lifecycle events".
/// </remarks>
public static class AwsLifecycleWriter
{
    /// <summary>AWS's only documented reason of a connect_failed.</summary>
    internal const string AuthorizationFailed = "AUTHORIZATION_FAILED";

    /// <summary>Gets the topic on which AWS IoT publishes an event.</summary>
    /// <param name="lifecycleEvent">The event.</param>
    /// <returns>
    /// For example <c>$aws/events/presence/connected/pump-17</c>; <see langword="null"/> for what AWS does not publish: heartbeats, subscriptions (whose topics are not known), and anything of
    /// a client whose id has <c>#</c> or <c>+</c> in it.
    /// </returns>
    public static string? TopicOf(in LifecycleEvent lifecycleEvent)
    {
        var kind = TypeOf(lifecycleEvent.Kind);
        return kind is null || lifecycleEvent.ClientId.AsSpan().ContainsAny('#', '+') ? null : $"$aws/events/presence/{kind}/{lifecycleEvent.ClientId}";
    }

    /// <summary>Writes the payload of an event.</summary>
    /// <param name="lifecycleEvent">A connect, a disconnect or a refused connect.</param>
    /// <returns>JSON in UTF-8.</returns>
    /// <exception cref="ArgumentException">It is an event of another kind.</exception>
    public static byte[] Write(in LifecycleEvent lifecycleEvent)
    {
        var type = TypeOf(lifecycleEvent.Kind)
            ?? throw new ArgumentException($"the event is {lifecycleEvent.Kind}, expected a connect, a disconnect or a refused connect", nameof(lifecycleEvent));
        using var buffer = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("clientId", lifecycleEvent.ClientId);
            json.WriteNumber("timestamp", lifecycleEvent.TimestampMs);
            json.WriteString("eventType", type);
            if (!lifecycleEvent.Connection.IsNone) json.WriteString("sessionIdentifier", lifecycleEvent.Connection.ToString());
            if (lifecycleEvent.Principal is { } principal) json.WriteString("principalIdentifier", principal);
            WriteMembersOf(json, lifecycleEvent);
            if (lifecycleEvent.Number is { } number) json.WriteNumber("versionNumber", number);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteMembersOf(Utf8JsonWriter json, in LifecycleEvent lifecycleEvent)
    {
        if (lifecycleEvent.Kind == LifecycleEventKind.Disconnected)
        {
            json.WriteBoolean("clientInitiatedDisconnect", lifecycleEvent.ClientInitiated ?? lifecycleEvent.Reason == DisconnectReason.ClientInitiatedDisconnect);
            if (lifecycleEvent.Reason != DisconnectReason.Unknown) json.WriteString("disconnectReason", lifecycleEvent.Reason.ToWireText());
            return;
        }

        if (lifecycleEvent.Kind == LifecycleEventKind.ConnectFailed)
        {
            json.WriteString("connectFailureReason", lifecycleEvent.Reason == DisconnectReason.AuthError ? AuthorizationFailed : lifecycleEvent.RawReason ?? "UNKNOWN");
        }

        if (!lifecycleEvent.SourceIp.IsNone) json.WriteString("ipAddress", lifecycleEvent.SourceIp.ToString());
    }

    private static string? TypeOf(LifecycleEventKind kind) =>
        kind is LifecycleEventKind.Connected or LifecycleEventKind.Disconnected or LifecycleEventKind.ConnectFailed ? kind.ToWireText() : null;
}
