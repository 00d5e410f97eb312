using System.Diagnostics.Metrics;

namespace IotConnectivity.TestKit;

public class MetricRecorderTests
{
    [Fact]
    public void Sum_CounterWithTags_AddsUpWhatMatches()
    {
        using var recorder = new MetricRecorder();
        var events = recorder.Create("IotConnectivity").CreateCounter<long>("iot.connectivity.events", "{event}");

        events.Add(2, new("source", "aws"), new("outcome", "applied"));
        events.Add(3, new("source", "aws"), new("outcome", "stale"));
        events.Add(5, new("source", "emqx"), new KeyValuePair<string, object?>("outcome", "applied"));

        Assert.Equal(10, recorder.Sum("iot.connectivity.events"));
        Assert.Equal(5, recorder.Sum("iot.connectivity.events", ("source", "aws")));
        Assert.Equal(3, recorder.Sum("iot.connectivity.events", ("source", "aws"), ("outcome", "stale")));
        Assert.Equal(0, recorder.Sum("iot.connectivity.events", ("outcome", null)));
        Assert.Equal(0, recorder.Sum("iot.connectivity.other"));
        Assert.All(recorder.Measurements, measurement => Assert.Equal("{event}", measurement.Unit));
    }

    [Fact]
    public void Last_GaugeAndHistogram_IsTheLatestValue()
    {
        using var recorder = new MetricRecorder();
        var meter = recorder.Create("IotConnectivity");
        var value = 1;
        _ = meter.CreateObservableGauge("iot.connectivity.things", () => value);
        meter.CreateHistogram<double>("iot.connectivity.delay", "s").Record(0.25);
        Assert.Null(recorder.Last("iot.connectivity.things"));

        recorder.Observe();
        value = 2;
        recorder.Observe();

        Assert.Equal(2, recorder.Last("iot.connectivity.things"));
        Assert.Equal(0.25, recorder.Last("iot.connectivity.delay"));
        Assert.Null(recorder.Last("iot.connectivity.delay", ("source", "aws")));
        Assert.Equal(["iot.connectivity.things", "iot.connectivity.delay"], recorder.Instruments.Select(instrument => instrument.Name));
    }

    [Fact]
    public void Create_MeterOfTheSameNameElsewhere_IsNotHeard()
    {
        using var recorder = new MetricRecorder();
        using var other = new MetricRecorder();
        using var stray = new Meter("IotConnectivity");

        other.Create("IotConnectivity").CreateCounter<int>("iot.connectivity.events").Add(1);
        stray.CreateCounter<int>("iot.connectivity.events").Add(1);

        Assert.Empty(recorder.Measurements);
        Assert.Single(other.Measurements);
    }

    [Fact]
    public void Dispose_ThenReport_KeepsWhatWasThere()
    {
        var recorder = new MetricRecorder();
        var events = recorder.Create("IotConnectivity").CreateCounter<int>("iot.connectivity.events");
        events.Add(1);

        recorder.Dispose();
        events.Add(1);

        Assert.Equal(1, recorder.Sum("iot.connectivity.events"));
        Assert.False(events.Enabled);
    }
}
