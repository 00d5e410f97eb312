using IotConnectivity.Fleet.Columns;
using IotConnectivity.Queries.Conditions;

namespace IotConnectivity.Fleet.Filters;

/// <summary><c>thingId</c>, a UUID.</summary>
internal sealed class IdFilter(FleetColumns columns, ValueCondition condition) : Filter
{
    private const int TextLength = 36;

    // Most words that are searched for everywhere cannot be a UUID.
    private readonly bool _isPossible = condition is not TermCondition { Pattern: { IsExact: true } pattern } || Guid.TryParseExact(pattern.Text, "D", out _);

    internal override int Cost => _isPossible ? 120 : 0;

    internal override int MostMatches(int things) => _isPossible ? things : 0;

    internal override void Narrow(int chunk, Span<ulong> bits)
    {
        if (_isPossible) NarrowOneByOne(chunk, bits);
        else bits.Clear();
    }

    internal override bool Matches(int place)
    {
        if (!_isPossible || columns.Things[place] is not { } thing) return false;
        Span<char> text = stackalloc char[TextLength];
        return thing.Id.TryFormat(text, out _) && condition.Matches(text, null);
    }
}
