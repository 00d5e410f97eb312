using IotConnectivity.Fleet.Columns;
using IotConnectivity.Queries.Evaluation;

namespace IotConnectivity.Fleet.Filters;

/// <summary>A field without a column: each thing is looked at, which costs more. For what is seldom asked or cannot be enumerated.</summary>
internal sealed class DocumentFilter(FleetColumns columns, FieldCondition condition) : Filter
{
    internal override int Cost => 500;

    internal override void Narrow(int chunk, Span<ulong> bits) => NarrowOneByOne(chunk, bits);

    internal override bool Matches(int place)
    {
        if (columns.Things[place] is not { } thing) return false;
        foreach (var value in new ThingDocument(thing).Values(condition.Field))
        {
            if (condition.Value.Matches(value.Text, value.Number)) return true;
        }

        return false;
    }
}
