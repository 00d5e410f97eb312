using System.Numerics;
using IotConnectivity.Fleet.Columns;

namespace IotConnectivity.Fleet.Filters;

/// <summary>All things that match a filter, as a bit for each place.</summary>
internal sealed class Matches
{
    private readonly ulong[] _bits;
    private readonly CancellationToken _cancellation;

    private Matches(ulong[] bits, CancellationToken cancellationToken)
    {
        _bits = bits;
        _cancellation = cancellationToken;
        foreach (var word in bits) Count += BitOperations.PopCount(word);
    }

    /// <summary>Gets how many there are.</summary>
    internal int Count { get; }

    /// <summary>Asks of all things.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="columns">What there is of all things.</param>
    /// <param name="cancellationToken">Gives up, within a chunk; also while <see cref="All"/> is read.</param>
    internal static Matches Find(Filter filter, FleetColumns columns, CancellationToken cancellationToken)
    {
        filter.Prepare();
        var things = columns.Things;
        var bits = new ulong[things.Chunks * Places.ChunkWords];
        var hasPrefix = columns.Names.IsRare(filter.NamePrefix);
        if (hasPrefix)
        {
            foreach (var place in columns.Names.Beginning(filter.NamePrefix)) bits[place / 64] |= 1UL << (place % 64);
        }

        for (var chunk = 0; chunk < things.Chunks; chunk++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var part = bits.AsSpan(chunk * Places.ChunkWords, Places.ChunkWords);
            if (!hasPrefix) things.Present(chunk).CopyTo(part);
            if (part.ContainsAnyExcept(0UL)) filter.Narrow(chunk, part);
        }

        return new Matches(bits, cancellationToken);
    }

    /// <summary>Gets the number of chunks.</summary>
    internal int Chunks => _bits.Length / Places.ChunkWords;

    /// <summary>Gets the bits of a chunk.</summary>
    internal ReadOnlySpan<ulong> Chunk(int number) => _bits.AsSpan(number * Places.ChunkWords, Places.ChunkWords);

    internal bool Contains(int place) => (_bits[place / 64] & (1UL << (place % 64))) != 0;

    /// <summary>Gets the places, in ascending order.</summary>
    internal IEnumerable<int> All()
    {
        for (var word = 0; word < _bits.Length; word++)
        {
            if (word % Places.ChunkWords == 0) _cancellation.ThrowIfCancellationRequested();
            for (var rest = _bits[word]; rest != 0; rest &= rest - 1) yield return (word * 64) + BitOperations.TrailingZeroCount(rest);
        }
    }
}
