using IotConnectivity.Fleet.Columns;
using IotConnectivity.Queries.Conditions;

namespace IotConnectivity.Fleet.Filters;

/// <summary>A term without a field, which is looked for in everything that the registry and Detect have of a thing.</summary>
/// <remarks>Which attributes there are can change from one question to the next.</remarks>
internal sealed class AnyFieldFilter(FleetColumns columns, ValueCondition condition, bool seesDynamic, long? momentMs) : Filter
{
    private readonly Filter[] _fixed =
    [
        new NameFilter(columns, condition),
        new IdFilter(columns, condition),
        new TextFilter(() => columns.Types, condition),
        new GroupFilter(columns, condition, seesDynamic),
        new AnyViolationFilter(columns, condition, momentMs),
    ];

    private OrFilter? _all;

    internal override int Cost => 1000;

    internal override void Prepare()
    {
        _all = new OrFilter([.. _fixed, .. columns.AttributeNames.Select(name => new TextFilter(() => columns.Attribute(name), condition))]);
        _all.Prepare();
    }

    internal override void Narrow(int chunk, Span<ulong> bits) => _all!.Narrow(chunk, bits);

    internal override bool Matches(int place)
    {
        foreach (var part in _fixed)
        {
            if (part.Matches(place)) return true;
        }

        if (columns.Things[place] is not { } thing) return false;
        foreach (var (_, value) in thing.Data.Attributes)
        {
            if (condition.Matches(value, NumberLiteral.Parse(value))) return true;
        }

        return false;
    }
}
