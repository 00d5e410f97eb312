namespace IotConnectivity.RabbitMq;

/// <summary>The ids of all log events of this package.</summary>
internal static class EventIds
{
    public const int Connected = 9001;
    public const int NotConnected = 9002;
    public const int NotStored = 9003;
    public const int Rejected = 9101;
    public const int NotCompared = 9201;
}
