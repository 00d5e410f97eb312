using IotConnectivity.Fleet.Columns;

namespace IotConnectivity.Fleet.Filters;

/// <summary>A part of a query that can be asked of a whole chunk of things at once or of one thing.</summary>
/// <remarks>Belongs to one user at a time, who keeps the columns from changing meanwhile.</remarks>
internal abstract class Filter
{
    /// <summary>Gets about how long one thing takes, in nanoseconds, when a whole chunk is asked. Cheap parts are asked first.</summary>
    internal abstract int Cost { get; }

    /// <summary>Gets what the names of all matching things begin with, in any case; empty when nothing is known of them.</summary>
    internal virtual string NamePrefix => string.Empty;

    /// <summary>Prepares for many calls of <see cref="Narrow"/> with the columns as they are.</summary>
    internal virtual void Prepare()
    {
    }

    /// <summary>Gets an upper bound of how many things match; cheap, and often far too high.</summary>
    internal virtual int MostMatches(int things) => things;

    /// <summary>Clears the bits of the things that do not match.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="bits">A bit for each of its places; a place without a thing has none.</param>
    internal abstract void Narrow(int chunk, Span<ulong> bits);

    /// <summary>Says whether a thing matches.</summary>
    internal abstract bool Matches(int place);

    /// <summary>Clears, place by place, the bits of the things that do not match.</summary>
    private protected void NarrowOneByOne(int chunk, Span<ulong> bits)
    {
        for (var word = 0; word < bits.Length; word++)
        {
            for (var rest = bits[word]; rest != 0; rest &= rest - 1)
            {
                var bit = System.Numerics.BitOperations.TrailingZeroCount(rest);
                if (!Matches((chunk * Places.ChunkSize) + (word * 64) + bit)) bits[word] &= ~(1UL << bit);
            }
        }
    }
}
