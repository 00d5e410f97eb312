using IotConnectivity.Lifecycle;

namespace IotConnectivity.History;

/// <summary>
/// The order in which a timeline takes events: by stamp, and of one stamp heartbeats, then connects, then ends, each by what they say. It depends on nothing but the events, so that it
/// does not matter how they came in.
/// </summary>
internal static class EventOrder
{
    internal static int Compare(in LifecycleEvent left, in LifecycleEvent right)
    {
        var order = left.TimestampMs.CompareTo(right.TimestampMs);
        if (order == 0) order = Rank(left).CompareTo(Rank(right));
        if (order == 0) order = left.Source.Epoch.CompareTo(right.Source.Epoch);
        if (order == 0) order = Nullable.Compare(left.Number, right.Number);
        if (order == 0) order = ConnectionKey.CompareForTies(left.Connection, right.Connection);
        if (order == 0) order = string.CompareOrdinal(left.Source.Name, right.Source.Name);
        if (order == 0) order = string.CompareOrdinal(left.Source.Node, right.Source.Node);
        if (order == 0) order = Nullable.Compare(left.ConnectedAtMs, right.ConnectedAtMs);
        if (order == 0) order = Nullable.Compare(left.LastActivityMs, right.LastActivityMs);
        if (order == 0) order = left.ReasonQuality.CompareTo(right.ReasonQuality);
        if (order == 0) order = left.Reason.CompareTo(right.Reason);
        return order == 0 ? string.CompareOrdinal(left.RawReason, right.RawReason) : order;
    }

    private static int Rank(in LifecycleEvent news) => news.Kind switch
    {
        LifecycleEventKind.Heartbeat => 0,
        LifecycleEventKind.Connected => 1,
        _ => 2,
    };
}
