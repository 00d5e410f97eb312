using IotConnectivity.Lifecycle;
using IotConnectivity.TestKit;

namespace IotConnectivity.Indexing;

[Collection(SoakCollection.Name)]
[Trait("Category", "Soak")]
public class ConnectivityIndexSoakTests
{
    private const int Things = 600;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public void Apply_ManyWritersWhileThingsComeAndGo_EveryThingEndsInItsTrueState()
    {
        var seed = Concurrently.Seed();
        var stories = Stories(seed);
        var index = new ConnectivityIndex();
        var ledger = new RevisionLedger(index);
        foreach (var name in stories.Keys) index.TryAdd(new ThingName(name));

        // First with everything that makes an index forget …
        Concurrently.Run(6, seed, (thread, random) =>
        {
            switch (thread)
            {
                case 0: RemoveAndAdd(index, random); break;
                case 1: SwitchOffAndOn(index); break;
                case 2: LookUp(index, random); break;
                default: TellAll(index, stories, random); break;
            }
        });
        foreach (var name in stories.Keys) index.TryAdd(new ThingName(name));
        IndexIntegrity.AssertHolds(index, ledger);

        // … then all stories once more, in other orders, to things that stay.
        Concurrently.Run(4, seed + 1, (thread, random) =>
        {
            if (thread == 0) LookUp(index, random);
            else TellAll(index, stories, random);
        });
        IndexIntegrity.AssertHolds(index, ledger);
        Assert.All(stories, story => AssertTrue(index, story.Key, story.Value));
    }

    [Fact]
    public void TryGet_WhileConnectionsChange_SeesWholeSnapshotsAndNeverGoesBack()
    {
        const int Connections = 60_000;
        var index = new ConnectivityIndex();
        var ledger = new RevisionLedger(index);
        index.TryAdd(new ThingName(Teller.Pump));
        var next = 0;

        Concurrently.Run(4, thread =>
        {
            for (long revision = 0; thread >= 2 && Volatile.Read(ref next) < Connections;)
            {
                index.TryGet(Teller.Pump, out var state);
                Assert.True(state.Revision >= revision);
                revision = state.Revision;
                AssertIsWhole(state);
            }

            for (int i; thread < 2 && (i = Interlocked.Increment(ref next)) <= Connections;)
            {
                index.Apply(ConnectionMadeOf(i));
                if (i % 3 == 0) index.Apply(Teller.Epoch(1).End(i, $"k{i}", i));
            }
        });

        IndexIntegrity.AssertHolds(index, ledger);
        index.TryGet(Teller.Pump, out var last);
        Assert.Equal(Connections, last.Number);
        Assert.False(last.Connected);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(1 << 20)]
    public async Task Watch_WhileManyWrite_ReceivedAndMissedAddUpToTheChangesMade(int capacity)
    {
        var seed = Concurrently.Seed();
        var stories = Stories(seed);
        var index = new ConnectivityIndex();
        foreach (var name in stories.Keys) index.TryAdd(new ThingName(name));
        index.TryAdd(new ThingName("last"));
        var ledger = new RevisionLedger(index);
        using var feed = index.Watch(capacity);
        var reading = ReadUntilLast(feed);

        Concurrently.Run(3, seed, (_, random) => TellAll(index, stories, random));

        // A drop is counted just after it happened, so the reader may learn of the latest ones with the next change only.
        index.Apply(new Teller(Teller.Keys.Source, "last").Connect(0, "a"));
        var (received, missed) = await reading.WaitAsync(Soon, TestContext.Current.CancellationToken);
        Assert.Equal(ledger.VisibleChanges, received + missed);
        if (capacity > 4) Assert.Equal(0, missed);
    }

    [Fact]
    public void Apply_ManyWriters_WhatWasToldOfEventsMakesTheSameStates()
    {
        var seed = Concurrently.Seed();
        var stories = Stories(seed);
        var index = new ConnectivityIndex();
        var changes = new RevisionLedger(index);
        var told = new ToldLedger(index);
        foreach (var name in stories.Keys) index.TryAdd(new ThingName(name));

        Concurrently.Run(4, seed, (_, random) => TellAll(index, stories, random));

        var retold = new ConnectivityIndex();
        var byThing = told.All.ToLookup(t => t.Cell!.Name);
        foreach (var (name, state) in index.Enumerate())
        {
            var revisions = byThing[name].Select(t => t.State!.Revision).ToHashSet();
            Assert.All(Enumerable.Range(1, (int)state.Revision), revision => Assert.Contains((long)revision, revisions));

            var events = told.EventsOf(name).ToArray();
            new Random(seed).Shuffle(events);
            retold.TryAdd(new ThingName(name));
            foreach (var news in events) retold.Apply(news);
            retold.TryGet(name, out var again);
            Assert.True(again.ShowsTheSameAs(state), $"`{name}` is {again.Connected} at {again.TimestampMs} when told again, expected {state.Connected} at {state.TimestampMs}");
        }

        IndexIntegrity.AssertHolds(index, changes);
    }

    private static Dictionary<string, TrueHistory> Stories(int seed)
    {
        var random = new Random(seed);
        var kinds = Enum.GetValues<SourceKind>();
        var stories = new Dictionary<string, TrueHistory>(StringComparer.Ordinal);
        for (var i = 0; i < Things; i++)
        {
            var choices = Enumerable.Range(0, 40).Select(_ => random.Next(1_000_000)).ToArray();
            var (one, other) = (kinds[i % kinds.Length], kinds[random.Next(kinds.Length)]);
            stories[$"pump-{i}"] = i % 4 == 0
                ? TrueHistory.OfTwo(one, other, 1 + random.Next(3), choices)
                : TrueHistory.Of(one, 1 + random.Next(8), choices);
        }

        return stories;
    }

    private static void TellAll(ConnectivityIndex index, Dictionary<string, TrueHistory> stories, Random random)
    {
        var events = stories.SelectMany(story => story.Value.Events.Select(news => news with { ClientId = story.Key })).ToArray();
        random.Shuffle(events);
        foreach (var news in events)
        {
            index.Apply(news);
            if (random.Next(5) == 0) index.Apply(news);
        }
    }

    private static void RemoveAndAdd(ConnectivityIndex index, Random random)
    {
        for (var i = 0; i < 20_000; i++)
        {
            // Few names, so that they meet.
            var name = $"pump-{random.Next(20)}";
            if (random.Next(2) == 0) index.TryRemove(name);
            else index.TryAdd(new ThingName(name));
        }
    }

    private static void SwitchOffAndOn(ConnectivityIndex index)
    {
        for (var i = 0; i < 30; i++)
        {
            index.Disable();
            index.Enable();
        }
    }

    private static void LookUp(ConnectivityIndex index, Random random)
    {
        var revisions = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < 20; i++)
        {
            foreach (var (name, state) in index.Enumerate()) AssertNotBack(name, state);
            for (var j = 0; j < 500; j++)
            {
                var name = $"pump-{random.Next(40)}";
                if (index.TryGet(name, out var state)) AssertNotBack(name, state);
            }
        }

        void AssertNotBack(string name, ThingConnectivity state)
        {
            Assert.True(state.Revision >= revisions.GetValueOrDefault(name), $"`{name}` went back from {revisions.GetValueOrDefault(name)} to {state.Revision}");
            revisions[name] = state.Revision;
            Assert.Equal(state.Connected, state.DisconnectReason == DisconnectReason.None);
        }
    }

    private static void AssertTrue(ConnectivityIndex index, string name, TrueHistory story)
    {
        index.TryGet(name, out var state);
        Assert.Equal(
            (name, story.Connected, story.LastConnection, story.Reason, story.TimestampMs, story.KeepAliveSeconds),
            (name, state.Connected, TrueHistory.Describe(state), state.DisconnectReason, state.TimestampMs!.Value, state.KeepAliveSeconds));
    }

    private static LifecycleEvent ConnectionMadeOf(int i) => Teller.Epoch(1).Connect(i, $"k{i}", i, keepAlive: i) with
    {
        SessionExpirySeconds = (uint)i,
        SourcePort = i % 65_536,
        TargetPort = i,
        VpcEndpointId = $"v{i}",
        CleanSession = i % 2 == 0,
    };

    private static void AssertIsWhole(ThingConnectivity state)
    {
        if (!state.IsKnown) return;
        var i = (int)state.Number!.Value;
        Assert.Equal($"k{i}", state.Connection.ToString());
        Assert.Equal(Teller.Start + i, state.ConnectedAt?.ToUnixTimeMilliseconds());
        Assert.Equal(i, state.KeepAliveSeconds);
        Assert.Equal((uint)i, state.SessionExpirySeconds);
        Assert.Equal(i % 65_536, state.SourcePort);
        Assert.Equal(i, state.TargetPort);
        Assert.Equal($"v{i}", state.VpcEndpointId);
        Assert.Equal(i % 2 == 0, state.CleanSession);
        Assert.Equal(state.Connected, state.DisconnectedAt is null);
        Assert.Equal(state.Connected ? null : "lost", state.RawReason);
    }

    private static async Task<(long Received, long Missed)> ReadUntilLast(ConnectivityFeed feed)
    {
        long received = 0, missed = 0;
        await foreach (var notice in feed)
        {
            received++;
            missed += notice.Missed;
            if (notice.Change.ThingName == "last") break;
        }

        return (received, missed);
    }
}
