using IotConnectivity.Indexing;

namespace IotConnectivity.Sqlite;

/// <summary>The latest states that are in the journal and not in the table of states yet, by key: a reference for each thing, so that nothing is ever sorted or made larger at once.</summary>
internal sealed class DirtyStates
{
    private const int ChunkBits = 12;
    private const int ChunkSize = 1 << ChunkBits;

    private DirtyState?[]?[] _chunks = new DirtyState?[]?[16];

    internal int Count { get; private set; }

    internal DirtyState? Find(long key)
    {
        var number = key >> ChunkBits;
        return number < _chunks.Length ? _chunks[number]?[key & (ChunkSize - 1)] : null;
    }

    internal void Put(long key, DirtyState state)
    {
        var number = checked((int)(key >> ChunkBits));
        if (number >= _chunks.Length) Array.Resize(ref _chunks, Math.Max(_chunks.Length * 2, number + 1));
        ref var slot = ref (_chunks[number] ??= new DirtyState?[ChunkSize])[key & (ChunkSize - 1)];
        if (slot is null) Count++;
        slot = state.After(slot);
    }

    internal void Remove(long key)
    {
        if (Find(key) is null) return;
        _chunks[key >> ChunkBits]![key & (ChunkSize - 1)] = null;
        Count--;
    }

    /// <summary>Finds the first key from one on that has a state.</summary>
    /// <returns>The key; <see cref="long.MaxValue"/> when there is none.</returns>
    internal long NextFrom(long key)
    {
        for (var number = key >> ChunkBits; number < _chunks.Length; key = ++number << ChunkBits)
        {
            if (_chunks[number] is not { } chunk) continue;
            var place = Array.FindIndex(chunk, (int)(key & (ChunkSize - 1)), static state => state is not null);
            if (place >= 0) return (number << ChunkBits) + place;
        }

        return long.MaxValue;
    }
}

/// <summary>The state of a thing in the journal: a snapshot, or what opening made of the journal, or the one that is stored, with more entries behind it.</summary>
internal sealed class DirtyState
{
    internal static readonly DirtyState Unchanged = new();

    private DirtyState()
    {
    }

    internal DirtyState(ThingConnectivity snapshot)
    {
        Snapshot = snapshot;
        Revision = snapshot.Revision;
    }

    internal DirtyState(byte[] encoded, long revision)
    {
        Encoded = encoded;
        Revision = revision;
    }

    internal ThingConnectivity? Snapshot { get; }

    internal byte[]? Encoded { get; }

    internal long Revision { get; }

    /// <summary>Gets the later of two. A snapshot of this process was made on top of what opening read, whatever its revision.</summary>
    internal DirtyState After(DirtyState? known)
    {
        if (known is null || known == Unchanged) return this;
        if (Snapshot is null) return known;
        return known.Snapshot is null || Revision >= known.Revision ? this : known;
    }
}
