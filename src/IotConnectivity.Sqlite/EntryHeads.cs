namespace IotConnectivity.Sqlite;

/// <summary>The last entry of each thing: where its history begins to be read, and what its next entry points back to. 16 bytes a thing.</summary>
/// <remarks>The single writer sets; any thread may ask for the last entry.</remarks>
internal sealed class EntryHeads
{
    private const int ChunkBits = 12;
    private const int ChunkSize = 1 << ChunkBits;

    // Chunks of which no thing was ever heard stay null.
    private EntryHead[]?[] _chunks = new EntryHead[]?[16];

    /// <summary>Gets the last entry of a thing, for the writer.</summary>
    internal EntryHead this[long key]
    {
        get => ChunkOf(key) is { } chunk ? chunk[key & (ChunkSize - 1)] : default;
        set
        {
            var number = checked((int)(key >> ChunkBits));
            if (number >= _chunks.Length)
            {
                var larger = new EntryHead[]?[Math.Max(_chunks.Length * 2, number + 1)];
                _chunks.CopyTo(larger, 0);
                Volatile.Write(ref _chunks, larger);
            }

            if (_chunks[number] is null)
            {
                if (value.Entry == 0) return;
                Volatile.Write(ref _chunks[number], new EntryHead[ChunkSize]);
            }

            ref var slot = ref _chunks[number]![key & (ChunkSize - 1)];
            slot.Sequence = value.Sequence;
            Volatile.Write(ref slot.Entry, value.Entry);
        }
    }

    /// <summary>Gets the id of the last entry of a thing, for any thread; 0 if there is none.</summary>
    internal long LastEntryOf(long key) => ChunkOf(key) is { } chunk ? Volatile.Read(ref chunk[key & (ChunkSize - 1)].Entry) : 0;

    private EntryHead[]? ChunkOf(long key)
    {
        var chunks = Volatile.Read(ref _chunks);
        var number = key >> ChunkBits;
        return (ulong)number < (ulong)chunks.Length ? Volatile.Read(ref chunks[number]) : null;
    }
}

/// <summary>The last entry of a thing.</summary>
internal struct EntryHead
{
    /// <summary>Its id; 0 if there is none.</summary>
    internal long Entry;

    /// <summary>Its number among the entries of the thing, from 1.</summary>
    internal uint Sequence;
}
