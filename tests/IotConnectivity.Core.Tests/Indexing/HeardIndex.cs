using System.Globalization;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

/// <summary>An index with one registered thing, and what it says of that thing in one readable line.</summary>
internal sealed class HeardIndex
{
    internal HeardIndex(params ReadOnlySpan<LifecycleEvent> events)
    {
        Index.TryAdd(new ThingName(Teller.Pump));
        foreach (var lifecycleEvent in events) Hear(lifecycleEvent);
    }

    internal ConnectivityIndex Index { get; } = new();

    internal ThingConnectivity State
    {
        get
        {
            Index.TryGet(Teller.Pump, out var state);
            return state;
        }
    }

    /// <summary>Gets "connected KEY #NUMBER at SECONDS" or "REASON KEY #NUMBER at SECONDS", leaving out what is not known.</summary>
    internal string Says
    {
        get
        {
            var state = State;
            var key = state.Connection.IsNone ? "" : $" {state.Connection}";
            var number = state.Number is { } n ? $" #{n}" : "";
            var at = state.TimestampMs is { } ms ? string.Create(CultureInfo.InvariantCulture, $" at {(ms - Teller.Start) / 1000.0:0.###}") : "";
            return $"{(state.Connected ? "connected" : state.DisconnectReason.ToWireText())}{key}{number}{at}";
        }
    }

    internal ApplyOutcome Hear(in LifecycleEvent lifecycleEvent) => Index.Apply(lifecycleEvent);
}
