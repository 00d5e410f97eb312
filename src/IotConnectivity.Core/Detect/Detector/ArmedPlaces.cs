namespace IotConnectivity.Detect.Detector;

/// <summary>For each place of a thing, when it will be asked; 0 when it will not. The detector's thread only.</summary>
/// <remarks>
/// Four bytes for each place, in chunks that are made where a thing is armed, so that arming a random one of a million things touches four megabytes and not their objects.
/// INVARIANT: whoever writes a moment here puts an entry with it into the wheel; an entry whose moment does not stand here any more means nothing.
/// </remarks>
internal sealed class ArmedPlaces
{
    private const int ChunkShift = 12;
    private const int ChunkMask = (1 << ChunkShift) - 1;

    private uint[]?[] _chunks = [];

    /// <summary>Arms a place, if it is not armed for that moment or an earlier one.</summary>
    /// <returns>Whether it was armed, and needs an entry.</returns>
    internal bool TryArm(int place, uint due)
    {
        ref var armed = ref Find(place);
        if (armed != 0 && armed <= due) return false;
        armed = due;
        return true;
    }

    /// <summary>Has the processor fetch what is known of a place, without waiting for it.</summary>
    internal void Touch(int place) => Volatile.Read(ref Find(place));

    /// <summary>Disarms a place whose entry was delivered.</summary>
    /// <returns>Whether the entry was the one that counts.</returns>
    internal bool TryDisarm(int place, uint due)
    {
        ref var armed = ref Find(place);
        if (armed != due) return false;
        armed = 0;
        return true;
    }

    private ref uint Find(int place)
    {
        var chunk = place >> ChunkShift;
        if (chunk >= _chunks.Length) Array.Resize(ref _chunks, chunk + 1);
        return ref (_chunks[chunk] ??= new uint[1 << ChunkShift])[place & ChunkMask];
    }
}
