using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.Storage;

/// <summary>Says which old entries of a thing's journal its later history does not rest on.</summary>
/// <remarks>
/// The state at a moment is the join of what was heard until then, so entries that all lie before a horizon can be replaced by any among them with the same join: every
/// state from the horizon on stays the same. In the end a few are left: the latest connection, the ends that wait for their connects, the last activity that took back an end.
/// </remarks>
public static class JournalTrimming
{
    /// <summary>Finds entries that can be forgotten.</summary>
    /// <param name="expired">All entries of one thing that lie before the horizon, by their stamps and by their receipt, and that are still stored; the first received first.</param>
    /// <param name="candidates">How many of them, from the first on, may be forgotten: those that are not among the last <see cref="JournalRetention.LastEvents"/> of the thing.</param>
    /// <returns>The indexes of the entries to forget, in ascending order.</returns>
    /// <remarks>
    /// Pure. Costs a pass over the entries for each one that stays, times the logarithm of their number; a state needs few of them, seldom more than two. Entries that are
    /// not <see cref="OrderRules.IsPartOfState">part of a state</see> are always among those to forget.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="candidates"/> is negative or greater than the number of entries.</exception>
    public static IReadOnlyList<int> FindDroppable(ReadOnlySpan<JournalEntry> expired, int candidates)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(candidates);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(candidates, expired.Length);

        var isKept = new bool[expired.Length];
        for (var i = 0; i < expired.Length; i++) isKept[i] = i >= candidates || expired[i].Rule.IsPartOfState();
        var whole = Join(expired, isKept);

        // An end can go only before its connect, so what could not be dropped may be droppable afterwards.
        while (TryDrop(expired, isKept, whole, 0, candidates))
        {
        }

        var dropped = new List<int>();
        for (var i = 0; i < candidates; i++)
        {
            if (!isKept[i]) dropped.Add(i);
        }

        return dropped;
    }

    /// <summary>Drops a range whole if the state can do without it, otherwise what can be dropped of its halves; the newer half first.</summary>
    /// <returns>Whether something was dropped and something was not.</returns>
    private static bool TryDrop(ReadOnlySpan<JournalEntry> expired, bool[] isKept, (ThingConnectivity State, long Activity) whole, int from, int to)
    {
        var saved = isKept[from..to];
        if (!saved.Contains(true)) return false;
        isKept.AsSpan(from..to).Clear();
        var (state, activity) = Join(expired, isKept);
        if (activity == whole.Activity && state.IsWorthTheSameAs(whole.State)) return false;

        saved.CopyTo(isKept, from);
        if (to - from == 1) return false;
        var middle = from + ((to - from) / 2);
        TryDrop(expired, isKept, whole, middle, to);
        TryDrop(expired, isKept, whole, from, middle);
        return !isKept.AsSpan(from..to).SequenceEqual(saved);
    }

    private static (ThingConnectivity State, long Activity) Join(ReadOnlySpan<JournalEntry> expired, bool[] isKept)
    {
        var events = new List<LifecycleEvent>();
        for (var i = 0; i < expired.Length; i++)
        {
            if (isKept[i] && expired[i].Rule.IsPartOfState()) events.Add(expired[i].Event);
        }

        var activity = ThingConnectivity.None;
        return (ConnectionOrder.Join(events, ref activity), activity);
    }
}
