using IotConnectivity.Fleet.Columns;
using IotConnectivity.Queries.Conditions;

namespace IotConnectivity.Fleet.Filters;

/// <summary><c>thingName</c>, and <c>connectivity.clientId</c>, which is the same.</summary>
internal sealed class NameFilter(FleetColumns columns, ValueCondition condition) : Filter
{
    private ulong[]? _matching;

    internal override int Cost { get; } = columns.Names.IsRare(PrefixOf(condition)) ? 1 : 100;

    /// <inheritdoc/>
    internal override string NamePrefix { get; } = PrefixOf(condition);

    /// <inheritdoc/>
    internal override int MostMatches(int things) => NamePrefix.Length > 0 ? Math.Min(things, columns.Names.MostBeginning(NamePrefix)) : things;

    /// <inheritdoc/>
    internal override void Prepare()
    {
        _matching = null;
        if (!columns.Names.IsRare(NamePrefix)) return;
        _matching = new ulong[columns.Things.Chunks * Places.ChunkWords];
        foreach (var place in columns.Names.Beginning(NamePrefix))
        {
            if (Matches(place)) _matching[place / 64] |= 1UL << (place % 64);
        }
    }

    /// <inheritdoc/>
    internal override void Narrow(int chunk, Span<ulong> bits)
    {
        if (_matching is null)
        {
            NarrowOneByOne(chunk, bits);
            return;
        }

        for (var word = 0; word < bits.Length; word++) bits[word] &= _matching[(chunk * Places.ChunkWords) + word];
    }

    /// <inheritdoc/>
    internal override bool Matches(int place) => columns.Things[place] is { } thing && condition.Matches(thing.Name, null);

    private static string PrefixOf(ValueCondition condition) => condition switch
    {
        TermCondition term => term.Pattern.LiteralPrefix,
        PhraseCondition phrase => phrase.Text,
        _ => string.Empty,
    };
}
