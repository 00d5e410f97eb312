using IotConnectivity.Lifecycle;
using IotConnectivity.TestKit;

namespace IotConnectivity.Brokers;

public sealed class ReconciliationTests : IDisposable
{
    private static readonly LifecycleSource Broker = BrokerWorld.Broker(5);

    private readonly BrokerWorld _world = new();
    private readonly RecordingLogger<Reconciliation> _logger = new();
    private readonly Reconciliation _reconciliation;

    public ReconciliationTests() => _reconciliation = new Reconciliation(_world.Index, null, _logger, _world.Metrics);

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Reconcile_ListAgrees_ChangesNothing()
    {
        _world.Connect("a", Broker);

        var result = Reconcile(100, Open("a", 1, 0), Open("stranger", 2, 0));

        Assert.Equal(new ReconciliationResult(2, 0, 0, 1), result);
        Assert.False(result.HasDrift);
        Assert.Equal(1, _world.StateOf("a").Revision);
        Assert.Empty(_logger.Entries);
        Assert.Equal(0, _world.Meters.Sum("iot.connectivity.broker.drift"));
    }

    [Fact]
    public void Reconcile_ConnectMissed_IsApplied()
    {
        var result = Reconcile(100, Open("a", 1, 7));

        Assert.Equal(new ReconciliationResult(1, 1, 0, 0), result);
        Assert.Equal((true, 7), (_world.IsConnected("a"), _world.ChangedAt("a")));
        Assert.Equal(1, _world.Meters.Sum("iot.connectivity.broker.drift", ("source", "mqttnet"), ("direction", "missing")));
        Assert.Equal(
            "Warning 1703: The list of broker mqttnet has 1 connections: 1 were missing and were added, 0 were shown without being listed and were ended.",
            Assert.Single(_logger.Entries).ToString());
    }

    [Fact]
    public void Reconcile_EndMissed_EndsWithoutAReason()
    {
        _world.Connect("a", Broker);

        var result = Reconcile(100);

        Assert.Equal(new ReconciliationResult(0, 0, 1, 0), result);
        var state = _world.StateOf("a");
        Assert.Equal((false, DisconnectReason.Unknown, ReasonQuality.Inferred), (state.Connected, state.DisconnectReason, state.ReasonQuality));
        Assert.Equal(100, _world.ChangedAt("a"));
        Assert.Equal(1, _world.Meters.Sum("iot.connectivity.broker.drift", ("source", "mqttnet"), ("direction", "surplus")));
    }

    [Fact]
    public void Reconcile_RealEndComesLater_ReplacesTheInferredOne()
    {
        _world.Connect("a", Broker);
        Reconcile(100);

        _world.End("a", Broker, at: 130);

        Assert.Equal((DisconnectReason.ConnectionLost, 130), (_world.StateOf("a").DisconnectReason, _world.ChangedAt("a")));
    }

    [Theory]
    [InlineData(39, false)]
    [InlineData(40, true)]
    [InlineData(150, true)]
    public void Reconcile_ConnectionNewerThanTheList_IsNotMissedInIt(double connectedAt, bool isKept)
    {
        _world.Connect("a", Broker, at: connectedAt);

        Reconcile(100);

        Assert.Equal(isKept, _world.IsConnected("a"));
    }

    [Fact]
    public void Reconcile_ListedConnectionHasEndedSince_StaysEnded()
    {
        _world.Connect("a", Broker);
        _world.End("a", Broker, at: 101);

        var result = Reconcile(100, Open("a", 1, 0));

        Assert.Equal(0, result.Missing);
        Assert.False(_world.IsConnected("a"));
    }

    [Fact]
    public void Reconcile_ListedConnectionWasReplacedSince_KeepsTheNewer()
    {
        _world.Connect("a", Broker, number: 2, at: 20);

        var result = Reconcile(100, Open("a", 1, 0));

        Assert.False(result.HasDrift);
        Assert.Equal(2, _world.StateOf("a").Number);
        Assert.True(_world.IsConnected("a"));
    }

    [Fact]
    public void Reconcile_InferredEndOfAListedConnection_IsTakenBack()
    {
        _world.Connect("a", Broker);
        Reconcile(100);
        Assert.False(_world.IsConnected("a"));

        var result = Reconcile(200, Open("a", 1, 0));

        Assert.Equal(1, result.Missing);
        Assert.Equal((true, 0), (_world.IsConnected("a"), _world.ChangedAt("a")));
        Assert.False(_world.Index.Find("a")!.IsBeaten);
    }

    [Fact]
    public void Reconcile_HeardOfAfterTheList_IsKept()
    {
        _world.Connect("a", Broker);
        _world.Beat("a", Broker, at: 101);

        Assert.False(Reconcile(100).HasDrift);
        Assert.True(_world.IsConnected("a"));
    }

    [Fact]
    public void Reconcile_OtherNodesAndEpochs_AreLeftAlone()
    {
        _world.Connect("a", BrokerWorld.Broker(5, "north"));
        _world.Connect("b", BrokerWorld.Broker(4, continues: true));
        _world.Connect("c", new LifecycleSource("aws"));

        Assert.False(Reconcile(1000).HasDrift);
        Assert.Equal((true, true, true), (_world.IsConnected("a"), _world.IsConnected("b"), _world.IsConnected("c")));
    }

    [Fact]
    public void Reconcile_KeyedConnections_AreComparedByKey()
    {
        var source = new LifecycleSource("rabbitmq") { Epoch = 1 };
        foreach (var name in (string[])["a", "b"]) _world.Index.Apply(Keyed(name, "1", source, 0));

        var result = _reconciliation.Reconcile(source, [Keyed("a", "1", source, 0), Keyed("c", "2", source, 3)], _world.Start.AddSeconds(100));

        Assert.Equal(new ReconciliationResult(2, 1, 1, 0), result);
        Assert.Equal((true, false, true), (_world.IsConnected("a"), _world.IsConnected("b"), _world.IsConnected("c")));
    }

    [Fact]
    public void Reconcile_IndexingOff_DoesNothing()
    {
        _world.Index.Disable();

        Assert.Equal(new ReconciliationResult(1, 0, 0, 0), Reconcile(100, Open("a", 1, 0)));
        Assert.False(_world.IsConnected("a"));
    }

    [Fact]
    public void Reconcile_EventThatIsNoConnectOfTheSource_IsRefused()
    {
        Assert.StartsWith("an event of the list is `Heartbeat`, expected `Connected`", Refuse(Open("a", 1, 0) with { Kind = LifecycleEventKind.Heartbeat }), StringComparison.Ordinal);
        Assert.StartsWith(
            "an event of the list is of source `mqttnet` in epoch 6, expected `mqttnet` in epoch 5", Refuse(Open("a", 1, 0) with { Source = BrokerWorld.Broker(6) }), StringComparison.Ordinal);
        Assert.StartsWith(
            "an event of the list has neither a number nor a key, expected what its connect event has", Refuse(Open("a", 1, 0) with { Number = null }), StringComparison.Ordinal);
    }

    private string Refuse(LifecycleEvent listed) => Assert.Throws<ArgumentException>(() => Reconcile(100, listed)).Message;

    private ReconciliationResult Reconcile(double takenAt, params LifecycleEvent[] open) => _reconciliation.Reconcile(Broker, open, _world.Start.AddSeconds(takenAt));

    private LifecycleEvent Open(string name, long number, double at) => new()
    {
        Kind = LifecycleEventKind.Connected,
        ClientId = name,
        Source = Broker,
        TimestampMs = _world.Start.AddSeconds(at).ToUnixTimeMilliseconds(),
        Number = number,
    };

    private LifecycleEvent Keyed(string name, string key, LifecycleSource source, double at) =>
        Open(name, 1, at) with { Source = source, Number = null, Connection = ConnectionKey.Create(key) };
}
