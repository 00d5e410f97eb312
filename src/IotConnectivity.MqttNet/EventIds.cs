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
}
