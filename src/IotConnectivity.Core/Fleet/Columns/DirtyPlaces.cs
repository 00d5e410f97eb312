namespace IotConnectivity.Fleet.Columns;

/// <summary>Remembers the places that have changed until somebody looks at them. However often a place changes, it is remembered once, so this never grows beyond the fleet.</summary>
/// <remarks>
/// Any thread may mark; one thread at a time takes. A bit for each place and a summary of each chunk.
/// INVARIANT: whoever marks has written what changed before (with a full fence), and whoever takes reads it afterwards. So no change is missed.
/// </remarks>
internal sealed class DirtyPlaces
{
    private readonly Lock _growing = new();
    private Chunk[] _chunks = [];

    /// <summary>Gets a value indicating whether anything is marked.</summary>
    internal bool IsEmpty
    {
        get
        {
            foreach (var chunk in Volatile.Read(ref _chunks))
            {
                if (Volatile.Read(ref chunk.Summary) != 0) return false;
            }

            return true;
        }
    }

    /// <summary>Marks a place.</summary>
    /// <returns>Whether it was not marked before.</returns>
    internal bool Mark(int place)
    {
        var chunk = ChunkFor(Places.ChunkOf(place));
        var word = Places.InChunk(place) / 64;
        var bit = 1UL << (place % 64);
        if ((Volatile.Read(ref chunk.Words[word]) & bit) != 0) return false;

        // RACE: the word first. Who empties the chunk takes the summary first, so a summary without its bit can only be followed by one with it.
        var seen = Interlocked.Or(ref chunk.Words[word], bit);
        if (seen == 0) Interlocked.Or(ref chunk.Summary, 1UL << word);
        return (seen & bit) == 0;
    }

    /// <summary>Takes all marked places, in ascending order, into a list.</summary>
    /// <param name="places">Gets the places added.</param>
    /// <param name="atMost">Stops after the word with which there are this many.</param>
    /// <returns>Whether all were taken.</returns>
    internal bool Take(List<int> places, int atMost)
    {
        var chunks = Volatile.Read(ref _chunks);
        for (var number = 0; number < chunks.Length; number++)
        {
            var chunk = chunks[number];
            if (Volatile.Read(ref chunk.Summary) == 0) continue;
            for (var summary = Interlocked.Exchange(ref chunk.Summary, 0); summary != 0; summary &= summary - 1)
            {
                if (places.Count >= atMost)
                {
                    Interlocked.Or(ref chunk.Summary, summary);
                    return false;
                }

                var word = System.Numerics.BitOperations.TrailingZeroCount(summary);
                for (var bits = Interlocked.Exchange(ref chunk.Words[word], 0); bits != 0; bits &= bits - 1)
                {
                    places.Add((number * Places.ChunkSize) + (word * 64) + System.Numerics.BitOperations.TrailingZeroCount(bits));
                }
            }
        }

        return true;
    }

    private Chunk ChunkFor(int number)
    {
        var chunks = Volatile.Read(ref _chunks);
        if (number < chunks.Length) return chunks[number];
        lock (_growing)
        {
            if (number >= _chunks.Length)
            {
                var length = _chunks.Length;
                Volatile.Write(ref _chunks, [.. _chunks, .. Enumerable.Range(length, number + 1 - length).Select(static _ => new Chunk())]);
            }

            return _chunks[number];
        }
    }

    private sealed class Chunk
    {
        internal readonly ulong[] Words = new ulong[Places.ChunkWords];
        internal ulong Summary;
    }
}
