using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.TestKit;

namespace IotConnectivity.Diagnostics;

public sealed class ConnectivityMetricsTests : IDisposable
{
    private const string Events = "iot.connectivity.events";
    private const string Disconnects = "iot.connectivity.disconnects";
    private const string Duration = "iot.connectivity.connection.duration";
    private const string Things = "iot.connectivity.things";

    private static readonly Teller Keys = Teller.Keys;

    private readonly MetricRecorder _recorder = new();
    private readonly ConnectivityMetrics _metrics;
    private readonly ConnectivityIndex _index;

    public ConnectivityMetricsTests()
    {
        _metrics = new ConnectivityMetrics(_recorder);
        _index = new ConnectivityIndex(_metrics);
        _index.TryAdd(new ThingName(Teller.Pump));
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _recorder.Dispose();
    }

    [Fact]
    public void Instruments_HaveNamesAndUnits()
    {
        Assert.All(_recorder.Instruments, instrument => Assert.Equal("IotConnectivity", instrument.Meter.Name));
        Assert.All(_recorder.Instruments, instrument => Assert.False(string.IsNullOrEmpty(instrument.Description)));
        Assert.Equal(
            [
                ("iot.connectivity.alert.delay", "s"), ("iot.connectivity.alerts", "{alert}"),
                ("iot.connectivity.broker.closed", "{connection}"), ("iot.connectivity.broker.drift", "{connection}"), ("iot.connectivity.broker.incidents", "{incident}"),
                (Duration, "s"), (Disconnects, "{disconnect}"), (Events, "{event}"), ("iot.connectivity.journal.commit.duration", "s"),
                ("iot.connectivity.journal.events", "{event}"), ("iot.connectivity.journal.lost", "{event}"), (Things, "{thing}"),
                ("iot.connectivity.violation.events", "{event}"), ("iot.connectivity.violation.lag", "s"),
            ],
            _recorder.Instruments.Select(instrument => (instrument.Name, instrument.Unit!)).OrderBy(pair => pair.Name, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(LifecycleEventKind.Connected, "connected", "applied")]
    [InlineData(LifecycleEventKind.Disconnected, "disconnected", "applied")]
    [InlineData(LifecycleEventKind.ConnectFailed, "connect_failed", "ignored")]
    [InlineData(LifecycleEventKind.Subscribed, "subscribed", "ignored")]
    [InlineData(LifecycleEventKind.Unsubscribed, "unsubscribed", "ignored")]
    [InlineData(LifecycleEventKind.Heartbeat, "heartbeat", "applied")]
    public void Events_EveryKind_HasItsName(LifecycleEventKind kind, string name, string outcome)
    {
        _index.Apply(Keys.Of(kind, 0));

        var measurement = Assert.Single(_recorder.Measurements, measurement => measurement.Instrument == Events);
        Assert.Equal(1, measurement.Value);
        Assert.Equal(["kind", "outcome"], measurement.Tags.Keys.Order(StringComparer.Ordinal));
        Assert.True(measurement.Has(("kind", name), ("outcome", outcome)));
    }

    [Fact]
    public void Events_EveryOutcome_HasItsName()
    {
        _index.Apply(Keys.Connect(5, "a"));
        _index.Apply(Keys.Connect(5, "a"));
        _index.Apply(Keys.Connect(0, "b"));
        _index.Apply(new Teller(Keys.Source, "stranger").Connect(0, "a"));
        _index.Disable();
        _index.Apply(Keys.Connect(0, "b"));

        foreach (var outcome in new[] { "applied", "duplicate", "stale", "not_registered", "ignored" })
        {
            Assert.Equal(1, _recorder.Sum(Events, ("kind", "connected"), ("outcome", outcome)));
        }
    }

    [Fact]
    public void Disconnects_StatedInferredAndAbsent_AreToldApart()
    {
        _index.Apply(Keys.Connect(0, "a"));
        _index.Apply(Keys.InferredEnd(0, "a", since: 0));
        _index.Apply(Keys.Beat(1));
        _index.Apply(Keys.End(1_500, "a"));
        _index.Apply(Keys.Connect(2_000, "b"));
        _index.Apply(Keys.End(9_000, "b", reason: DisconnectReason.Unknown) with { ReasonQuality = ReasonQuality.Absent });

        Assert.Equal(3, _recorder.Sum(Disconnects));
        Assert.Equal(1, _recorder.Sum(Disconnects, ("reason", "MQTT_KEEP_ALIVE_TIMEOUT"), ("quality", "inferred")));
        Assert.Equal(1, _recorder.Sum(Disconnects, ("reason", "CONNECTION_LOST"), ("quality", "stated")));
        Assert.Equal(1, _recorder.Sum(Disconnects, ("reason", "UNKNOWN"), ("quality", "absent")));
        Assert.Equal(90 + 1.5 + 7, _recorder.Sum(Duration));
        Assert.Equal(1.5, _recorder.Sum(Duration, ("reason", "CONNECTION_LOST")));
    }

    [Fact]
    public void Events_WhatWasConcluded_IsNotCounted()
    {
        _index.Apply(Keys.Connect(0, "a"));
        _index.Apply(_index.Find(Teller.Pump)!, Keys.InferredEnd(0, "a", since: 0));
        _index.Apply(Keys.Beat(1));

        Assert.Equal(2, _recorder.Sum(Events));
        Assert.Equal(1, _recorder.Sum(Events, ("kind", "heartbeat"), ("outcome", "applied")));
        Assert.Equal(1, _recorder.Sum(Disconnects));
    }

    [Fact]
    public void Disconnects_TakeoversAndEndsThatReplaceEnds_AreNotCounted()
    {
        _index.Apply(Keys.Connect(0, "a"));
        _index.Apply(Keys.Connect(5, "b"));
        _index.Apply(Keys.End(9, "b"));
        _index.Apply(Keys.End(8, "b"));

        Assert.Equal(1, _recorder.Sum(Disconnects));
    }

    [Fact]
    public void Disconnects_EndOfUnknownBeginning_HasNoDuration()
    {
        _index.Apply(Keys.Connect(0, "a"));
        _index.Apply(Teller.Timed.End(5));

        Assert.Equal(1, _recorder.Sum(Disconnects));
        Assert.DoesNotContain(_recorder.Measurements, measurement => measurement.Instrument == Duration);
    }

    [Fact]
    public void Disconnects_EndStampedBeforeItsConnect_LastedNothing()
    {
        _index.Apply(Keys.Connect(5_000, "a"));
        _index.Apply(Keys.End(0, "a"));

        Assert.Equal(0, Assert.Single(_recorder.Measurements, measurement => measurement.Instrument == Duration).Value);
    }

    [Fact]
    public void Disconnects_ForgottenThings_AreNotCounted()
    {
        _index.Apply(Keys.Connect(0, "a"));
        _index.Disable();
        _index.Enable();
        _index.Apply(Keys.Connect(0, "a"));
        _index.TryRemove(Teller.Pump);

        Assert.Equal(0, _recorder.Sum(Disconnects));
    }

    [Fact]
    public void Things_AreCountedByState()
    {
        _index.TryAdd(new ThingName("pump-18"));
        _index.TryAdd(new ThingName("pump-19"));
        _index.Apply(Keys.Connect(0, "a"));

        _recorder.Observe();

        Assert.Equal(1, _recorder.Last(Things, ("state", "connected")));
        Assert.Equal(2, _recorder.Last(Things, ("state", "disconnected")));
    }

    [Fact]
    public void Tags_NeverHoldNames()
    {
        _index.Apply(Keys.Connect(0, "a"));
        _index.Apply(Keys.End(5, "a") with { RawReason = "secret words", Principal = "cert-1" });
        _recorder.Observe();

        var values = _recorder.Measurements.SelectMany(measurement => measurement.Tags.Values).Distinct(StringComparer.Ordinal);

        Assert.Equal(
            ["CONNECTION_LOST", "applied", "connected", "disconnected", "stated"], values.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Apply_WithoutAFactory_MeasuresWithAMeterOfItsOwn()
    {
        var heard = new ConcurrentQueue<string>();
        using var listener = new MeterListener();
        using var metrics = new ConnectivityMetrics();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == ConnectivityMetrics.MeterName) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => heard.Enqueue($"{instrument.Name} {tags[0].Value} {tags[1].Value}"));
        listener.Start();

        new ConnectivityIndex(metrics).Apply(Keys.Of(LifecycleEventKind.Unsubscribed, 0));

        Assert.Contains($"{Events} unsubscribed not_registered", heard);
    }
}
