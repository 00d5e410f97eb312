namespace IotConnectivity.Fleet.Columns;

/// <summary>One value for each place. Written by one thread while nobody reads.</summary>
internal sealed class Column<T>
{
    private T[][] _chunks = [];

    internal T this[int place]
    {
        get => Places.ChunkOf(place) is var chunk && chunk < _chunks.Length && _chunks[chunk] is { } values ? values[Places.InChunk(place)] : default!;
        set
        {
            var chunk = Places.ChunkOf(place);
            Places.Grow(ref _chunks, chunk);
            (_chunks[chunk] ??= new T[Places.ChunkSize])[Places.InChunk(place)] = value;
        }
    }

    /// <summary>Gets the values of a chunk; empty when none was ever set.</summary>
    internal ReadOnlySpan<T> Chunk(int number) => number < _chunks.Length ? _chunks[number] : default;
}
