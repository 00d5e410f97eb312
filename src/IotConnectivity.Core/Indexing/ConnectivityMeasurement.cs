using System.Diagnostics.Metrics;
using IotConnectivity.Diagnostics;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

/// <summary>Follows an index and measures what happens.</summary>
internal sealed class ConnectivityMeasurement : IConnectivityFollower
{
    private readonly ConnectivityMetrics _metrics;

    internal ConnectivityMeasurement(ConnectivityIndex index, ConnectivityMetrics metrics)
    {
        _metrics = metrics;
        metrics.Observe("iot.connectivity.things", "{thing}", "Registered things, by whether they are connected.", () => Count(index));
    }

    public void OnChanged(in ConnectivityChange change)
    {
        // What is forgotten, because its thing was deleted or indexing was switched off, has not gone offline.
        var after = change.After;
        if (!change.Before.Connected || after.Connected || !after.IsKnown) return;
        _metrics.Disconnected(after.DisconnectReason.ToWireText(), NameOf(after.ReasonQuality), LastedOf(after));
    }

    public void OnHeard(ThingCell? cell, in LifecycleEvent news, OrderRule rule, ThingConnectivity? state) =>
        _metrics.EventHeard(news.Kind.ToWireText(), NameOf(rule.OutcomeOf()));

    // Nobody sent it.
    public void OnConcluded(ThingCell? cell, in LifecycleEvent news, OrderRule rule, ThingConnectivity? state)
    {
    }

    /// <summary>Stamps of a source may be off, so that an end seems to lie before its connect; a duration is never negative.</summary>
    private static TimeSpan? LastedOf(ThingConnectivity ended) =>
        ended.DisconnectedAt - ended.ConnectedAt is { } lasted ? TimeSpan.FromTicks(Math.Max(0, lasted.Ticks)) : null;

    private static Measurement<long>[] Count(ConnectivityIndex index)
    {
        var connected = index.ConnectedCount;
        return
        [
            new(connected, new KeyValuePair<string, object?>("state", "connected")),
            new(index.Count - connected, new KeyValuePair<string, object?>("state", "disconnected")),
        ];
    }

    private static string NameOf(ReasonQuality quality) => quality switch
    {
        ReasonQuality.Stated => "stated",
        ReasonQuality.Inferred => "inferred",
        _ => "absent",
    };

    private static string NameOf(ApplyOutcome outcome) => outcome switch
    {
        ApplyOutcome.Applied => "applied",
        ApplyOutcome.Duplicate => "duplicate",
        ApplyOutcome.Stale => "stale",
        ApplyOutcome.NotRegistered => "not_registered",
        _ => "ignored",
    };
}
