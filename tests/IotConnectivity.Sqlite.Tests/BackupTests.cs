using IotConnectivity.Storage;

namespace IotConnectivity.Sqlite;

public sealed class BackupTests : IDisposable
{
    private readonly TestStore _test = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BackupAsync_StoreInUse_CopiesWhatWasCommittedBefore()
    {
        await using var store = await _test.OpenAsync();
        var thing = await TestStore.AddThingAsync(store, "pump-17");
        await store.CommitAsync(new StoreBatch { Events = new[] { TestStore.Connect(thing, 1) } }, Cancelled);

        await store.BackupAsync(_test.File("copy.db"), Cancelled);

        await TestStore.AddThingAsync(store, "later");
        using var restored = new TestStore();
        File.Copy(_test.File("copy.db"), restored.Path);
        await using var copy = await restored.OpenAsync();
        Assert.Equal(["pump-17"], await copy.LoadThingsAsync(Cancelled).Select(one => one.Name).ToListAsync(Cancelled));
        Assert.Single(await copy.ReadEventsAsync(thing.Key, "pump-17", Cancelled).ToListAsync(Cancelled));
        await TestStore.AddThingAsync(copy, "goes on");
    }

    [Fact]
    public async Task OpenAsync_BackupBesideTheLogOfTheDatabaseBefore_IsRefusedAndLeftAlone()
    {
        await using var store = await _test.OpenAsync();
        await TestStore.AddThingAsync(store, "pump-17");
        await store.BackupAsync(_test.File("copy.db"), Cancelled);
        await TestStore.AddThingAsync(store, "later");
        using var killed = new TestStore();
        SqliteFixture.CopyFiles(_test.Path, killed.Path);
        File.Copy(_test.File("copy.db"), killed.Path, overwrite: true);
        var log = File.ReadAllBytes(killed.Path + "-wal");

        var exception = await killed.OpenAndFailAsync();

        Assert.Equal(StoreFault.Damaged, exception.Fault);
        Assert.Equal(
            $"the database `{killed.Path}` was put in the place of another one, whose log `{killed.Path}-wal` still lies beside it; nothing was changed. "
            + $"Move the files `{killed.Path}-*` away to use this database, or put back the one that they belong to",
            exception.Message);
        Assert.Equal(File.ReadAllBytes(_test.File("copy.db")), File.ReadAllBytes(killed.Path));
        Assert.Equal(log, File.ReadAllBytes(killed.Path + "-wal"));
        File.Delete(killed.Path + "-wal");
        Assert.Equal(["pump-17"], await killed.ReadNamesAsync());
    }

    [Fact]
    public async Task OpenAsync_DatabaseOfAnOrderlyEndBesideTheLogOfAnother_IsRefused()
    {
        await _test.FillAsync(1);
        using var killed = new TestStore();
        await using var other = await killed.OpenAsync();
        await TestStore.AddThingAsync(other, "other");
        File.Copy(killed.Path + "-wal", _test.Path + "-wal");

        var exception = await _test.OpenAndFailAsync();

        Assert.Contains($"whose log `{_test.Path}-wal` still lies beside it", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BackupAsync_WhileWriting_IsOneMoment()
    {
        await using var store = await _test.OpenAsync();
        var things = new[] { await TestStore.AddThingAsync(store, "a"), await TestStore.AddThingAsync(store, "b") };
        var backup = Task.CompletedTask;
        for (var i = 1; i <= 300; i++)
        {
            if (i == 100) backup = store.BackupAsync(_test.File("copy.db"), Cancelled);
            await store.CommitAsync(new StoreBatch { Events = things.Select(thing => TestStore.Connect(thing, i)).ToArray() }, Cancelled);
        }

        await backup;
        using var restored = new TestStore();
        File.Copy(_test.File("copy.db"), restored.Path);
        await using var copy = await restored.OpenAsync();
        var counts = new List<int>();
        foreach (var thing in things) counts.Add(await copy.ReadEventsAsync(thing.Key, thing.Name, Cancelled).CountAsync(Cancelled));
        Assert.Equal(counts[0], counts[1]);
        Assert.InRange(counts[0], 99, 300);
    }

    [Fact]
    public async Task BackupAsync_FileIsThere_IsRefusedAndLeftAlone()
    {
        await using var store = await _test.OpenAsync();
        File.WriteAllText(_test.File("copy.db"), "precious");

        var exception = await Assert.ThrowsAsync<StoreException>(() => store.BackupAsync(_test.File("copy.db"), Cancelled));

        Assert.Equal($"the backup `{_test.File("copy.db")}` is there already; name another file, nothing is overwritten", exception.Message);
        Assert.Equal("precious", File.ReadAllText(_test.File("copy.db")));
    }

    [Fact]
    public async Task BackupAsync_Cancelled_LeavesNothing()
    {
        await using var store = await _test.OpenAsync();
        Directory.CreateDirectory(_test.File("backups"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.BackupAsync(_test.File("backups/copy.db"), new CancellationToken(canceled: true)));

        Assert.Empty(Directory.GetFiles(_test.File("backups")));
    }

    [Fact]
    public async Task BackupAsync_FolderIsMissing_MakesIt()
    {
        await using var store = await _test.OpenAsync();

        await store.BackupAsync(_test.File("a/b/copy.db"), Cancelled);

        Assert.Equal(_test.File("a/b/copy.db"), Assert.Single(Directory.GetFiles(_test.File("a/b"))));
    }

    [Fact]
    public async Task BackupAsync_FileWhereTheFolderShouldBe_SaysSo()
    {
        await using var store = await _test.OpenAsync();
        File.WriteAllText(_test.File("folder"), "a file");

        var exception = await Assert.ThrowsAsync<StoreException>(() => store.BackupAsync(_test.File("folder/copy.db"), Cancelled));

        Assert.Contains(_test.File("folder/copy.db"), exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _test.Dispose();
}
