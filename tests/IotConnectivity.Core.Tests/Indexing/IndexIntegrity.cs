namespace IotConnectivity.Indexing;

/// <summary>Walks a whole index that nobody changes any more, and all that was published about it.</summary>
internal static class IndexIntegrity
{
    internal static void AssertHolds(ConnectivityIndex index, RevisionLedger ledger)
    {
        var things = index.Enumerate().ToDictionary(StringComparer.Ordinal);
        Assert.Equal(index.Count, things.Count);
        Assert.Equal(things.Values.Count(state => state.Connected), index.ConnectedCount);
        foreach (var (name, state) in things)
        {
            Assert.True(index.TryGet(name, out var byString));
            Assert.True(index.TryGet(name.AsSpan(), out var bySpan));
            Assert.Same(state, byString);
            Assert.Same(state, bySpan);
            AssertBacklogIsBounded(state);
        }

        ledger.AssertIncreasing();
        var published = ledger.LastOfAll();
        foreach (var (name, last) in published)
        {
            if (!things.TryGetValue(name, out var state)) Assert.False(last.IsKnown, $"`{name}` is gone, but the last that was published of it is not");
            else if (state.IsKnown) Assert.Same(state, last);
            else Assert.False(last.IsKnown, $"`{name}` is forgotten, but the last that was published of it is not");
        }

        Assert.All(things, pair => Assert.True(!pair.Value.IsKnown || published.ContainsKey(pair.Key), $"nothing was published of `{pair.Key}`"));
    }

    private static void AssertBacklogIsBounded(ThingConnectivity state)
    {
        if (state.Backlog is not { } backlog) return;
        Assert.True(backlog.Ends.Length + backlog.Others.Length > 0);
        Assert.InRange(backlog.Ends.Length, 0, ConnectivityBacklog.MaxEnds);
        Assert.InRange(backlog.Others.Length, 0, ConnectivityBacklog.MaxOthers);
        Assert.All(backlog.Others, line =>
        {
            Assert.Empty(line.Backlog?.Others ?? []);
            Assert.InRange(line.Backlog?.Ends.Length ?? 0, 0, ConnectivityBacklog.MaxEnds);

            // An end of a connection that nobody saw begin may lie after the connect that is shown, but only while that one is open or ended later.
            var isLaterEnd = line.ConnectedAtMs == ThingConnectivity.None && (state.Connected || state.EndedAtMs >= line.PlaceMs);
            Assert.True(line.PlaceMs <= state.PlaceMs || isLaterEnd, $"a line of {line.Source} is hidden behind one of {state.Source}");
        });
    }
}
