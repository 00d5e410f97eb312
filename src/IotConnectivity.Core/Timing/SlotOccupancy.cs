using System.Numerics;

namespace IotConnectivity.Timing;

/// <summary>Remembers which slots hold timeouts, one bit for each, and finds the first one without looking at the slots. All operations cost O(1).</summary>
internal sealed class SlotOccupancy
{
    private readonly ulong[] _slots = new ulong[SlotAddress.LevelCount];

    // INVARIANT: bit n is set if and only if _slots[n] is not 0.
    private uint _levels;

    /// <summary>Notes that a slot holds a timeout.</summary>
    public void Set(SlotAddress address)
    {
        _slots[address.Level] |= 1UL << address.Index;
        _levels |= 1U << address.Level;
    }

    /// <summary>Notes that a slot is empty.</summary>
    public void Clear(SlotAddress address)
    {
        ref var slots = ref _slots[address.Level];
        slots &= ~(1UL << address.Index);
        if (slots == 0) _levels &= ~(1U << address.Level);
    }

    /// <summary>Finds the occupied slot whose timeouts are due first.</summary>
    /// <param name="address">The lowest slot of the lowest level that has one.</param>
    /// <returns>Whether any slot is occupied.</returns>
    public bool TryFindFirst(out SlotAddress address)
    {
        if (_levels == 0)
        {
            address = default;
            return false;
        }

        var level = BitOperations.TrailingZeroCount(_levels);
        address = new SlotAddress(level, BitOperations.TrailingZeroCount(_slots[level]));
        return true;
    }
}
