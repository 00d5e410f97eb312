using IotConnectivity.Lifecycle;
using IotConnectivity.Storage;
using IotConnectivity.TestKit;

namespace IotConnectivity.StoreConformance;

/// <summary>The connectivity of a thing after a start is the join of what was heard before.</summary>
public abstract class StatesSuite(StoreFixture fixture) : StoreSuite(fixture)
{
    [Fact]
    public async Task LoadThingsAsync_AfterEvents_GivesTheirJoin()
    {
        await Fleet.AddAsync("pump-17");
        await Fleet.HearAndCommitAsync(StoredFleet.Connect("pump-17", 2));
        await Fleet.HearAndCommitAsync(StoredFleet.End("pump-17", 2));
        await Fleet.HearAndCommitAsync(StoredFleet.Connect("pump-17", 1));

        var loaded = await Fixture.CrashAsync();

        Same.AssertState(Fleet.StateOf("pump-17"), loaded["pump-17"]);
        Assert.False(Same.Join(loaded["pump-17"].Connectivity).Connected);
    }

    [Fact]
    public async Task LoadThingsAsync_Activities_AreTheLastWritten()
    {
        var key = (await Fleet.AddAsync("pump-17")).Key;
        await Fleet.AddAsync("pump-18");
        await Fleet.CommitAsync(new StoreBatch { Activities = [new(key, 5)] });
        await Fleet.CommitAsync(new StoreBatch { Activities = [new(key, 7)] });

        var loaded = await Fixture.CrashAsync();

        Assert.Equal(7, loaded["pump-17"].LastActivityMs);
        Assert.Null(loaded["pump-18"].LastActivityMs);
    }

    [Fact]
    public async Task CommitAsync_StateIsAhead_StoresWhatTheJournalDoesNotHave()
    {
        await Fleet.AddAsync("pump-17");
        Fleet.Hear(StoredFleet.Connect("pump-17", 1));
        var duplicate = Fleet.Hear(StoredFleet.Connect("pump-17", 1)) with { StateIsAhead = true, Rule = Indexing.OrderRule.KnownConnect, Event = StoredFleet.End("pump-17", 0) };

        await Fleet.CommitAsync(new StoreBatch { Events = new[] { duplicate } });

        Same.AssertState(Fleet.StateOf("pump-17"), (await Fixture.CrashAsync())["pump-17"]);
    }

    [Fact]
    public async Task CommitAsync_OlderStateAfterANewerOne_KeepsTheNewer()
    {
        await Fleet.AddAsync("pump-17");
        var first = Fleet.Hear(StoredFleet.Connect("pump-17", 1));
        var second = Fleet.Hear(StoredFleet.End("pump-17", 1));

        await Fleet.CommitAsync(new StoreBatch { Events = new[] { second with { StateIsAhead = true } } });
        await Fleet.CommitAsync(new StoreBatch { Events = new[] { first with { StateIsAhead = true } } });

        Same.AssertState(Fleet.StateOf("pump-17"), (await Fixture.CrashAsync())["pump-17"]);
    }

    [Fact]
    public async Task CommitAsync_EventThatWasNotIndexed_ChangesNoState()
    {
        await Fleet.AddAsync("pump-17");
        await Fleet.HearAndCommitAsync(StoredFleet.Connect("pump-17", 1));
        var state = Fleet.StateOf("pump-17");
        var ignored = new JournalEntry
        {
            ThingKey = Fleet.KeyOf("pump-17"),
            Event = StoredFleet.End("pump-17", 1),
            ReceivedAtMs = 0,
            Rule = Indexing.OrderRule.IndexingOff,
            State = state,
        };

        await Fleet.CommitAsync(new StoreBatch { Events = new[] { ignored } });

        Same.AssertState(state, (await Fixture.CrashAsync())["pump-17"]);
        Assert.Equal(2, (await ReadAsync(ignored.ThingKey, "pump-17")).Count);
    }

    [Fact]
    public async Task CommitAsync_EventsWithoutAState_AreHistoryAllTheSame()
    {
        await Fleet.AddAsync("pump-17");
        await Fleet.AddAsync("never");
        await Fleet.HearAndCommitAsync(StoredFleet.Connect("pump-17", 1));
        for (var i = 0; i < 100; i++)
        {
            var ignored = Fleet.Hear(StoredFleet.Connect("pump-17", 1) with { Kind = LifecycleEventKind.Subscribed });
            var never = Fleet.Hear(StoredFleet.Connect("never", 1) with { Kind = LifecycleEventKind.ConnectFailed });
            await Fleet.CommitAsync(new StoreBatch { Events = new[] { ignored with { State = null }, never with { State = null } } });
            await Store.MaintainAsync(long.MinValue, Cancelled);
        }

        var loaded = await Fixture.RestartAsync();

        Same.AssertState(Fleet.StateOf("pump-17"), loaded["pump-17"]);
        Assert.Empty(loaded["never"].Connectivity);
        foreach (var name in (string[])["pump-17", "never"])
        {
            await Fleet.HearAndCommitAsync(StoredFleet.End(name, 1));
            Assert.Equal(Same.FormOf(Fleet.HeardOf(name).Reverse()), Same.FormOf(await ReadAsync(Fleet.KeyOf(name), name)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task LoadThingsAsync_AfterAnyEventsRestartsAndCrashes_GivesTheirJoin(int seed)
    {
        var random = new Random(seed);
        var names = Enumerable.Range(0, 20).Select(i => $"t{i}").ToList();
        foreach (var name in names) await Fleet.AddAsync(name);
        for (var round = 0; round < Repetitions.Of(12); round++)
        {
            for (var batch = random.Next(30); batch > 0; batch--)
            {
                var entries = Enumerable.Range(0, random.Next(1, 40)).Select(_ => Fleet.Hear(AnyNews(random, names[random.Next(names.Count)]))).ToArray();
                await Fleet.CommitAsync(new StoreBatch { Events = entries });
                if (random.Next(5) == 0) await Store.MaintainAsync(long.MinValue, Cancelled);
            }

            var loaded = random.Next(2) == 0 ? await Fixture.CrashAsync() : await Fixture.RestartAsync();
            Assert.All(names, name => Same.AssertState(Fleet.StateOf(name), loaded[name]));
        }

        foreach (var name in names) Assert.Equal(Same.FormOf(Fleet.HeardOf(name).Reverse()), Same.FormOf(await ReadAsync(Fleet.KeyOf(name), name)));
    }

    internal static LifecycleEvent AnyNews(Random random, string name)
    {
        var number = random.Next(1, 60);
        var news = random.Next(2) == 0 ? StoredFleet.Connect(name, number) : StoredFleet.End(name, number);
        
        // A second source, which tells nothing but times. Ends of unknown connections are kept only so many, so those would not be the same in every order.
        return random.Next(10) == 0 ? news with { Source = new LifecycleSource("webhook"), Connection = default, Number = null } : news;
    }
}
