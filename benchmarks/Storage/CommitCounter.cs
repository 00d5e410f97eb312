using System.Diagnostics.Metrics;
using IotConnectivity.Diagnostics;

namespace IotConnectivity.Benchmarks.Storage;

/// <summary>Counts commits by the library's own instrument.</summary>
internal sealed class CommitCounter : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _count;

    public CommitCounter()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Name: "iot.connectivity.journal.commit.duration", Meter.Name: ConnectivityMetrics.MeterName }) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref _count));
        _listener.Start();
    }

    public long Count => Interlocked.Read(ref _count);

    public void Dispose() => _listener.Dispose();
}
