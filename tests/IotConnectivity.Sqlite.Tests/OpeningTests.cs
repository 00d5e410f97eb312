using System.Globalization;
using IotConnectivity.Storage;

namespace IotConnectivity.Sqlite;

public sealed class OpeningTests : IDisposable
{
    private readonly TestStore _test = new();

    [Fact]
    public async Task OpenAsync_FolderIsMissing_MakesIt()
    {
        _test.Path = _test.File("a/b/things.db");

        await _test.FillAsync(1);

        Assert.Equal(["t0"], await _test.ReadNamesAsync());
    }

    [Fact]
    public async Task OpenAsync_FileOfNoBytes_IsANewDatabase()
    {
        File.WriteAllBytes(_test.Path, []);

        await _test.FillAsync(1);

        Assert.Equal(["t0"], await _test.ReadNamesAsync());
    }

    [Fact]
    public async Task OpenAsync_NewDatabase_IsMarkedAsOurs()
    {
        await _test.FillAsync(0);

        using var database = Database.Open(_test.Path, Microsoft.Data.Sqlite.SqliteOpenMode.ReadOnly, TimeSpan.Zero);
        Assert.Equal(SchemaVersions.ApplicationId, database.ReadNumber("PRAGMA application_id"));
        Assert.Equal(SchemaVersions.Latest, database.ReadNumber("PRAGMA user_version"));
    }

    [Fact]
    public async Task OpenAsync_NewerVersion_IsRefused()
    {
        await _test.FillAsync(1);
        _test.Execute("PRAGMA user_version = 99");

        var exception = await _test.OpenAndFailAsync();

        Assert.Equal(StoreFault.Newer, exception.Fault);
        Assert.Equal(
            $"the database `{_test.Path}` has version 99, a newer version of this library has written it, expected at most {SchemaVersions.Latest}; nothing was changed. Use that newer version, or a backup from before",
            exception.Message);
    }

    [Fact]
    public void Migrate_ScriptThatFails_LeavesTheFileAsItWas()
    {
        _test.MakeForeign("CREATE TABLE journal (x)");
        using var database = Database.Open(_test.Path, Microsoft.Data.Sqlite.SqliteOpenMode.ReadWrite, TimeSpan.Zero);

        Assert.Throws<StoreException>(() => SchemaVersions.Migrate(database, 0));

        Assert.Equal(1, database.ReadNumber("SELECT count(*) FROM sqlite_schema"));
        Assert.Equal(0, database.ReadNumber("PRAGMA user_version"));
    }

    [Fact]
    public async Task OpenAsync_DatabaseOfAnotherProgram_IsRefusedAndLeftAlone()
    {
        _test.MakeForeign("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (17)");
        var before = File.ReadAllBytes(_test.Path);

        var exception = await _test.OpenAndFailAsync();

        Assert.Equal(StoreFault.Damaged, exception.Fault);
        Assert.Contains("is not a database of this library", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_test.Path));
    }

    [Fact]
    public async Task OpenAsync_FileThatIsNoDatabase_IsRefusedAndLeftAlone()
    {
        File.WriteAllText(_test.Path, string.Concat(Enumerable.Repeat("not a database ", 1000)));
        var before = File.ReadAllBytes(_test.Path);

        var exception = await _test.OpenAndFailAsync();

        Assert.Equal(StoreFault.Damaged, exception.Fault);
        Assert.Contains(_test.Path, exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_test.Path));
    }

    [Fact]
    public async Task OpenAsync_LogWithoutItsDatabase_IsRefusedAndLeftAlone()
    {
        File.WriteAllBytes(_test.Path + "-wal", new byte[100]);

        var exception = await _test.OpenAndFailAsync();

        Assert.Equal(StoreFault.Damaged, exception.Fault);
        Assert.True(File.Exists(_test.Path + "-wal"));
        Assert.False(File.Exists(_test.Path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OpenAsync_DatabaseIsLost_IsRefusedUntilItsTraceIsDeleted(bool isCut)
    {
        await _test.FillAsync(1);
        File.Delete(_test.Path);
        if (isCut) File.WriteAllBytes(_test.Path, []);

        var exception = await _test.OpenAndFailAsync();

        Assert.Equal(StoreFault.Damaged, exception.Fault);
        Assert.Equal(
            $"the database `{_test.Path}` is damaged: it is missing or empty, while `{_test.Path}.lock` tells that there was one (delete that file to begin with nothing); nothing was changed. "
            + "Keep the file, and put a backup in its place together with no `-wal` and no `-shm` file, or name another path",
            exception.Message);
        Assert.Equal(isCut, File.Exists(_test.Path));
        File.Delete(_test.Path + ".lock");
        Assert.Empty(await _test.ReadNamesAsync());
    }

    [Fact]
    public async Task OpenAsync_FirstStartWasRefused_IsNoTraceOfADatabase()
    {
        File.WriteAllText(_test.Path, string.Concat(Enumerable.Repeat("not a database ", 1000)));
        await _test.OpenAndFailAsync();
        File.Delete(_test.Path);

        await _test.FillAsync(1);

        Assert.Equal(["t0"], await _test.ReadNamesAsync());
    }

    [Fact]
    public async Task LoadThingsAsync_LogCannotBeMade_IsRefusedBeforeAnythingIsWritten()
    {
        await _test.FillAsync(1);
        Directory.CreateDirectory(_test.Path + "-shm");

        var exception = await Assert.ThrowsAsync<StoreException>(_test.ReadNamesAsync);

        Assert.Equal(StoreFault.ReadOnly, exception.Fault);
        Assert.Contains(_test.Path, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_FileWhereTheFolderShouldBe_SaysWhichFolder()
    {
        File.WriteAllText(_test.File("folder"), "a file");
        _test.Path = _test.File("folder/things.db");

        var exception = await _test.OpenAndFailAsync();

        Assert.Equal(StoreFault.ReadOnly, exception.Fault);
        Assert.Contains($"the folder `{_test.File("folder")}`", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_SecondStoreOnOneFile_IsToldWhoHasIt()
    {
        await using var first = await _test.OpenAsync();

        var exception = await _test.OpenAndFailAsync();

        Assert.Equal(StoreFault.Locked, exception.Fault);
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"the database `{_test.Path}` is in use by process {Environment.ProcessId}; one process can have it. Stop that one, or name another path"),
            exception.Message);
    }

    [Fact]
    public async Task OpenAsync_AfterTheFirstStoreIsDisposed_Opens()
    {
        await _test.FillAsync(1);

        Assert.Equal(["t0"], await _test.ReadNamesAsync());
        Assert.False(File.Exists(_test.Path + ".pid"));
        Assert.False(File.Exists(_test.Path + "-wal"));
    }

    [Fact]
    public async Task CommitAsync_BeforeReading_Throws()
    {
        await using var store = _test.Make();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await store.CommitAsync(new StoreBatch(), TestContext.Current.CancellationToken));
        await store.OpenAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await store.CommitAsync(new StoreBatch(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Members_AfterDisposal_Throw()
    {
        var store = await _test.OpenAsync();
        await store.DisposeAsync();
        await store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.OpenAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.CommitAsync(new StoreBatch(), TestContext.Current.CancellationToken));
        Assert.Throws<ObjectDisposedException>(() => store.ReadEventsAsync(1, "t", TestContext.Current.CancellationToken));
    }

    public void Dispose() => _test.Dispose();
}
