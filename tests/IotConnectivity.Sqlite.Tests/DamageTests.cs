using IotConnectivity.Storage;
using IotConnectivity.StoreConformance;

namespace IotConnectivity.Sqlite;

// Files as a kill, a power cut or a bad disk leave them.
public sealed class DamageTests : IDisposable
{
    private readonly TestStore _test = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAsync_DamagedHeader_IsRefusedAndLeftAlone()
    {
        await _test.FillAsync(5);
        var bytes = File.ReadAllBytes(_test.Path);
        bytes.AsSpan(0, 16).Fill(0x55);
        File.WriteAllBytes(_test.Path, bytes);

        var exception = await _test.OpenAndFailAsync();

        Assert.Equal(StoreFault.Damaged, exception.Fault);
        Assert.StartsWith($"the database `{_test.Path}` is damaged: ", exception.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(_test.Path));
    }

    [Fact]
    public async Task LoadThingsAsync_DamagedPages_AreRefusedAndLeftAlone()
    {
        await _test.FillAsync(200);
        var bytes = File.ReadAllBytes(_test.Path);
        bytes.AsSpan(4096).Fill(0xEE);
        File.WriteAllBytes(_test.Path, bytes);

        var exception = await Assert.ThrowsAsync<StoreException>(_test.ReadNamesAsync);

        Assert.Equal(StoreFault.Damaged, exception.Fault);
        Assert.Equal(bytes, File.ReadAllBytes(_test.Path));
    }

    [Theory]
    [InlineData("UPDATE journal SET entry = x'FF'")]
    [InlineData("UPDATE journal SET entry = x'00010100'")]
    [InlineData("UPDATE state SET state = x'01'")]
    [InlineData("UPDATE thing SET attributes = '{'")]
    [InlineData("UPDATE thing SET attributes = '[1]'")]
    [InlineData("UPDATE thing SET attributes = '{\"a b\":\"c\"}'")]
    [InlineData("UPDATE thing SET id = x'00'")]
    [InlineData("UPDATE thing SET key = 4711")]
    [InlineData("UPDATE thing SET groups = x'0011'")]
    [InlineData("DELETE FROM source")]
    [InlineData("UPDATE source SET number = 7")]
    [InlineData("UPDATE source SET name = ''")]
    [InlineData("DROP TABLE activity")]
    public async Task LoadThingsAsync_RowsThatCannotBe_AreRefused(string damage)
    {
        await using (var store = await _test.OpenAsync())
        {
            var thing = await TestStore.AddThingAsync(store, "pump-17", padding: 1);
            await store.CommitAsync(new StoreBatch { Events = new[] { TestStore.Connect(thing, 1) } }, Cancelled);
        }

        // So that the entry is read as well.
        _test.Execute("UPDATE meta SET value = 0 WHERE name = 'watermark'; " + damage);

        var exception = await Assert.ThrowsAsync<StoreException>(_test.ReadNamesAsync);

        Assert.True(exception.Fault == (damage.StartsWith("DROP", StringComparison.Ordinal) ? StoreFault.Other : StoreFault.Damaged), exception.ToString());
        Assert.Contains(_test.Path, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000)]
    public async Task OpenAsync_TornOrGarbledEndOfTheLog_KeepsEveryWholeCommitBeforeIt(int garbage)
    {
        await using var store = await _test.OpenAsync();
        for (var i = 0; i < 20; i++) await TestStore.AddThingAsync(store, $"t{i}");
        using var copy = new TestStore();
        SqliteFixture.CopyFiles(_test.Path, copy.Path);
        var log = new FileInfo(copy.Path + "-wal").Length;
        await TestStore.AddThingAsync(store, "last");
        using var torn = new TestStore();
        SqliteFixture.CopyFiles(_test.Path, torn.Path);

        // The last commit was being written: its frames are there, apart from the end, or what is there is nothing.
        using (var file = File.Open(torn.Path + "-wal", FileMode.Open))
        {
            file.SetLength(garbage == 0 ? file.Length - 100 : log);
            file.Seek(0, SeekOrigin.End);
            file.Write(Enumerable.Range(0, garbage).Select(i => (byte)(i * 31)).ToArray());
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"t{i}"), await torn.ReadNamesAsync());
    }

    [Fact]
    public async Task OpenAsync_CopiesOfARunningStore_HoldEveryCommitUntilThen()
    {
        await using var store = await _test.OpenAsync();
        var thing = await TestStore.AddThingAsync(store, "pump-17");
        for (var i = 1; i <= 40; i++)
        {
            await store.CommitAsync(new StoreBatch { Events = new[] { TestStore.Connect(thing, i) } }, Cancelled);
            if (i % 8 != 0) continue;
            using var copy = new TestStore();
            SqliteFixture.CopyFiles(_test.Path, copy.Path);
            await using var killed = await copy.OpenAsync();
            var numbers = await killed.ReadEventsAsync(thing.Key, "pump-17", Cancelled).Select(entry => entry.Event.Number!.Value).ToListAsync(Cancelled);
            Assert.Equal(Enumerable.Range(1, i).Select(n => (long)n).Reverse(), numbers);
            var loaded = await killed.LoadThingsAsync(Cancelled).SingleAsync(Cancelled);
            Assert.Equal(i, Same.Join(loaded.Connectivity).Number);
        }
    }

    public void Dispose() => _test.Dispose();
}
