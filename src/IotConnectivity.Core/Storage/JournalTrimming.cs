using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;

namespace IotConnectivity.Storage;

/// <summary>Says which old events can be forgotten without changing what later history rests on.</summary>
public static class JournalTrimming
{
    /// <summary>Finds the entries without which the join of all of them is the same.</summary>
    /// <param name="expired">The expired entries of one thing, the oldest first.</param>
    /// <param name="candidates">How many of the oldest may be dropped.</param>
    /// <returns>The positions of those to drop, in growing order.</returns>
    public static IReadOnlyList<int> FindDroppable(ReadOnlySpan<JournalEntry> expired, int candidates)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(candidates, expired.Length);
        var whole = Join(expired, []);
        var dropped = new HashSet<int>();
        for (var i = 0; i < candidates; i++)
        {
            dropped.Add(i);
            if (Counts(expired[i].Rule) && !whole.SequenceEqual(Join(expired, dropped))) dropped.Remove(i);
        }

        return [.. dropped.Order()];
    }

    private static IReadOnlyList<LifecycleEvent> Join(ReadOnlySpan<JournalEntry> entries, HashSet<int> without)
    {
        const string Name = "t";
        var index = new ConnectivityIndex();
        new ThingRegistry(index).TryCreate(new ThingName(Name), null, null, out _, out _);
        for (var i = 0; i < entries.Length; i++)
        {
            if (Counts(entries[i].Rule) && !without.Contains(i)) index.Apply(entries[i].Event with { ClientId = Name });
        }

        index.TryGet(Name, out var state);
        return state.ToEvents(Name);
    }

    private static bool Counts(OrderRule rule) =>
        rule is not (OrderRule.NotConnectivity or OrderRule.IndexingOff or OrderRule.NotRegistered or OrderRule.ActivityContradictsEnd);
}
