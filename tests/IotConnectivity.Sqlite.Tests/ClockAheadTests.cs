using IotConnectivity.Storage;
using IotConnectivity.StoreConformance;

namespace IotConnectivity.Sqlite;

public class ClockAheadTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MaintainAsync_ClockWasAheadOnce_StillForgetsWhatIsOld()
    {
        using var test = new TestStore();
        await using var store = await test.OpenAsync();
        var thing = await TestStore.AddThingAsync(store, "pump-17");
        var other = await TestStore.AddThingAsync(store, "pump-18");
        const long Horizon = StoredFleet.Start + 100_000_000;
        await CommitAsync(store, TestStore.Connect(other, 1) with { ReceivedAtMs = Horizon + 1_000_000_000_000 });
        for (var i = 1; i <= 200; i++) await CommitAsync(store, TestStore.Connect(thing, i));

        for (var i = 0; i < 50; i++) await store.MaintainAsync(Horizon, Cancel);

        var left = await store.ReadEventsAsync(thing.Key, thing.Name, Cancel).CountAsync(Cancel);
        Assert.True(left < 100, $"{left} entries are left of 200");
    }

    private static async Task CommitAsync(SqliteConnectivityStore store, params JournalEntry[] events) =>
        await store.CommitAsync(new StoreBatch { Events = events }, Cancel);
}
