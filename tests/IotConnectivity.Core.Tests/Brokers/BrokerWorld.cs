using IotConnectivity.Diagnostics;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.TestKit;

namespace IotConnectivity.Brokers;

/// <summary>An index that is told of one broker and more, on a clock that the test moves. Events are stamped with the wall clock unless the test says when, in seconds since its start.</summary>
internal sealed class BrokerWorld : IDisposable
{
    private readonly BrokerOptions? _options;

    internal BrokerWorld(BrokerOptions? options = null, bool isStarted = true)
    {
        _options = options;
        Start = Clock.GetUtcNow();
        foreach (var name in (string[])["a", "b", "c", "d"]) Index.TryAdd(new ThingName(name));
        Metrics = new ConnectivityMetrics(Meters);
        Epochs = Make();
        if (isStarted) Epochs.Start();
    }

    internal ManualTimeProvider Clock { get; } = new();

    internal DateTimeOffset Start { get; }

    internal ConnectivityIndex Index { get; } = new();

    internal MetricRecorder Meters { get; } = new();

    internal ConnectivityMetrics Metrics { get; }

    internal RecordingLogger<BrokerEpochs> Logger { get; } = new();

    internal BrokerEpochs Epochs { get; private set; }

    /// <summary>Gets or sets what a batch waits for.</summary>
    internal Func<CancellationToken, ValueTask> WaitForRoom { get; set; } = static _ => ValueTask.CompletedTask;

    internal BrokerIncident Incident => Epochs.LastIncident!;

    internal static LifecycleSource Broker(long epoch, string node = "", bool continues = false, bool reports = false) =>
        new("mqttnet") { Node = node, Epoch = epoch, ContinuesLifetime = continues, ReportsActivity = reports };

    internal ThingConnectivity StateOf(string name)
    {
        Index.TryGet(name, out var state);
        return state;
    }

    internal bool IsConnected(string name) => StateOf(name).Connected;

    /// <summary>Gets the stamp of a thing's last change, in seconds since the start of the test.</summary>
    internal double? ChangedAt(string name) => (StateOf(name).Timestamp - Start)?.TotalSeconds;

    internal ApplyOutcome Connect(string name, LifecycleSource source, long number = 1, int? keepAlive = null, double? at = null) => Index.Apply(new LifecycleEvent
    {
        Kind = LifecycleEventKind.Connected,
        ClientId = name,
        Source = source,
        TimestampMs = Ms(at),
        Number = number,
        KeepAliveSeconds = keepAlive,
    });

    internal ApplyOutcome End(string name, LifecycleSource source, long number = 1, double? at = null) => Index.Apply(new LifecycleEvent
    {
        Kind = LifecycleEventKind.Disconnected,
        ClientId = name,
        Source = source,
        TimestampMs = Ms(at),
        Number = number,
        Reason = DisconnectReason.ConnectionLost,
        ReasonQuality = ReasonQuality.Stated,
    });

    internal ApplyOutcome Beat(string name, LifecycleSource source, double? at = null) => Index.Apply(new LifecycleEvent
    {
        Kind = LifecycleEventKind.Heartbeat,
        ClientId = name,
        Source = source,
        TimestampMs = Ms(at),
    });

    internal void Wait(double seconds) => Clock.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>What a restart of this process leaves of all this: the index.</summary>
    internal void RestartProcess()
    {
        Epochs.Dispose();
        Epochs = Make();
        Epochs.Start();
    }

    public void Dispose()
    {
        Epochs.Dispose();
        Metrics.Dispose();
        Meters.Dispose();
    }

    private BrokerEpochs Make() => new(Index, _options, Clock, Logger, Metrics) { WaitForRoom = token => WaitForRoom(token) };

    private long Ms(double? at) => (at is { } seconds ? Start.AddSeconds(seconds) : Clock.GetUtcNow()).ToUnixTimeMilliseconds();
}
