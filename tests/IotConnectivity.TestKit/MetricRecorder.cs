using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace IotConnectivity.TestKit;

/// <summary>Hands out meters and keeps what their instruments report.</summary>
/// <remarks>
/// Listens only to the meters it made itself, so tests that run at the same time do not see each other's numbers: give it to the code under test as its
/// <see cref="IMeterFactory"/>. Any thread may report and read.
/// </remarks>
public sealed class MetricRecorder : IMeterFactory
{
    private readonly ConcurrentQueue<Measurement> _measurements = new();
    private readonly ConcurrentQueue<Instrument> _instruments = new();
    private readonly ConcurrentQueue<Meter> _meters = new();
    private readonly MeterListener _listener = new();

    /// <summary>Starts listening.</summary>
    public MetricRecorder()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!ReferenceEquals(instrument.Meter.Scope, this)) return;
            _instruments.Enqueue(instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        Listen<byte>();
        Listen<short>();
        Listen<int>();
        Listen<long>();
        Listen<float>();
        Listen<double>();
        Listen<decimal>();
        _listener.Start();
    }

    /// <summary>Gets everything reported so far: a snapshot, in the order of reporting.</summary>
    public IReadOnlyList<Measurement> Measurements => [.. _measurements];

    /// <summary>Gets the instruments that exist, whether they reported or not.</summary>
    public IReadOnlyList<Instrument> Instruments => [.. _instruments];

    /// <inheritdoc/>
    public Meter Create(MeterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var meter = new Meter(new MeterOptions(options.Name) { Version = options.Version, Tags = options.Tags, Scope = this });
        _meters.Enqueue(meter);
        return meter;
    }

    /// <summary>Asks the observable instruments for their present values; they report nothing by themselves.</summary>
    public void Observe() => _listener.RecordObservableInstruments();

    /// <summary>Adds up what an instrument reported under the given tags: what a counter stands at.</summary>
    public double Sum(string instrument, params ReadOnlySpan<(string Name, string? Value)> tags)
    {
        var sum = 0.0;
        foreach (var measurement in _measurements)
        {
            if (measurement.Instrument == instrument && measurement.Has(tags)) sum += measurement.Value;
        }

        return sum;
    }

    /// <summary>Gets the latest value that an instrument reported under the given tags, or <see langword="null"/>: what a gauge stands at.</summary>
    public double? Last(string instrument, params ReadOnlySpan<(string Name, string? Value)> tags)
    {
        double? last = null;
        foreach (var measurement in _measurements)
        {
            if (measurement.Instrument == instrument && measurement.Has(tags)) last = measurement.Value;
        }

        return last;
    }

    /// <summary>Stops listening and disposes the meters; what was recorded stays readable.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        foreach (var meter in _meters) meter.Dispose();
    }

    private void Listen<T>()
        where T : struct, IConvertible =>
        _listener.SetMeasurementEventCallback<T>((instrument, value, tags, _) =>
        {
            var named = new Dictionary<string, string?>(StringComparer.Ordinal);
            foreach (var (name, tag) in tags) named[name] = Convert.ToString(tag, CultureInfo.InvariantCulture);
            _measurements.Enqueue(new Measurement(instrument.Name, instrument.Unit, value.ToDouble(CultureInfo.InvariantCulture), named));
        });
}
