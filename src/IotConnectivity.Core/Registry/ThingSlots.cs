namespace IotConnectivity.Registry;

/// <summary>
/// All things in a fixed order, so that a list can be read page by page while things come and go: a thing keeps its place for as long as it lives, hence nothing that
/// was there throughout is missed or shown twice.
/// </summary>
/// <remarks>Changes take a lock, reads do not. Eight bytes for each thing; the place of a deleted thing goes to the next new one.</remarks>
internal sealed class ThingSlots
{
    private const int ChunkSize = 4096;

    private readonly Lock _lock = new();
    private readonly Stack<int> _free = new();
    private RegisteredThing?[][] _chunks = [];
    private int _used;

    /// <summary>Gets one past the last place that was ever used.</summary>
    internal int End => Volatile.Read(ref _used);

    internal RegisteredThing? this[int slot]
    {
        get
        {
            var chunks = Volatile.Read(ref _chunks);
            return slot / ChunkSize < chunks.Length ? Volatile.Read(ref chunks[slot / ChunkSize][slot % ChunkSize]) : null;
        }
    }

    internal void Add(RegisteredThing thing)
    {
        lock (_lock)
        {
            if (!_free.TryPop(out var slot))
            {
                slot = _used;
                if (slot / ChunkSize == _chunks.Length) Volatile.Write(ref _chunks, [.. _chunks, new RegisteredThing?[ChunkSize]]);
                Volatile.Write(ref _used, slot + 1);
            }

            thing.Place = slot;
            Volatile.Write(ref _chunks[slot / ChunkSize][slot % ChunkSize], thing);
        }
    }

    internal void Remove(RegisteredThing thing)
    {
        lock (_lock)
        {
            Volatile.Write(ref _chunks[thing.Place / ChunkSize][thing.Place % ChunkSize], null);
            _free.Push(thing.Place);
        }
    }
}
