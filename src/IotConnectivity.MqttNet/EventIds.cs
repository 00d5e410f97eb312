namespace IotConnectivity.MqttNet;

/// <summary>The ids of all log events of this package.</summary>
internal static class EventIds
{
    // Server
    public const int BrokerError = 3000;
    public const int BrokerWarning = 3001;
    public const int EventNotTaken = 3002;
    public const int LookFailed = 3003;
    public const int EventNotPublished = 3004;

    // Client
    public const int PresenceListening = 3100;
    public const int PresenceGap = 3101;
    public const int PresenceEnded = 3102;
    public const int PresenceFailed = 3103;
    public const int PresenceNotLeft = 3104;
    public const int PresenceNotTaken = 3105;
    public const int PresenceNotAcknowledged = 3106;
}
