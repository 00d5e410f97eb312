using IotConnectivity.Indexing;

namespace IotConnectivity.History;

/// <summary>Walks over a part of a timeline once and adds up.</summary>
internal sealed class UptimeCount
{
    private readonly Dictionary<DisconnectReason, int> _drops = [];
    private long _connectedMs;
    private long _outageFrom = ThingConnectivity.None;
    private bool _isDrop;
    private DisconnectReason _reason;
    private (long From, long Length, DisconnectReason Reason) _longest = (0, -1, default);

    internal long ConnectedMs => _connectedMs;

    internal IReadOnlyDictionary<DisconnectReason, int> Drops => _drops;

    internal ConnectivityOutage? LongestOutage => _longest.Length < 0
        ? null
        : new(DateTimeOffset.FromUnixTimeMilliseconds(_longest.From), TimeSpan.FromMilliseconds(_longest.Length), _longest.Reason);

    /// <summary>Counts from <paramref name="from"/> to <paramref name="to"/>, before which the state is known.</summary>
    internal static UptimeCount Of(ThingTimeline timeline, long from, long to)
    {
        var count = new UptimeCount();
        var first = timeline.CountBefore(from);
        var state = first == 0 ? null : timeline.StateAfter(first - 1);
        if (state is { Connected: false }) count.Begin(state, from, isDrop: false);
        var at = from;
        for (var i = first; i < timeline.Count && timeline.TimestampMsOf(i) < to; i++)
        {
            var (next, nextAt) = (timeline.StateAfter(i), timeline.TimestampMsOf(i));
            if (state is { Connected: true }) count._connectedMs += nextAt - at;
            if (next.Connected) count.End(nextAt);
            else count.Begin(next, nextAt, state is { Connected: true });
            (state, at) = (next, nextAt);
        }

        if (state is { Connected: true }) count._connectedMs += to - at;
        count.End(to);
        return count;
    }

    /// <summary>Begins an outage, or learns another reason of the present one.</summary>
    private void Begin(ThingConnectivity state, long at, bool isDrop)
    {
        _reason = state.DisconnectReason;
        if (_outageFrom != ThingConnectivity.None) return;
        _outageFrom = at;
        _isDrop = isDrop;
    }

    private void End(long at)
    {
        if (_outageFrom == ThingConnectivity.None) return;
        if (_isDrop) _drops[_reason] = _drops.GetValueOrDefault(_reason) + 1;
        if (at - _outageFrom > _longest.Length) _longest = (_outageFrom, at - _outageFrom, _reason);
        _outageFrom = ThingConnectivity.None;
    }
}
