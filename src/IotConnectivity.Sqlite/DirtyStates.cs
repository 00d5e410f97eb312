using IotConnectivity.Indexing;

namespace IotConnectivity.Sqlite;

/// <summary>The latest states that are in the journal and not in the table of states yet, by key: a reference for each thing, so that nothing is ever sorted or made larger at once.</summary>
internal sealed class DirtyStates
{
    private const int ChunkBits = 12;
    private const int ChunkSize = 1 << ChunkBits;

    private DirtyState[]?[] _chunks = new DirtyState[]?[16];

    internal int Count { get; private set; }

    internal DirtyState Find(long key)
    {
        var number = key >> ChunkBits;
        return number < _chunks.Length && _chunks[number] is { } chunk ? chunk[key & (ChunkSize - 1)] : default;
    }

    internal void Put(long key, DirtyState state)
    {
        var number = checked((int)(key >> ChunkBits));
        if (number >= _chunks.Length) Array.Resize(ref _chunks, Math.Max(_chunks.Length * 2, number + 1));
        ref var slot = ref (_chunks[number] ??= new DirtyState[ChunkSize])[key & (ChunkSize - 1)];
        if (slot.IsNone) Count++;
        slot = state.After(slot);
    }

    internal void Remove(long key)
    {
        if (Find(key).IsNone) return;
        _chunks[key >> ChunkBits]![key & (ChunkSize - 1)] = default;
        Count--;
    }

    /// <summary>Finds the first key from one on that has a state.</summary>
    /// <returns>The key; <see cref="long.MaxValue"/> when there is none.</returns>
    internal long NextFrom(long key)
    {
        for (var number = key >> ChunkBits; number < _chunks.Length; key = ++number << ChunkBits)
        {
            if (_chunks[number] is not { } chunk) continue;
            var place = Array.FindIndex(chunk, (int)(key & (ChunkSize - 1)), static state => !state.IsNone);
            if (place >= 0) return (number << ChunkBits) + place;
        }

        return long.MaxValue;
    }
}

/// <summary>What the journal has of a thing beyond the table of states: the latest snapshot, or, as read when the store was opened, its events.</summary>
/// <remarks>
/// One reference and no object of its own: beside the snapshots, which live on anyway, a million of those would keep the garbage collector busy.
/// </remarks>
internal readonly record struct DirtyState
{
    private static readonly object UnchangedMark = new();

    private readonly object? _value;

    internal DirtyState(ThingConnectivity snapshot) => _value = snapshot;

    internal DirtyState(EncodedState encoded) => _value = encoded;

    private DirtyState(object mark) => _value = mark;

    /// <summary>Gets the state of a thing of which something was heard that changed nothing: what the table has stays.</summary>
    internal static DirtyState Unchanged { get; } = new(UnchangedMark);

    internal bool IsNone => _value is null;

    internal bool IsUnchanged => ReferenceEquals(_value, UnchangedMark);

    internal ThingConnectivity? Snapshot => _value as ThingConnectivity;

    internal EncodedState? Encoded => _value as EncodedState;

    internal long Revision => Snapshot?.Revision ?? Encoded?.Revision ?? 0;

    /// <summary>Gets the later of two. A snapshot of this process was made on top of what opening read, whatever its revision.</summary>
    internal DirtyState After(DirtyState known)
    {
        if (known.IsNone || known.IsUnchanged) return this;
        if (Snapshot is not { } snapshot) return known;
        return known.Snapshot is not { } other || snapshot.Revision >= other.Revision ? this : known;
    }
}

/// <summary>A state as opening made it of the table and the journal.</summary>
internal sealed class EncodedState(byte[] events, long revision)
{
    internal byte[] Events { get; } = events;

    internal long Revision { get; } = revision;
}
