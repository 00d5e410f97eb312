using System.Runtime.CompilerServices;

namespace IotConnectivity.Registry;

/// <summary>Remembers what a few arrays of groups became, the last ones, so that the next thing that changes alike shares the new array. Any thread.</summary>
internal sealed class GroupArrays
{
    // Eight bytes each for every group.
    private const int Remembered = 16;

    private readonly Change?[] _changes = new Change?[Remembered];

    /// <summary>Gets what an array becomes by a change, always the same one.</summary>
    internal RegisteredGroup[] Get(RegisteredGroup[] before, RegisteredGroup group, Func<RegisteredGroup[], RegisteredGroup, RegisteredGroup[]> change)
    {
        ref var slot = ref _changes[RuntimeHelpers.GetHashCode(before) % Remembered];
        if (Volatile.Read(ref slot) is { } known && ReferenceEquals(known.Before, before)) return known.After;
        var after = change(before, group);
        Volatile.Write(ref slot, new Change(before, after));
        return after;
    }

    private sealed record Change(RegisteredGroup[] Before, RegisteredGroup[] After);
}
