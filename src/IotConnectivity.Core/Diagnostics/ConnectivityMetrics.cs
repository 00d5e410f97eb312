using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace IotConnectivity.Diagnostics;

/// <summary>The instruments of the meter <c>IotConnectivity</c>. No tag ever holds the name of a thing or a client.</summary>
public sealed class ConnectivityMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "IotConnectivity";

    private readonly Meter _meter;
    private readonly Counter<long> _events;
    private readonly Counter<long> _disconnects;
    private readonly Histogram<double> _connectionDuration;
    private readonly Counter<long> _journalEvents;
    private readonly Counter<long> _journalLost;
    private readonly Histogram<double> _commitDuration;
    private readonly Counter<long> _alerts;
    private readonly Histogram<double> _alertDelay;
    private readonly Counter<long> _violationEvents;
    private readonly Histogram<double> _violationLag;
    private readonly Counter<long> _brokerIncidents;
    private readonly Counter<long> _brokerClosed;
    private readonly Counter<long> _brokerDrift;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meterFactory">The application's factory; <see langword="null"/> for a meter of its own.</param>
    public ConnectivityMetrics(IMeterFactory? meterFactory = null)
    {
        _meter = meterFactory?.Create(MeterName) ?? new Meter(MeterName);
        _events = _meter.CreateCounter<long>("iot.connectivity.events", "{event}", "Lifecycle events taken in, by kind and by what became of them.");
        _disconnects = _meter.CreateCounter<long>("iot.connectivity.disconnects", "{disconnect}", "Things that went offline, by reason and by how the reason is known.");
        _connectionDuration = _meter.CreateHistogram<double>("iot.connectivity.connection.duration", "s", "How long connections lasted, by the clock of their source.");
        _journalEvents = _meter.CreateCounter<long>("iot.connectivity.journal.events", "{event}", "Events written to the store.");
        _journalLost = _meter.CreateCounter<long>("iot.connectivity.journal.lost", "{event}", "Events missing from the history because the journal was full.");
        _commitDuration = _meter.CreateHistogram<double>("iot.connectivity.journal.commit.duration", "s", "How long commits of the store took.");
        _alerts = _meter.CreateCounter<long>("iot.connectivity.alerts", "{alert}", "Alerts that were delivered, that failed and are tried again, and that are dead.");
        _alertDelay = _meter.CreateHistogram<double>("iot.connectivity.alert.delay", "s", "How long it took from the outbox until an alert was delivered.");
        _violationEvents = _meter.CreateCounter<long>("iot.connectivity.violation.events", "{event}", "Alarms that were raised, cleared or invalidated, by type.");
        _violationLag = _meter.CreateHistogram<double>("iot.connectivity.violation.lag", "s", "From the moment of the value that decided to the moment at which it was found. Includes how late events came in.");
        _brokerIncidents = _meter.CreateCounter<long>("iot.connectivity.broker.incidents", "{incident}", "Brokers that were stopped or killed with things connected, by source and cause.");
        _brokerClosed = _meter.CreateCounter<long>("iot.connectivity.broker.closed", "{connection}", "Connections that did not come back after their broker was stopped or killed, by source and cause.");
        _brokerDrift = _meter.CreateCounter<long>("iot.connectivity.broker.drift", "{connection}", "Connections that were missing, or shown and not there, by a broker's own list; by source and direction.");
    }

    /// <summary>Adds a number that is read when somebody collects.</summary>
    internal void Observe(string name, string unit, string description, Func<IEnumerable<Measurement<long>>> read) =>
        _meter.CreateObservableUpDownCounter(name, read, unit, description);

    internal void ViolationChanged(string type, TimeSpan lag)
    {
        if (_violationEvents.Enabled) _violationEvents.Add(1, new KeyValuePair<string, object?>("type", type));
        if (_violationLag.Enabled) _violationLag.Record(Math.Max(0, lag.TotalSeconds), new KeyValuePair<string, object?>("type", type));
    }

    internal void EventHeard(string kind, string outcome)
    {
        if (_events.Enabled) _events.Add(1, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("outcome", outcome));
    }

    internal void Disconnected(string reason, string quality, TimeSpan? lasted)
    {
        if (_disconnects.Enabled) _disconnects.Add(1, new KeyValuePair<string, object?>("reason", reason), new KeyValuePair<string, object?>("quality", quality));
        if (lasted is { } duration && _connectionDuration.Enabled) _connectionDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("reason", reason));
    }

    internal void BrokerIncident(string source, bool isPolite, int closed)
    {
        var tags = new TagList { { "source", source }, { "cause", isPolite ? "stop" : "crash" } };
        if (_brokerIncidents.Enabled) _brokerIncidents.Add(1, tags);
        if (_brokerClosed.Enabled) _brokerClosed.Add(closed, tags);
    }

    internal void BrokerDrifted(string source, string direction, int connections)
    {
        if (_brokerDrift.Enabled) _brokerDrift.Add(connections, new KeyValuePair<string, object?>("source", source), new KeyValuePair<string, object?>("direction", direction));
    }

    internal void JournalCommitted(int events, TimeSpan took)
    {
        if (_journalEvents.Enabled) _journalEvents.Add(events);
        if (_commitDuration.Enabled) _commitDuration.Record(took.TotalSeconds);
    }

    internal void JournalLost(long events) => _journalLost.Add(events);

    internal void AlertsCounted(int count, string outcome)
    {
        if (_alerts.Enabled) _alerts.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
    }

    internal void AlertDelivered(TimeSpan delay)
    {
        AlertsCounted(1, "delivered");
        if (_alertDelay.Enabled) _alertDelay.Record(delay.TotalSeconds);
    }

    /// <summary>Ends a meter that no factory made.</summary>
    public void Dispose() => _meter.Dispose();
}
