using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.TestKit;

namespace IotConnectivity.KeepAlive;

/// <summary>An index with a started watchdog on a clock that the test moves. Events are stamped with the wall clock, as an adapter in the same process does.</summary>
internal sealed class WatchedIndex : IDisposable
{
    internal static readonly LifecycleSource Reporting = new("mqttnet") { ReportsActivity = true };
    internal static readonly LifecycleSource Silent = new("webhook");

    internal WatchedIndex(KeepAliveOptions? options = null, Action<ConnectivityIndex>? beforeStart = null)
    {
        Start = Clock.GetUtcNow().ToUnixTimeMilliseconds();
        Index.TryAdd(new ThingName("pump-17"));
        beforeStart?.Invoke(Index);
        Watchdog = new KeepAliveWatchdog(Index, options, Clock, Logger);
        Watchdog.Start();
    }

    internal ManualTimeProvider Clock { get; } = new();

    internal long Start { get; }

    internal ConnectivityIndex Index { get; } = new();

    internal RecordingLogger<KeepAliveWatchdog> Logger { get; } = new();

    internal KeepAliveWatchdog Watchdog { get; }

    internal ThingConnectivity State
    {
        get
        {
            Index.TryGet("pump-17", out var state);
            return state;
        }
    }

    internal bool IsConnected => State.Connected;

    /// <summary>Gets the stamp of the last change, in seconds since the start of the test.</summary>
    internal double? ChangedAt => (State.TimestampMs - Start) / 1000.0;

    internal void Connect(int? keepAlive, LifecycleSource? source = null, string key = "a", string client = "pump-17") => Index.Apply(new LifecycleEvent
    {
        Kind = LifecycleEventKind.Connected,
        ClientId = client,
        Source = source ?? Reporting,
        TimestampMs = Now,
        Connection = ConnectionKey.Create(key),
        KeepAliveSeconds = keepAlive,
    });

    internal void End(string key = "a") => Index.Apply(new LifecycleEvent
    {
        Kind = LifecycleEventKind.Disconnected,
        ClientId = "pump-17",
        Source = Reporting,
        TimestampMs = Now,
        Connection = ConnectionKey.Create(key),
        Reason = DisconnectReason.ConnectionLost,
        ReasonQuality = ReasonQuality.Stated,
    });

    internal ApplyOutcome Beat(long? at = null) => Index.Apply(new LifecycleEvent
    {
        Kind = LifecycleEventKind.Heartbeat,
        ClientId = "pump-17",
        Source = Reporting,
        TimestampMs = at ?? Now,
    });

    internal void Wait(double seconds) => Clock.Advance(TimeSpan.FromSeconds(seconds));

    public void Dispose() => Watchdog.Dispose();

    private long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();
}
