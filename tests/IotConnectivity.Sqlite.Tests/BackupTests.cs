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
