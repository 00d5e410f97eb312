using System.Numerics;

namespace IotConnectivity.Registry;

/// <summary>A set of places of things: one bit for each, in chunks that are made where there is something.</summary>
/// <remarks>
/// Any thread may do anything; reads take no lock. What is in the set during a whole enumeration is enumerated. A chunk of 4096 places costs 512 bytes and stays.
/// </remarks>
internal sealed class PlaceSet
{
    private const int ChunkShift = 12;
    private const int WordShift = 6;
    private const int WordsPerChunk = 1 << (ChunkShift - WordShift);

    private readonly Lock _growing = new();

    // INVARIANT: changed under the lock; a chunk that is in one array is in every later one, so a bit that is set in it is never lost.
    private ulong[]?[] _chunks = [];
    private int _count;

    /// <summary>Gets how many places are in the set, at a moment's view.</summary>
    internal int Count => Volatile.Read(ref _count);

    /// <summary>Puts a place into the set.</summary>
    /// <returns>Whether it was not in it before.</returns>
    internal bool Add(int place)
    {
        var bit = 1UL << (place & 63);
        var chunk = FindChunk(place >> ChunkShift) ?? MakeChunk(place >> ChunkShift);
        if ((Interlocked.Or(ref chunk[(place >> WordShift) & (WordsPerChunk - 1)], bit) & bit) != 0) return false;
        Interlocked.Increment(ref _count);
        return true;
    }

    /// <summary>Takes a place out of the set.</summary>
    /// <returns>Whether it was in it.</returns>
    internal bool Remove(int place)
    {
        var bit = 1UL << (place & 63);
        if (FindChunk(place >> ChunkShift) is not { } chunk || (Interlocked.And(ref chunk[(place >> WordShift) & (WordsPerChunk - 1)], ~bit) & bit) == 0) return false;
        Interlocked.Decrement(ref _count);
        return true;
    }

    internal bool Contains(int place) =>
        FindChunk(place >> ChunkShift) is { } chunk && (Volatile.Read(ref chunk[(place >> WordShift) & (WordsPerChunk - 1)]) & (1UL << (place & 63))) != 0;

    /// <summary>Adds the places of a chunk of 4096 to bits.</summary>
    internal void AddTo(int chunk, Span<ulong> bits)
    {
        if (FindChunk(chunk) is not { } words) return;
        for (var word = 0; word < words.Length; word++) bits[word] |= Volatile.Read(ref words[word]);
    }

    /// <summary>Finds the first place from one on that is in any of several sets.</summary>
    /// <returns>The place, or -1 when there is none.</returns>
    internal static int Next(ReadOnlySpan<PlaceSet> sets, int from)
    {
        var mask = ulong.MaxValue << (from & 63);
        for (var (chunk, word) = (from >> ChunkShift, (from >> WordShift) & (WordsPerChunk - 1)); chunk < ChunksOf(sets); chunk++, word = 0)
        {
            for (; word < WordsPerChunk && HasChunk(sets, chunk); word++, mask = ulong.MaxValue)
            {
                var bits = 0UL;
                foreach (var set in sets) bits |= set.FindChunk(chunk) is { } words ? Volatile.Read(ref words[word]) : 0;
                bits &= mask;
                if (bits != 0) return (chunk << ChunkShift) | (word << WordShift) | BitOperations.TrailingZeroCount(bits);
            }

            mask = ulong.MaxValue;
        }

        return -1;
    }

    private static int ChunksOf(ReadOnlySpan<PlaceSet> sets)
    {
        var chunks = 0;
        foreach (var set in sets) chunks = Math.Max(chunks, Volatile.Read(ref set._chunks).Length);
        return chunks;
    }

    private static bool HasChunk(ReadOnlySpan<PlaceSet> sets, int chunk)
    {
        foreach (var set in sets)
        {
            if (set.FindChunk(chunk) is not null) return true;
        }

        return false;
    }

    private ulong[]? FindChunk(int chunk)
    {
        var chunks = Volatile.Read(ref _chunks);
        return chunk < chunks.Length ? Volatile.Read(ref chunks[chunk]) : null;
    }

    private ulong[] MakeChunk(int chunk)
    {
        lock (_growing)
        {
            var chunks = _chunks;
            if (chunk >= chunks.Length)
            {
                Array.Resize(ref chunks, chunk + 1);
                Volatile.Write(ref _chunks, chunks);
            }

            if (chunks[chunk] is null) Volatile.Write(ref chunks[chunk], new ulong[WordsPerChunk]);
            return chunks[chunk]!;
        }
    }
}
