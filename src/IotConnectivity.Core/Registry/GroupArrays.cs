using System.Runtime.CompilerServices;

namespace IotConnectivity.Registry;

/// <summary>Remembers what a few arrays of groups became, the last ones, so that the next thing that changes alike shares the new array. Any thread.</summary>
/// <remarks>
/// An array that many things share is one that the collector takes for old. When a million old things get a new array, the next collection of new objects has to look at all of them,
/// and everybody waits for a quarter of a second; with an old array it does not.
/// </remarks>
internal sealed class GroupArrays
{
    // Eight bytes each for every group.
    private const int Remembered = 16;

    // From so many things on.
    private const int Many = 64;

    private readonly Change?[] _changes = new Change?[Remembered];

    /// <summary>Copies groups into an array that counts as old from the beginning, as those on the pinned object heap do.</summary>
    internal static RegisteredGroup[] MakeOld(params ReadOnlySpan<RegisteredGroup> groups)
    {
        var old = GC.AllocateArray<RegisteredGroup>(groups.Length, pinned: true);
        groups.CopyTo(old);
        return old;
    }

    /// <summary>Gets what an array becomes by a change.</summary>
    internal RegisteredGroup[] Get(RegisteredGroup[] before, RegisteredGroup group, Func<RegisteredGroup[], RegisteredGroup, RegisteredGroup[]> change)
    {
        ref var slot = ref _changes[RuntimeHelpers.GetHashCode(before) % Remembered];
        if (Volatile.Read(ref slot) is not { } known || !ReferenceEquals(known.Before, before)) known = new Change(before, change(before, group));
        else if (++known.Uses == Many) known = new Change(before, MakeOld(known.After)) { Uses = Many };
        else return known.After;
        Volatile.Write(ref slot, known);
        return known.After;
    }

    private sealed class Change(RegisteredGroup[] before, RegisteredGroup[] after)
    {
        internal RegisteredGroup[] Before => before;

        internal RegisteredGroup[] After => after;

        // RACE: may miss a use; it does not matter.
        internal int Uses { get; set; }
    }
}
