using IotConnectivity.Indexing;
using IotConnectivity.Storage;

namespace IotConnectivity.StoreConformance;

/// <summary>What was heard comes back as it was, the last first.</summary>
public abstract class JournalSuite(StoreFixture fixture) : StoreSuite(fixture)
{
    [Fact]
    public async Task ReadEventsAsync_NothingHeard_GivesNothing()
    {
        await Fleet.AddAsync("pump-17");

        Assert.Empty(await ReadAsync(Fleet.KeyOf("pump-17"), "pump-17"));
        Assert.Empty(await ReadAsync(4_711, "unknown"));
        Assert.Empty(await ReadAsync(long.MaxValue, "unknown"));
    }

    [Fact]
    public async Task ReadEventsAsync_AnyEvents_AreAsTheyWereHeard()
    {
        var any = new AnyEvent(17);
        foreach (var name in (string[])["a", "b", "c"]) await Fleet.AddAsync(name);
        var heard = new Dictionary<string, List<JournalEntry>> { ["a"] = [], ["b"] = [], ["c"] = [] };
        var random = new Random(17);
        for (var batch = 0; batch < 20; batch++)
        {
            var entries = new List<JournalEntry>();
            for (var i = 0; i < 30; i++)
            {
                var name = "abc"[random.Next(3)].ToString();

                // Some of these no index would take in.
                var entry = any.NextEntry(Fleet.KeyOf(name), name) with { Rule = OrderRule.IndexingOff };
                heard[name].Add(entry);
                entries.Add(entry with { State = Fleet.StateOf(name) });
            }

            await Fleet.CommitAsync(new StoreBatch { Events = entries.ToArray() });
            if (batch % 7 == 6) await Fixture.CrashAsync();
        }

        foreach (var (name, entries) in heard)
        {
            var read = await ReadAsync(Fleet.KeyOf(name), name);
            Assert.Equal(Same.FormOf(Enumerable.Reverse(entries)), Same.FormOf(read));
            Assert.All(read, entry => Assert.Null(entry.State));
        }
    }

    [Fact]
    public async Task ReadEventsAsync_StoppedEarly_ReadsNoMore()
    {
        await Fleet.AddAsync("pump-17");
        await Fleet.CommitAsync(new StoreBatch { Events = Enumerable.Range(1, 200).Select(i => Fleet.Hear(StoredFleet.Connect("pump-17", i))).ToArray() });

        var read = await Store.ReadEventsAsync(Fleet.KeyOf("pump-17"), "pump-17", Cancelled).Take(40).ToListAsync(Cancelled);

        Assert.Equal(Same.FormOf(Fleet.HeardOf("pump-17").Reverse().Take(40)), Same.FormOf(read));
    }

    [Fact]
    public async Task ReadEventsAsync_WhileOthersWrite_GivesWhatWasCommittedInOrder()
    {
        await Fleet.AddAsync("pump-17");
        await Fleet.AddAsync("other");
        using var stop = new CancellationTokenSource();
        var reads = 0;
        var reader = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    var committed = Fleet.HeardOf("pump-17").Count;
                    var numbers = (await ReadAsync(Fleet.KeyOf("pump-17"), "pump-17")).Select(entry => entry.Event.Number!.Value).ToList();
                    Assert.Equal(Enumerable.Range(1, numbers.Count).Select(i => (long)i).Reverse(), numbers);
                    Assert.True(numbers.Count >= committed - 1, $"{numbers.Count} read, {committed} heard before");
                    Interlocked.Increment(ref reads);
                }
            },
            Cancelled);

        for (var i = 1; i <= 300 || Volatile.Read(ref reads) < 5; i++)
        {
            await Fleet.CommitAsync(new StoreBatch { Events = new[] { Fleet.Hear(StoredFleet.Connect("pump-17", i)), Fleet.Hear(StoredFleet.Connect("other", i)) } });
            if (reader.IsCompleted) break;
        }

        await stop.CancelAsync();
        await reader;
    }

    [Fact]
    public async Task CommitAsync_DropsConnectivity_KeepsThingsAndForgetsTheRest()
    {
        await Fleet.AddAsync("pump-17");
        await Fleet.HearAndCommitAsync(StoredFleet.Connect("pump-17", 1));
        var before = Fleet.StateOf("pump-17").Revision;
        await Fleet.CommitAsync(new StoreBatch
        {
            Activities = [new StoredActivity(Fleet.KeyOf("pump-17"), StoredFleet.Start)],
            Settings = [new("a", new byte[1])],
        });

        await Fleet.CommitAsync(new StoreBatch { DropsConnectivity = true });

        Assert.Empty(await ReadAsync(Fleet.KeyOf("pump-17"), "pump-17"));
        var loaded = await Fixture.CrashAsync();
        Assert.Single(loaded.Settings);
        Assert.Empty(loaded["pump-17"].Connectivity);
        Assert.Null(loaded["pump-17"].LastActivityMs);
        Assert.True(loaded["pump-17"].Revision > before, "dropping is a change as well");
        Assert.Empty(await ReadAsync(Fleet.KeyOf("pump-17"), "pump-17"));
    }

    [Fact]
    public async Task CommitAsync_DropsConnectivityWithNewEvents_KeepsTheNewOnes()
    {
        await Fleet.AddAsync("pump-17");
        for (var i = 1; i <= 50; i++) await Fleet.HearAndCommitAsync(StoredFleet.Connect("pump-17", i));
        var entry = Fleet.Hear(StoredFleet.Connect("pump-17", 51)) with { StateIsAhead = true };

        await Fleet.CommitAsync(new StoreBatch
        {
            DropsConnectivity = true,
            Events = new[] { entry },
            Activities = [new StoredActivity(entry.ThingKey, StoredFleet.Start + 1)],
        });
        await MaintainAsync(long.MinValue);

        Assert.Equal(Same.FormOf(entry), Same.FormOf(Assert.Single(await ReadAsync(entry.ThingKey, "pump-17"))));
        var loaded = (await Fixture.CrashAsync())["pump-17"];
        Same.AssertState(entry.State!, loaded);
        Assert.Equal(StoredFleet.Start + 1, loaded.LastActivityMs);
        Assert.Single(await ReadAsync(entry.ThingKey, "pump-17"));
    }

    [Fact]
    public async Task ReadJournalAsync_AnyEventsOfSeveralThings_GivesAllInTheOrderOfArrival()
    {
        Assert.Equal(0, Store.JournalPosition);
        Assert.Empty(await ReadAllAsync());
        var random = new Random(5);
        var any = new AnyEvent(5);
        foreach (var name in (string[])["a", "b", "c"]) await Fleet.AddAsync(name);
        var heard = new List<JournalEntry>();
        for (var batch = 0; batch < 20; batch++)
        {
            var entries = new List<JournalEntry>();
            for (var i = random.Next(40); i > 0; i--)
            {
                var name = "abc"[random.Next(3)].ToString();
                entries.Add(any.NextEntry(Fleet.KeyOf(name), name) with { Rule = OrderRule.IndexingOff, State = Fleet.StateOf(name) });
            }

            var before = Store.JournalPosition;
            heard.AddRange(entries);
            await Fleet.CommitAsync(new StoreBatch { Events = entries.ToArray() });
            Assert.True(entries.Count == 0 ? Store.JournalPosition == before : Store.JournalPosition > before);
            if (batch % 7 == 6) await Fixture.CrashAsync();
        }

        var read = await ReadAllAsync();

        // In memory not all are kept.
        Assert.Equal(Same.FormOf(heard.AsEnumerable().Reverse().Take(90).Select(Nameless)), Same.FormOf(read.Take(90)));
        Assert.Equal(read.Select(static entry => entry.Position).Distinct().OrderDescending(), read.Select(static entry => entry.Position));
        Assert.Equal(Store.JournalPosition, read[0].Position);
        Assert.All(read, static entry => Assert.Null(entry.State));
        foreach (var name in (string[])["a", "b", "c"])
        {
            var key = Fleet.KeyOf(name);
            Assert.Equal(read.Where(entry => entry.ThingKey == key).Select(static entry => entry.Position), (await ReadAsync(key, name)).Select(static entry => entry.Position));
        }
    }

    [Fact]
    public async Task ReadJournalAsync_DeletedDroppedAndTrimmed_GivesTheRestAndThePositionNeverFalls()
    {
        foreach (var name in (string[])["a", "b"]) await Fleet.AddAsync(name);
        for (var i = 1; i <= 60; i++) await Fleet.CommitAsync(new StoreBatch { Events = new[] { Fleet.Hear(StoredFleet.Connect("a", i)), Fleet.Hear(StoredFleet.Connect("b", i)) } });
        var position = Store.JournalPosition;
        await Fleet.CommitAsync(new StoreBatch { DeletedThings = [Fleet.KeyOf("b")] });
        await MaintainAsync(long.MaxValue);

        Assert.Equal(Same.FormOf(Fleet.HeardOf("a").Reverse().Take(JournalRetention.LastEvents).Select(Nameless)), Same.FormOf((await ReadAllAsync()).Take(JournalRetention.LastEvents)));
        Assert.DoesNotContain(await ReadAllAsync(), entry => entry.ThingKey == Fleet.KeyOf("b"));
        Assert.Equal(position, Store.JournalPosition);
        await Fixture.CrashAsync();
        Assert.Equal(position, Store.JournalPosition);

        await Fleet.CommitAsync(new StoreBatch { DropsConnectivity = true });
        Assert.Empty(await ReadAllAsync());
        Assert.Equal(position, Store.JournalPosition);
        await Fleet.HearAndCommitAsync(StoredFleet.Connect("a", 61));
        await Fixture.RestartAsync();
        Assert.Equal(position + 1, Assert.Single(await ReadAllAsync()).Position);
        Assert.Equal(position + 1, Store.JournalPosition);
    }

    private static JournalEntry Nameless(JournalEntry entry) => entry with { Event = entry.Event with { ClientId = string.Empty } };

    private async Task<IReadOnlyList<JournalEntry>> ReadAllAsync() => await Store.ReadJournalAsync(Cancelled).ToListAsync(Cancelled);
}
