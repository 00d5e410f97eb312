namespace IotConnectivity.Fleet.Columns;

/// <summary>The index keeps what it knows of a thing under the thing's place in the registry, in chunks of so many places.</summary>
internal static class Places
{
    /// <summary>Places in a chunk. Small enough that the columns of a chunk that a scan looks at stay in the nearest cache.</summary>
    internal const int ChunkSize = 4096;

    /// <summary>Words of 64 bits that stand for the places of a chunk.</summary>
    internal const int ChunkWords = ChunkSize / 64;

    internal static int ChunkOf(int place) => place / ChunkSize;

    internal static int InChunk(int place) => place % ChunkSize;

    /// <summary>Makes room in a list of chunks.</summary>
    internal static void Grow<T>(ref T[] chunks, int chunk)
    {
        if (chunk >= chunks.Length) Array.Resize(ref chunks, Math.Max(chunk + 1, chunks.Length * 2));
    }
}
