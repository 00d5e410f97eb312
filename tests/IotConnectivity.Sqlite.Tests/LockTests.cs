using System.Diagnostics;
using System.Globalization;
using IotConnectivity.Storage;
using Microsoft.Data.Sqlite;

namespace IotConnectivity.Sqlite;

public sealed class LockTests : IDisposable
{
    private readonly TestStore _test = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAsync_AnotherProcessHasTheFile_IsToldItsId()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/flock")) Assert.Skip("SKIPPED: no `flock` here, so a lock of a second process is NOT tested");
        await _test.FillAsync(1);

        // Takes the lock as the library does, says that it has it, and keeps it until its input ends.
        using var holder = Process.Start(new ProcessStartInfo("/usr/bin/flock", ["--exclusive", _test.Path + ".lock", "sh", "-c", "echo $$ > \"$0.pid\"; echo locked; read x", _test.Path])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("locked", await holder.StandardOutput.ReadLineAsync(Cancelled));
        var id = int.Parse(await File.ReadAllTextAsync(_test.Path + ".pid", Cancelled), CultureInfo.InvariantCulture);

        var exception = await _test.OpenAndFailAsync();

        Assert.Equal(StoreFault.Locked, exception.Fault);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"in use by process {id};"), exception.Message, StringComparison.Ordinal);
        holder.StandardInput.Close();
        await holder.WaitForExitAsync(Cancelled);
        Assert.Single(await _test.ReadNamesAsync());
    }

    [Fact]
    public async Task CommitAsync_ShellWithAnOpenTransaction_FailsAndGoesOnAfterwards()
    {
        await using var store = await _test.OpenAsync(busyTimeout: TimeSpan.Zero);
        using var shell = Database.Open(_test.Path, SqliteOpenMode.ReadWrite, TimeSpan.Zero);
        shell.Execute("BEGIN IMMEDIATE");

        var exception = await Assert.ThrowsAsync<StoreException>(() => TestStore.AddThingAsync(store, "t0"));

        Assert.Equal(StoreFault.Locked, exception.Fault);
        shell.Execute("ROLLBACK");
        await TestStore.AddThingAsync(store, "t1");
        Assert.Equal(["t1"], await store.LoadThingsAsync(Cancelled).Select(thing => thing.Name).ToListAsync(Cancelled));
    }

    [Fact]
    public async Task CommitAsync_ShellThatOnlyReads_IsNotInTheWay()
    {
        await using var store = await _test.OpenAsync(busyTimeout: TimeSpan.Zero);
        using var shell = Database.Open(_test.Path, SqliteOpenMode.ReadOnly, TimeSpan.Zero);
        shell.Execute("BEGIN");
        Assert.Equal(0, shell.ReadNumber("SELECT count(*) FROM thing"));

        await TestStore.AddThingAsync(store, "t0");

        Assert.Equal(0, shell.ReadNumber("SELECT count(*) FROM thing"));
        shell.Execute("ROLLBACK");
        Assert.Equal(1, shell.ReadNumber("SELECT count(*) FROM thing"));
    }

    public void Dispose() => _test.Dispose();
}
