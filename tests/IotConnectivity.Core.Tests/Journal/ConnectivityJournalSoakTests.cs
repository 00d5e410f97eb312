using System.Collections.Concurrent;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Storage;
using IotConnectivity.TestKit;

namespace IotConnectivity.Journal;

[Trait("Category", "Soak")]
public class ConnectivityJournalSoakTests
{
    private const int Things = 40;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Callers that share things, a store that fails now and then, things that come and go: in the end the store gives back just what is in memory.</summary>
    [Fact]
    public async Task ApplyAsync_ConcurrentCallersAndAFailingStore_WhatIsAcknowledgedIsStored()
    {
        var seed = Concurrently.Seed();
        var random = new Random(seed);
        var store = new ScriptedStore();
        store.BeforeCommit = _ => random.Next(10) == 0 ? throw new StoreException(StoreFault.Full, "the disk is full") : Task.CompletedTask;
        await using var journaled = await JournaledIndex.OpenAsync(store);
        for (var i = 0; i < Things; i++) journaled.Create($"thing-{i}");
        var stop = new CancellationTokenSource();
        var clock = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    journaled.Clock.Advance(TimeSpan.FromMilliseconds(500));
                    await Task.Delay(1, CancellationToken.None);
                }
            },
            CancellationToken.None);
        var refused = 0;

        var callers = Enumerable.Range(0, 16).Select(caller => Task.Run(() => CallAsync(new Random(HashCode.Combine(seed, caller))), Cancel)).ToList();
        await Task.WhenAll(callers).WaitAsync(Concurrently.Patience, Cancel);
        store.BeforeCommit = static _ => Task.CompletedTask;
        await stop.CancelAsync();
        await clock;
        await journaled.AdvanceUntilAsync(() => journaled.Journal.Fault is null && journaled.Journal.PendingCount == 0);

        Assert.True(refused > 0, "the store never failed");
        await using var next = await JournaledIndex.OpenAsync(store);
        Assert.Equal(journaled.Registry.Count, next.Registry.Count);
        foreach (var (name, state) in journaled.Index.Enumerate())
        {
            Assert.Equal(journaled.Registry.Find(name)!.Id, next.Registry.Find(name)!.Id);
            Assert.True(state.ShowsTheSameAs(next.StateOf(name)), $"{name}: seed {seed}");
        }

        async Task CallAsync(Random own)
        {
            for (var i = 0; i < Repetitions.Of(300); i++)
            {
                var name = $"thing-{own.Next(Things)}";
                var teller = new Teller(LifecycleSource.Aws, name);
                var number = own.Next(1, 30);
                var news = own.Next(2) == 0 ? teller.Connect(number * 1000, $"s{number}", number) : teller.End((number * 1000) + 500, $"s{number}", number);
                try
                {
                    if (own.Next(50) == 0)
                    {
                        journaled.Registry.TryDelete(name, null, out _);
                        journaled.Registry.TryCreate(new ThingName(name), null, null, out _, out _);
                        await journaled.Journal.FlushAsync(Cancel);
                        continue;
                    }

                    await journaled.Journal.ApplyAsync(news, Cancel);
                }
                catch (StoreException)
                {
                    Interlocked.Increment(ref refused);
                    await Task.Yield();
                }
            }
        }
    }

    [Fact]
    public async Task ApplyAsync_Acknowledged_IsInTheStoreBeforeTheCallerGoesOn()
    {
        var seed = Concurrently.Seed();
        var store = new ScriptedStore();
        await using var journaled = await JournaledIndex.OpenAsync(store);
        for (var i = 0; i < Things; i++) journaled.Create($"thing-{i}");
        await journaled.FlushAsync();

        // What each commit holds, told after it succeeded and before anybody is told so.
        var durable = new ConcurrentDictionary<(string Client, long Number, LifecycleEventKind Kind), bool>();
        store.BeforeCommit = batch =>
        {
            foreach (var entry in batch.Events.Span) durable[(entry.Event.ClientId, entry.Event.Number!.Value, entry.Event.Kind)] = true;
            return Task.CompletedTask;
        };

        var callers = Enumerable.Range(0, 16).Select(caller => Task.Run(() => CallAsync(new Random(HashCode.Combine(seed, caller))), Cancel)).ToList();
        await Task.WhenAll(callers).WaitAsync(Concurrently.Patience, Cancel);

        async Task CallAsync(Random own)
        {
            for (var i = 0; i < Repetitions.Of(300); i++)
            {
                var teller = new Teller(LifecycleSource.Aws, $"thing-{own.Next(Things)}");
                var number = own.Next(1, 30);
                var news = own.Next(2) == 0 ? teller.Connect(number * 1000, $"s{number}", number) : teller.End((number * 1000) + 500, $"s{number}", number);
                await journaled.Journal.ApplyAsync(news, Cancel);
                Assert.True(durable.ContainsKey((news.ClientId, number, news.Kind)), $"{news.ClientId} {number}: seed {seed}");
            }
        }
    }
}
