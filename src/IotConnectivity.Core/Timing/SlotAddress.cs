using System.Numerics;

namespace IotConnectivity.Timing;

/// <summary>Where a due tick belongs in a wheel: a level, and one of its 64 slots.</summary>
/// <param name="Level">From 0, whose slots are one tick wide, to 10; each level's slots are 64 times as wide as those of the level below.</param>
/// <param name="Index">From 0 to 63: the six bits of the due tick that the level stands for.</param>
/// <remarks>
/// The level is that of the highest bit in which the due tick and the wheel's present tick differ. So the slots of a level all lie in the same lap as the
/// present tick and after it, an address stays true until the wheel reaches the first tick of the slot, and everything in a lower level is due before
/// anything in a higher one. Eleven levels of six bits hold the 63 bits of a positive <see cref="long"/>, hence no tick is out of reach.
/// </remarks>
internal readonly record struct SlotAddress(int Level, int Index)
{
    public const int LevelCount = 11;
    public const int SlotsPerLevel = 1 << BitsPerLevel;

    private const int BitsPerLevel = 6;

    /// <summary>Finds where a tick of the future belongs.</summary>
    /// <param name="dueTick">A tick after <paramref name="now"/>.</param>
    /// <param name="now">The present tick, from 0.</param>
    public static SlotAddress Of(long dueTick, long now)
    {
        var level = BitOperations.Log2((ulong)(dueTick ^ now)) / BitsPerLevel;
        return new SlotAddress(level, (int)(dueTick >> (level * BitsPerLevel)) & (SlotsPerLevel - 1));
    }

    /// <summary>Gets the first tick that the slot stands for in the lap of the present tick.</summary>
    public long FirstTick(long now)
    {
        var shift = Level * BitsPerLevel;

        // Two shifts, because the top level's together are more than the 63 that one shift can do.
        var lap = now & (-1L << shift << BitsPerLevel);
        return lap | ((long)Index << shift);
    }
}
