using System.Diagnostics.Metrics;

namespace IotConnectivity.MqttNet.Client;

/// <summary>The instruments of the meter <c>IotConnectivity.MqttNet</c>.</summary>
public sealed class MqttPresenceMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "IotConnectivity.MqttNet";

    private readonly Meter _meter;
    private readonly Histogram<double> _gaps;
    private readonly List<MqttPresenceClient> _clients = [];

    /// <summary>Makes the instruments.</summary>
    /// <param name="meterFactory">The application's factory; <see langword="null"/> for a meter of its own.</param>
    public MqttPresenceMetrics(IMeterFactory? meterFactory = null)
    {
        _meter = meterFactory?.Create(MeterName) ?? new Meter(MeterName);
        _gaps = _meter.CreateHistogram<double>("iot.connectivity.presence.gap", "s", "How long presence events of a broker were not heard.");
        _meter.CreateObservableUpDownCounter("iot.connectivity.presence.listening", () => Count(static client => client.State.IsListening), "{broker}", "Brokers whose presence events are heard.");
        _meter.CreateObservableUpDownCounter("iot.connectivity.presence.silent", () => Count(static client => !client.State.IsListening), "{broker}", "Brokers whose presence events are not heard.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Observe(MqttPresenceClient client)
    {
        lock (_clients) _clients.Add(client);
    }

    internal void GapEnded(TimeSpan gap) => _gaps.Record(gap.TotalSeconds);

    private long Count(Func<MqttPresenceClient, bool> isCounted)
    {
        lock (_clients) return _clients.LongCount(isCounted);
    }
}
