using IotConnectivity.Fleet.Columns;
using IotConnectivity.Queries.Conditions;

namespace IotConnectivity.Fleet.Filters;

/// <summary><c>connectivity.connected</c>.</summary>
internal sealed class ConnectedFilter(FleetColumns columns, bool connected) : Filter
{
    internal override int Cost => 1;

    internal override void Narrow(int chunk, Span<ulong> bits)
    {
        var times = columns.Times(chunk);
        for (var word = 0; word < bits.Length; word++)
        {
            var odd = ColumnScan.Odd(times.Slice(word * 64, 64));
            bits[word] &= connected ? odd : ~odd;
        }
    }

    internal override bool Matches(int place) => ((columns.TimeAt(place) & 1) != 0) == connected;
}

/// <summary><c>connectivity.timestamp</c>: the time of the last change, 0 for a thing that never connected.</summary>
internal sealed class TimestampFilter : Filter
{
    private readonly FleetColumns _columns;
    private readonly long _least;
    private readonly long _greatest;

    internal TimestampFilter(FleetColumns columns, NumberCondition condition)
    {
        _columns = columns;
        var least = condition.IncludesMin ? Math.Ceiling(condition.Min) : Math.Floor(condition.Min) + 1;
        var greatest = condition.IncludesMax ? Math.Floor(condition.Max) : Math.Ceiling(condition.Max) - 1;

        // The column has the time times two, and one more while connected. No time is outside of half a long.
        _least = (long)Math.Clamp(least, long.MinValue / 4, long.MaxValue / 4) * 2;
        _greatest = ((long)Math.Clamp(greatest, long.MinValue / 4, long.MaxValue / 4) * 2) + 1;
    }

    internal override int Cost => 1;

    internal override void Narrow(int chunk, Span<ulong> bits)
    {
        var times = _columns.Times(chunk);
        for (var word = 0; word < bits.Length; word++) bits[word] &= ColumnScan.Between(times.Slice(word * 64, 64), _least, _greatest);
    }

    internal override bool Matches(int place) => _columns.TimeAt(place) is var time && time >= _least && time <= _greatest;
}

/// <summary><c>connectivity.disconnectReason</c>, which only a thing has that was connected and is not any more.</summary>
internal sealed class ReasonFilter : Filter
{
    private readonly FleetColumns _columns;
    private readonly uint _mask;

    internal ReasonFilter(FleetColumns columns, ValueCondition condition)
    {
        _columns = columns;
        foreach (var reason in Enum.GetValues<DisconnectReason>())
        {
            if (condition.Matches(reason.ToWireText(), null)) _mask |= 1u << (1 + (int)reason);
        }
    }

    internal override int Cost => 1;

    internal override void Narrow(int chunk, Span<ulong> bits)
    {
        var reasons = _columns.Reasons(chunk);
        for (var word = 0; word < bits.Length; word++) bits[word] &= ColumnScan.OneOf(reasons.Slice(word * 64, 64), _mask);
    }

    internal override bool Matches(int place) => (_mask & (1u << _columns.ReasonAt(place))) != 0;
}
