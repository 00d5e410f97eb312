using IotConnectivity.Storage;
using IotConnectivity.TestKit;

namespace IotConnectivity.StoreConformance;

/// <summary>Old events are forgotten; the last of each thing and what later history rests on are not.</summary>
public abstract class TrimmingSuite(StoreFixture fixture) : StoreSuite(fixture)
{
    // What the order rule remembers of one thing at most, and one entry that a store may leave.
    private const int MostNeeded = 24;

    [Fact]
    public async Task MaintainAsync_NothingExpired_KeepsEverything()
    {
        await Fleet.AddAsync("pump-17");
        for (var i = 1; i <= 100; i++) await Fleet.HearAndCommitAsync(StoredFleet.Connect("pump-17", i));

        await MaintainAsync(StoredFleet.Start);

        Assert.Equal(100, (await ReadAsync(Fleet.KeyOf("pump-17"), "pump-17")).Count);
    }

    [Fact]
    public async Task MaintainAsync_FewEvents_KeepsTheLastHoweverOld()
    {
        await Fleet.AddAsync("pump-17");
        for (var i = 1; i <= JournalRetention.LastEvents; i++) await Fleet.HearAndCommitAsync(StoredFleet.Connect("pump-17", i));

        await MaintainAsync(long.MaxValue);

        Assert.Equal(JournalRetention.LastEvents, (await ReadAsync(Fleet.KeyOf("pump-17"), "pump-17")).Count);
    }

    [Fact]
    public async Task MaintainAsync_ReceivedLateOrStampedAhead_IsNotExpired()
    {
        await Fleet.AddAsync("pump-17");
        const long Horizon = StoredFleet.Start + 10_000_000;
        var late = Fleet.Hear(StoredFleet.Connect("pump-17", 1), receivedAtMs: Horizon);
        var ahead = Fleet.Hear(StoredFleet.Connect("pump-17", 2, at: Horizon - StoredFleet.Start), receivedAtMs: Horizon - 1);
        var old = Enumerable.Range(3, 40).Select(i => Fleet.Hear(StoredFleet.Connect("pump-17", i))).ToArray();
        await Fleet.CommitAsync(new StoreBatch { Events = new[] { ahead, late } });
        await Fleet.CommitAsync(new StoreBatch { Events = old });

        await MaintainAsync(Horizon);

        var read = Same.FormOf(await ReadAsync(Fleet.KeyOf("pump-17"), "pump-17")).ToHashSet(StringComparer.Ordinal);
        Assert.Contains(Same.FormOf(ahead), read);
        Assert.Contains(Same.FormOf(late), read);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task MaintainAsync_AnyEventsAndHorizons_ForgetsOnlyWhatNothingRestsOn(int seed)
    {
        var random = new Random(seed);
        var names = Enumerable.Range(0, 6).Select(i => $"t{i}").ToList();
        foreach (var name in names) await Fleet.AddAsync(name);
        var now = StoredFleet.Start;
        var horizon = long.MinValue;
        for (var round = 0; round < Repetitions.Of(25); round++)
        {
            for (var batch = random.Next(12); batch > 0; batch--)
            {
                now += random.Next(20_000);
                var entries = Enumerable.Range(0, random.Next(1, 60))
                    .Select(_ => Fleet.Hear(StatesSuite.AnyNews(random, names[Math.Min(random.Next(names.Count), random.Next(names.Count))]), now))
                    .ToArray();
                await Fleet.CommitAsync(new StoreBatch { Events = entries });
            }

            if (random.Next(3) == 0) await Fixture.CrashAsync();
            horizon = Math.Max(horizon, now - random.Next(500_000));
            for (var step = random.Next(6); step > 0; step--) await Store.MaintainAsync(horizon, Cancelled);
            await AssertKeptAsync(names, horizon);
        }

        horizon = now + 10_000_000;
        await MaintainAsync(horizon);
        await AssertKeptAsync(names, horizon);
        foreach (var name in names) Assert.InRange((await ReadAsync(Fleet.KeyOf(name), name)).Count, 0, JournalRetention.LastEvents + MostNeeded);
        var loaded = await Fixture.RestartAsync();
        Assert.All(names, name => Same.AssertState(Fleet.StateOf(name), loaded[name]));
    }

    [Fact]
    public async Task MaintainAsync_DeletedThingsAndDroppedConnectivity_LeaveTheOthersAlone()
    {
        var names = Enumerable.Range(0, 10).Select(i => $"t{i}").ToList();
        foreach (var name in names) await Fleet.AddAsync(name);
        for (var i = 1; i <= 60; i++) await Fleet.CommitAsync(new StoreBatch { Events = names.Select(name => Fleet.Hear(StoredFleet.Connect(name, i))).ToArray() });
        await Fleet.CommitAsync(new StoreBatch { DeletedThings = [.. names.Take(5).Select(Fleet.KeyOf)] });

        await MaintainAsync(long.MaxValue);

        foreach (var name in names.Take(5)) Assert.Empty(await ReadAsync(Fleet.KeyOf(name), name));
        foreach (var name in names.Skip(5))
        {
            var read = await ReadAsync(Fleet.KeyOf(name), name);
            Assert.Equal(Same.FormOf(Fleet.HeardOf(name).Reverse().Take(JournalRetention.LastEvents)), Same.FormOf(read.Take(JournalRetention.LastEvents)));
        }
    }

    private async Task AssertKeptAsync(List<string> names, long horizon)
    {
        foreach (var name in names)
        {
            var heard = Fleet.HeardOf(name);
            var read = (await ReadAsync(Fleet.KeyOf(name), name)).Reverse().ToList();

            // Entries may be equal, so what is left is compared from the end, where nothing is missing.
            var left = new Stack<string>(Same.FormOf(read));
            var kept = new bool[heard.Count];
            for (var i = heard.Count - 1; i >= 0; i--)
            {
                kept[i] = left.TryPeek(out var form) && form == Same.FormOf(heard[i]);
                if (kept[i]) left.Pop();
            }

            Assert.Empty(left);
            for (var i = 0; i < heard.Count; i++)
            {
                if (i >= heard.Count - JournalRetention.LastEvents || !IsExpired(heard[i], horizon)) Assert.True(kept[i], $"entry {i} of {heard.Count} of {name} is gone");
            }

            Assert.Equal(Rest(heard, horizon), Rest(read, horizon));
        }
    }

    private static bool IsExpired(JournalEntry entry, long horizon) => entry.ReceivedAtMs < horizon && entry.Event.TimestampMs < horizon;

    private static string Rest(IEnumerable<JournalEntry> entries, long horizon) =>
        Same.FormOf(Same.Join(entries.Where(entry => IsExpired(entry, horizon)).Select(entry => entry.Event)).ToEvents("t"));
}
