using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

/// <summary>Makes the events that one source tells of one client. Times are milliseconds since a fixed start, or minutes and seconds of it.</summary>
internal sealed class Teller(LifecycleSource source, string client = Teller.Pump)
{
    internal const string Pump = "pump-17";
    internal const long Start = 1_767_168_000_000;
    internal const long Second = 1000;
    internal const long Minute = 60 * Second;

    /// <summary>Gets a source whose keys name one connection each, and whose ends tell nothing else of it.</summary>
    internal static Teller Keys => new(new LifecycleSource("rabbitmq"));

    /// <summary>Gets a source whose keys come back for other connections, as a peer's address and port do.</summary>
    internal static Teller ReusedKeys => new(new LifecycleSource("mosquitto") { ReusesKeys = true });

    /// <summary>Gets a source that tells nothing of the connection.</summary>
    internal static Teller Timed => new(new LifecycleSource("webhook"));

    internal static Teller Aws => new(LifecycleSource.Aws);

    /// <summary>Gets a source of our own that counts connections in every lifetime of the broker.</summary>
    internal static Teller Epoch(long epoch) => new(new LifecycleSource("mqttnet") { Epoch = epoch });

    internal LifecycleSource Source => source;

    internal LifecycleEvent Connect(long at, string? key = null, long? number = null, int? keepAlive = 60) => new()
    {
        Kind = LifecycleEventKind.Connected,
        ClientId = client,
        Source = source,
        TimestampMs = Start + at,
        Connection = ConnectionKey.Create(key),
        Number = number,
        KeepAliveSeconds = keepAlive,
    };

    internal LifecycleEvent End(
        long at, string? key = null, long? number = null, long? since = null, DisconnectReason reason = DisconnectReason.ConnectionLost) => new()
        {
            Kind = LifecycleEventKind.Disconnected,
            ClientId = client,
            Source = source,
            TimestampMs = Start + at,
            Connection = ConnectionKey.Create(key),
            Number = number,
            ConnectedAtMs = Start + since,
            Reason = reason,
            ReasonQuality = ReasonQuality.Stated,
            RawReason = "lost",
        };

    internal LifecycleEvent InferredEnd(long lastActivity, string? key = null, long? number = null, long? since = null) => new()
    {
        Kind = LifecycleEventKind.Disconnected,
        ClientId = client,
        Source = source,
        TimestampMs = Start + lastActivity + (90 * Second),
        LastActivityMs = Start + lastActivity,
        Connection = ConnectionKey.Create(key),
        Number = number,
        ConnectedAtMs = Start + since,
        Reason = DisconnectReason.MqttKeepAliveTimeout,
        ReasonQuality = ReasonQuality.Inferred,
    };

    internal LifecycleEvent Beat(long at) => Of(LifecycleEventKind.Heartbeat, at);

    internal LifecycleEvent Of(LifecycleEventKind kind, long at) =>
        new() { Kind = kind, ClientId = client, Source = source, TimestampMs = Start + at };
}
