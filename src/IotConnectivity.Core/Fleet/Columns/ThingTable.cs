using IotConnectivity.Registry;

namespace IotConnectivity.Fleet.Columns;

/// <summary>The things of the index by their places, as the index has taken them in. Written by one thread while nobody reads.</summary>
internal sealed class ThingTable
{
    private readonly Column<RegisteredThing?> _things = new();
    private ulong[][] _present = [];

    /// <summary>Gets the number of things.</summary>
    internal int Count { get; private set; }

    /// <summary>Gets the number of chunks.</summary>
    internal int Chunks => _present.Length;

    /// <summary>Gets or sets the thing at a place.</summary>
    internal RegisteredThing? this[int place]
    {
        get => _things[place];
        set
        {
            var chunk = Places.ChunkOf(place);
            while (chunk >= _present.Length) _present = [.. _present, new ulong[Places.ChunkWords]];
            ref var word = ref _present[chunk][Places.InChunk(place) / 64];
            var bit = 1UL << (place % 64);
            if ((word & bit) != 0) Count--;
            if (value is not null) Count++;
            word = value is null ? word & ~bit : word | bit;
            _things[place] = value;
        }
    }

    /// <summary>Gets a bit for each place of a chunk at which there is a thing.</summary>
    internal ReadOnlySpan<ulong> Present(int chunk) => _present[chunk];
}
