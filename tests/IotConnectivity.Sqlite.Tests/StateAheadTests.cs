using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Storage;
using IotConnectivity.StoreConformance;

namespace IotConnectivity.Sqlite;

public class StateAheadTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CommitAsync_StateAheadOfAThingInThePass_IsNotOverwrittenByTheOlderOne()
    {
        using var test = new TestStore();
        var store = new SqliteConnectivityStore(new SqliteStoreOptions { Path = test.Path }) { TailToBringUp = 2 };
        await store.OpenAsync(Cancel);
        await store.LoadThingsAsync(Cancel).ToListAsync(Cancel);
        var thing = await TestStore.AddThingAsync(store, "pump-17");
        var first = StoredFleet.Connect(thing.Name, 1);
        var second = StoredFleet.Connect(thing.Name, 2);
        await CommitAsync(store, Entry(thing, first, OrderRule.FirstNews, [first]), Entry(thing, first, OrderRule.KnownConnect, [first]));

        // Judged against the second connect, which its own thread has not told yet.
        var stale = StoredFleet.End(thing.Name, 1);
        await CommitAsync(store, Entry(thing, stale, OrderRule.EarlierConnection, [first, second]) with { StateIsAhead = true });

        var copy = test.File("copy.db");
        await store.BackupAsync(copy, Cancel);
        await store.DisposeAsync();
        test.Path = copy;
        await using var after = test.Make();
        await after.OpenAsync(Cancel);
        var things = await after.LoadThingsAsync(Cancel).ToListAsync(Cancel);
        Assert.Equal(2, Same.Join(things.Single().Connectivity).Number);
    }

    private static async Task CommitAsync(SqliteConnectivityStore store, params JournalEntry[] events) =>
        await store.CommitAsync(new StoreBatch { Events = events }, Cancel);

    private static JournalEntry Entry(StoredThing thing, LifecycleEvent news, OrderRule rule, LifecycleEvent[] state) => new()
    {
        ThingKey = thing.Key,
        Event = news,
        ReceivedAtMs = news.TimestampMs,
        Rule = rule,
        State = Same.Join(state),
    };
}
