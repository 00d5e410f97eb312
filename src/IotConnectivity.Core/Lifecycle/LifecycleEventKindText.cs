namespace IotConnectivity.Lifecycle;

/// <summary>The texts of <see cref="LifecycleEventKind"/>.</summary>
public static class LifecycleEventKindText
{
    /// <summary>Gets the text of a kind as AWS writes event types, such as <c>connect_failed</c>; <c>heartbeat</c>, which AWS does not have, as the ingest takes it.</summary>
    /// <param name="kind">A kind.</param>
    /// <returns>The text; <c>unknown</c> for a value that is not defined.</returns>
    public static string ToWireText(this LifecycleEventKind kind) => kind switch
    {
        LifecycleEventKind.Connected => "connected",
        LifecycleEventKind.Disconnected => "disconnected",
        LifecycleEventKind.ConnectFailed => "connect_failed",
        LifecycleEventKind.Subscribed => "subscribed",
        LifecycleEventKind.Unsubscribed => "unsubscribed",
        LifecycleEventKind.Heartbeat => "heartbeat",
        _ => "unknown",
    };
}
