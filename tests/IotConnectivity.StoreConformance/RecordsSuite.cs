using IotConnectivity.Storage;
using static IotConnectivity.StoreConformance.StoredRecords;

namespace IotConnectivity.StoreConformance;

/// <summary>Records: what was written last under a key is what there is, until it is deleted.</summary>
public abstract class RecordsSuite(StoreFixture fixture) : StoreSuite(fixture)
{
    private static readonly RecordQuery All = new() { Collection = "violation" };

    [Fact]
    public async Task ReadRecordsAsync_NothingWritten_GivesNothing() => Assert.Empty(await ReadAsync(All));

    [Fact]
    public async Task CommitAsync_Records_AreReadAsTheyWere()
    {
        StoredRecord[] records =
        [
            Make("", long.MinValue, "", ""),
            Make("profile one/Ü⚡/pump-17", 0, null, "{}"),
            new("violation", "all bytes", 1, "pump-17", Enumerable.Range(0, 256).Select(static i => (byte)i).ToArray()),
            Make(new string('k', 4_000), 2, new string('o', 4_000), new string('v', 100_000)),
            Make("last", long.MaxValue, "Pumpe:Ü_⚡😀", "1"),
        ];

        await WriteAsync([.. records, Make("another", 0, collection: "")]);

        await Fixture.CrashAsync();
        Assert.Equal(FormOf(records), FormOf(await ReadAsync(All)));
        Assert.Equal(records[2].Value.ToArray(), (await ReadAsync(All))[2].Value.ToArray());
        Assert.Equal("another", Assert.Single(await ReadAsync(new RecordQuery { Collection = "" })).Key);
        Assert.Empty(await ReadAsync(new RecordQuery { Collection = "Violation" }));
    }

    [Fact]
    public async Task CommitAsync_BytesChangedAfterwards_StoredOnesStay()
    {
        var bytes = "before"u8.ToArray();
        await WriteAsync(new StoredRecord("violation", "a", 1, null, bytes));

        bytes.AsSpan().Clear();

        Assert.Equal("before"u8.ToArray(), Assert.Single(await ReadAsync(All)).Value.ToArray());
    }

    [Fact]
    public async Task CommitAsync_KnownKey_ReplacesTheRecord()
    {
        await WriteAsync(Make("a", 10, "pump-17", "first"), Make("b", 10, "pump-17", "other"));

        await WriteAsync(Make("a", 10, "pump-17", "second"));

        Assert.Equal(FormOf([Make("a", 10, "pump-17", "second"), Make("b", 10, "pump-17", "other")]), FormOf(await ReadAsync(All)));
        Assert.Equal(2, (await ReadAsync(All with { Owner = "pump-17" })).Count);
    }

    [Fact]
    public async Task CommitAsync_KnownKeyAtAnotherTimeOfAnotherOwner_MovesTheRecord()
    {
        await WriteAsync(Make("a", 10, "pump-17"), Make("b", 20, "pump-17"), Make("c", 30));

        await WriteAsync(Make("a", 25, "pump-18"), Make("b", 20), Make("c", 30, "pump-17"));

        Assert.Equal(["b", "a", "c"], await KeysAsync(All));
        Assert.Equal(["a"], await KeysAsync(All with { Owner = "pump-18" }));
        Assert.Equal(["c"], await KeysAsync(All with { Owner = "pump-17" }));
        Assert.Empty(await ReadAsync(All with { ToMs = 19 }));
    }

    [Fact]
    public async Task CommitAsync_OneKeyTwiceInABatch_LastOneCounts()
    {
        await WriteAsync(Make("a", 10, "pump-17", "first"), Make("a", 20, "pump-18", "second"));

        Assert.Equal(FormOf([Make("a", 20, "pump-18", "second")]), FormOf(await ReadAsync(All)));
        Assert.Empty(await ReadAsync(All with { Owner = "pump-17" }));
    }

    [Fact]
    public async Task CommitAsync_OneKeyInTwoCollections_AreTwoRecords()
    {
        await WriteAsync(Make("a", 10), Make("a", 20, collection: "alert"));

        await Fleet.CommitAsync(new StoreBatch { DeletedRecords = [new("violation", "a")] });

        Assert.Empty(await ReadAsync(All));
        Assert.Equal(20, Assert.Single(await ReadAsync(new RecordQuery { Collection = "alert" })).TimeMs);
    }

    [Fact]
    public async Task CommitAsync_DeletedRecords_AreGone()
    {
        await WriteAsync(Make("a", 10, "pump-17"), Make("b", 20, "pump-17"));

        await Fleet.CommitAsync(new StoreBatch { Records = [Make("c", 30)], DeletedRecords = [new("violation", "a"), new("violation", "c"), new("violation", "never"), new("never", "b")] });

        await Fixture.RestartAsync();
        Assert.Equal(["b"], await KeysAsync(All));
        Assert.Equal(["b"], await KeysAsync(All with { Owner = "pump-17" }));
    }

    [Fact]
    public async Task CommitAsync_DeletedThingAndDroppedConnectivity_KeepRecords()
    {
        await Fleet.AddAsync("pump-17");
        await WriteAsync(Make("a", 10, "pump-17"));

        await Fleet.CommitAsync(new StoreBatch { DropsConnectivity = true, Records = [Make("b", 20, "pump-17")], DeletedThings = [Fleet.KeyOf("pump-17")] });
        await MaintainAsync(long.MaxValue);

        Assert.Empty((await Fixture.CrashAsync()).Things);
        Assert.Equal(["a", "b"], await KeysAsync(All with { Owner = "pump-17" }));
    }

    [Fact]
    public async Task CommitAsync_Cancelled_WritesNoRecord()
    {
        var batch = new StoreBatch { Records = [Make("a", 10)] };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.CommitAsync(batch, new CancellationToken(canceled: true)));

        Assert.Empty(await ReadAsync(All));
    }

    private async Task WriteAsync(params StoredRecord[] records) => await Fleet.CommitAsync(new StoreBatch { Records = records });

    private async Task<IReadOnlyList<StoredRecord>> ReadAsync(RecordQuery query) => await Store.ReadRecordsAsync(query, Cancelled).ToListAsync(Cancelled);

    private async Task<IEnumerable<string>> KeysAsync(RecordQuery query) => (await ReadAsync(query)).Select(static one => one.Key);
}
