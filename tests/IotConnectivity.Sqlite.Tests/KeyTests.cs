using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Sqlite;

// Keys of things stay small: a file of many short lives has no more of them than one of a single long life.
public sealed class KeyTests : IDisposable
{
    private readonly TestStore _test = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReserveThingKeysAsync_FewOfManyWereUsed_GoesOnAfterTheLastUsed()
    {
        for (var life = 0; life < 5; life++)
        {
            await using var store = await _test.OpenAsync();
            var first = await store.ReserveThingKeysAsync(4_096, Cancelled);

            Assert.Equal(life + 1, first);
            await AddAsync(store, first, $"t{life}");
        }
    }

    [Fact]
    public async Task ReserveThingKeysAsync_AfterAKill_GoesOnAfterTheLastUsed()
    {
        await using var store = await _test.OpenAsync();
        await AddAsync(store, await store.ReserveThingKeysAsync(4_096, Cancelled), "t0");
        using var copy = new TestStore();
        SqliteFixture.CopyFiles(_test.Path, copy.Path);

        await using var next = await copy.OpenAsync();

        Assert.Equal(2, await next.ReserveThingKeysAsync(1, Cancelled));
    }

    [Fact]
    public async Task ReserveThingKeysAsync_LastThingWasDeleted_DoesNotGiveItsKeyAgain()
    {
        await using (var store = await _test.OpenAsync())
        {
            await AddAsync(store, await store.ReserveThingKeysAsync(4_096, Cancelled), "t0");
            await store.CommitAsync(new StoreBatch { DeletedThings = [1] }, Cancelled);
        }

        await using var next = await _test.OpenAsync();
        Assert.Equal(2, await next.ReserveThingKeysAsync(1, Cancelled));
    }

    [Fact]
    public async Task ReserveThingKeysAsync_Twice_GivesOthers()
    {
        await using var store = await _test.OpenAsync();
        Assert.Equal(1, await store.ReserveThingKeysAsync(4_096, Cancelled));
        await AddAsync(store, 1, "t0");
        Assert.Equal(4_097, await store.ReserveThingKeysAsync(1, Cancelled));
    }

    public void Dispose() => _test.Dispose();

    private static ValueTask AddAsync(SqliteConnectivityStore store, long key, string name) =>
        store.CommitAsync(new StoreBatch { Things = [new StoredThing(key, name, Guid.NewGuid(), null, ThingAttributes.Empty, 1)] }, Cancelled);
}
