using IotConnectivity.StoreConformance;

namespace IotConnectivity.Storage;

public class InMemoryRegistryRecordsTests() : RegistryRecordsSuite(new InMemoryFixture());

public class InMemoryJournalTests() : JournalSuite(new InMemoryFixture());

public class InMemoryStatesTests() : StatesSuite(new InMemoryFixture());

public class InMemoryTrimmingTests() : TrimmingSuite(new InMemoryFixture());

public class InMemoryRecordsTests() : RecordsSuite(new InMemoryFixture());

public class InMemoryRecordOrderTests() : RecordOrderSuite(new InMemoryFixture());

public class InMemoryConnectivityStoreTests
{
    [Fact]
    public void Suites_OfAllStores_AreDerived() => Assert.Empty(StoreSuite.FindMissing(typeof(InMemoryConnectivityStoreTests).Assembly));

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    public async Task CommitAsync_MoreEventsThanAreKept_DropsTheOldest(int kept)
    {
        await using var fixture = new InMemoryFixture(kept);
        await fixture.OpenAsync();
        var fleet = new StoredFleet(fixture);
        var key = (await fleet.AddAsync("pump-17")).Key;

        for (var i = 1; i <= 100; i++) await fleet.HearAndCommitAsync(StoredFleet.Connect("pump-17", i));

        var read = await fixture.Store.ReadEventsAsync(key, "pump-17", TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Same.FormOf(fleet.HeardOf("pump-17").Reverse().Take(kept)), Same.FormOf(read));
    }

    [Theory]
    [InlineData(32, false)]
    [InlineData(33, true)]
    public async Task MaintainAsync_ManyThings_HasWorkOnlyWhereMoreThanTheLastEventsAreKept(int kept, bool hasWork)
    {
        await using var fixture = new InMemoryFixture(kept);
        await fixture.OpenAsync();
        var fleet = new StoredFleet(fixture);
        for (var i = 0; i < 65; i++) await fleet.AddAsync($"pump-{i}");

        Assert.Equal(hasWork, await fixture.Store.MaintainAsync(long.MaxValue, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task BackupAsync_InMemory_SaysThatThereIsNothingToCopy()
    {
        var store = (IConnectivityStore)new InMemoryConnectivityStore();

        await Assert.ThrowsAsync<NotSupportedException>(() => store.BackupAsync("/tmp/x", TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Constructor_NoEvents_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new InMemoryConnectivityStore(0));
}

/// <summary>Nothing outlives the store, so a restart is the same store again.</summary>
public sealed class InMemoryFixture(int maxEventsPerThing = int.MaxValue) : StoreFixture
{
    private readonly InMemoryConnectivityStore _store = new(maxEventsPerThing);

    protected override IConnectivityStore Make() => _store;
}
