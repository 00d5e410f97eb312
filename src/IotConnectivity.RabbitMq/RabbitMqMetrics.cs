using System.Diagnostics.Metrics;

namespace IotConnectivity.RabbitMq;

/// <summary>The instruments of the meter <c>IotConnectivity.RabbitMq</c>.</summary>
internal sealed class RabbitMqMetrics : IDisposable
{
    public const string MeterName = "IotConnectivity.RabbitMq";

    private readonly Meter _meter;
    private readonly Counter<long> _messages;

    public RabbitMqMetrics(IEnumerable<RabbitMqLink> links, IMeterFactory? meterFactory = null)
    {
        _meter = meterFactory?.Create(MeterName) ?? new Meter(MeterName);
        _messages = _meter.CreateCounter<long>(
            "iot.connectivity.rabbitmq.messages", "{message}", "Messages of the event exchange, by what became of them: event, passed, rejected, or authentication_failure.");
        RabbitMqLink[] all = [.. links];
        _meter.CreateObservableUpDownCounter(
            "iot.connectivity.rabbitmq.connected", () => all.Select(static link => Measure(link, link.IsConnected ? 1L : 0L)), "{connection}", "Whether events come in, by address.");
        _meter.CreateObservableGauge(
            "iot.connectivity.rabbitmq.since", () => all.Select(static link => Measure(link, link.Since.ToUnixTimeSeconds())), "s", "Since when that is so, in seconds since 1970-01-01T00:00Z.");
    }

    public void Count(string outcome)
    {
        if (_messages.Enabled) _messages.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
    }

    public void Dispose() => _meter.Dispose();

    private static Measurement<long> Measure(RabbitMqLink link, long value) => new(value, new KeyValuePair<string, object?>("address", link.Address));
}
