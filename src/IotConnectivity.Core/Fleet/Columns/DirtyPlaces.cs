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

        // RACE: the word first, since who takes clears the summary first; and the summary whoever has set the word, since he may not have come to the summary yet.
        var isNew = (Volatile.Read(ref chunk.Words[word]) & bit) == 0 && (Interlocked.Or(ref chunk.Words[word], bit) & bit) == 0;
        if ((Volatile.Read(ref chunk.Summary) & (1UL << word)) == 0) Interlocked.Or(ref chunk.Summary, 1UL << word);
        return isNew;
    }

    /// <summary>Takes marked places, in ascending order, into a list.</summary>
    /// <param name="places">Gets the places added.</param>
    /// <param name="atMost">Stops after the chunk with which there are this many.</param>
    /// <param name="from">The chunk to begin with, 0 for all; gets the one to go on with.</param>
    /// <returns>Whether it came to the end: then everything was taken that was marked when it began with 0.</returns>
    internal bool Take(List<int> places, int atMost, ref int from)
    {
        var chunks = Volatile.Read(ref _chunks);
        for (; from < chunks.Length; from++)
        {
            var chunk = chunks[from];
            if (Volatile.Read(ref chunk.Summary) == 0) continue;
            if (places.Count >= atMost) return false;

            // INVARIANT: what has no bit in the summary any more is taken now, so that nobody finds nothing marked while something is left for later.
            for (var summary = Interlocked.Exchange(ref chunk.Summary, 0); summary != 0; summary &= summary - 1)
            {
                var word = System.Numerics.BitOperations.TrailingZeroCount(summary);
                for (var bits = Interlocked.Exchange(ref chunk.Words[word], 0); bits != 0; bits &= bits - 1)
                {
                    places.Add((from * Places.ChunkSize) + (word * 64) + System.Numerics.BitOperations.TrailingZeroCount(bits));
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
