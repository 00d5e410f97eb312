using IotConnectivity.Timing;

namespace IotConnectivity.Detect.Detector;

/// <summary>A timing wheel for places of things that are asked again when their time comes: what is in it is never taken out before.</summary>
/// <remarks>
/// 16 bytes for each entry, one behind the other in the order in which they came, so that a million need neither a million objects nor a million waits for memory. They stand in blocks that
/// are used again, so that no array has to be copied into a larger one, and new memory is touched only when more wait than ever before.
/// Not thread-safe. Adding and delivering cost O(1), plus one move for each level that an entry descends (see <see cref="SlotAddress"/>).
/// </remarks>
internal sealed class PlaceWheel(long startTick)
{
    // INVARIANT: each is the last block of a ring whose blocks are full but for that one, or null.
    private readonly PlaceBlock?[] _slots = new PlaceBlock?[SlotAddress.LevelCount * SlotAddress.SlotsPerLevel];
    private readonly SlotOccupancy _occupancy = new();
    private PlaceBlock? _free;
    private List<Entry> _due = [];
    private List<Entry> _spare = [];

    /// <summary>Gets the tick up to which everything was delivered.</summary>
    internal long Now { get; private set; } = startTick;

    /// <summary>Gets how many entries there are.</summary>
    internal int Count { get; private set; }

    /// <summary>Gets a tick before which there is nothing to do; <see langword="null"/> when there is nothing at all.</summary>
    internal long? NextTick => _due.Count > 0 ? Now : _occupancy.TryFindFirst(out var address) ? address.FirstTick(Now) : null;

    /// <summary>Adds an entry; one whose tick is not to come is delivered next.</summary>
    /// <param name="place">The place of the thing.</param>
    /// <param name="stamp">What it was armed with.</param>
    /// <param name="tick">When to deliver it.</param>
    internal void Add(int place, uint stamp, long tick)
    {
        Count++;
        Put(new Entry(place, stamp, tick));
    }

    /// <summary>Moves on and takes what is due on the way.</summary>
    /// <returns>The entries, until the next call.</returns>
    internal List<Entry> Advance(long toTick)
    {
        while (_occupancy.TryFindFirst(out var address) && address.FirstTick(Now) is var tick && tick <= toTick)
        {
            Now = tick;
            ref var slot = ref _slots[(address.Level * SlotAddress.SlotsPerLevel) + address.Index];
            var last = slot!;
            slot = null;
            _occupancy.Clear(address);
            for (var block = last.Next; block is not null;)
            {
                foreach (var entry in block.Filled) Put(entry);
                var next = block == last ? null : block.Next;
                Free(block);
                block = next;
            }
        }

        Now = Math.Max(Now, toTick);
        (_due, _spare) = (_spare, _due);
        _due.Clear();
        Count -= _spare.Count;
        return _spare;
    }

    private void Put(Entry entry)
    {
        if (entry.Tick <= Now)
        {
            _due.Add(entry);
            return;
        }

        var address = SlotAddress.Of(entry.Tick, Now);
        ref var last = ref _slots[(address.Level * SlotAddress.SlotsPerLevel) + address.Index];
        if (last is null || last.IsFull)
        {
            last = Take(last);
            _occupancy.Set(address);
        }

        last.Add(entry);
    }

    /// <summary>Gets an empty block, behind another or alone.</summary>
    private PlaceBlock Take(PlaceBlock? last)
    {
        var block = _free ?? new PlaceBlock();
        _free = block.Next;
        block.Next = last?.Next ?? block;
        if (last is not null) last.Next = block;
        return block;
    }

    private void Free(PlaceBlock block)
    {
        block.Clear();
        block.Next = _free;
        _free = block;
    }

    /// <summary>A place that waits.</summary>
    internal readonly record struct Entry(int Place, uint Stamp, long Tick);
}
