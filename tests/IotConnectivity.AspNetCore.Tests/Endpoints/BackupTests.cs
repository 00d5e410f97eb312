using System.Text.Json;
using IotConnectivity.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace IotConnectivity.AspNetCore.Endpoints;

public sealed class BackupTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly FaultyStore _store = new();

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Backup_Twice_MakesTwoFilesNamedAfterTheMoment()
    {
        await using var host = await StartAsync();

        var first = JsonDocument.Parse((await host.SendAsync("POST", "/admin/backup")).Body).RootElement;
        var second = JsonDocument.Parse((await host.SendAsync("POST", "/admin/backup")).Body).RootElement;

        Assert.Equal("connectivity-20260115T120000Z.db", first.GetProperty("file").GetString());
        Assert.Equal("connectivity-20260115T120000Z-2.db", second.GetProperty("file").GetString());
        Assert.Equal(new FileInfo(Path.Combine(_folder, "connectivity-20260115T120000Z.db")).Length, first.GetProperty("bytes").GetInt64());
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public async Task Backup_WhileOneIsBeingMade_IsRefused()
    {
        _store.CopyMayEnd = new TaskCompletionSource();
        await using var host = await StartAsync();
        var first = host.SendAsync("POST", "/admin/backup");
        await _store.CopyBegan.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        var second = await host.SendAsync("POST", "/admin/backup");
        _store.CopyMayEnd.SetResult();

        second.AssertError(409, "ConflictingResourceUpdateException", "a backup is being made, try again when it is done");
        Assert.Equal(200, (await first).Status);
        Assert.Equal(200, (await host.SendAsync("POST", "/admin/backup")).Status);
    }

    [Fact]
    public async Task Backup_UnfinishedOnesOfAProcessThatWasKilled_AreRemoved()
    {
        Directory.CreateDirectory(_folder);
        string[] unfinished = ["connectivity-20260101T000000Z.db.0123456789abcdef0123456789abcdef.tmp", "connectivity-20260101T000000Z-2.db.0123456789abcdef0123456789abcdef.tmp-journal"];
        string[] others = ["connectivity-20260101T000000Z.db", "notes.tmp"];
        foreach (var name in unfinished.Concat(others)) await File.WriteAllTextAsync(Path.Combine(_folder, name), "x", TestContext.Current.CancellationToken);
        await using var host = await StartAsync();

        Assert.Equal(200, (await host.SendAsync("POST", "/admin/backup")).Status);

        Assert.Equal(others.Append("connectivity-20260115T120000Z.db").Order(), Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Backup_DiskIsFull_SaysSoWithoutPaths()
    {
        _store.IsFull = true;
        await using var host = await StartAsync();

        (await host.SendAsync("POST", "/admin/backup")).AssertError(503, "ServiceUnavailableException", "the backup was not made because the disk is full");
    }

    [Fact]
    public async Task Backup_StoreIsClosedMeanwhile_Answers503()
    {
        await using var host = await StartAsync();
        _store.IsClosed = true;

        (await host.SendAsync("POST", "/admin/backup")).AssertError(503, "ServiceUnavailableException", "the backup was not made, the log of the service says why");
    }

    [Fact]
    public async Task Backup_WithoutAPolicy_IsRefused()
    {
        await using var host = await StartAsync();

        (await host.SendAsCallerAsync("POST", "/admin/backup")).AssertNotAllowed("iotconnectivity:Backup", "*");
        Assert.False(Directory.Exists(_folder));
    }

    private Task<ApiHost> StartAsync() => ApiHost.StartAsync(new ApiHostSetup
    {
        Options = options => options.BackupFolder = _folder,
        Add = connectivity => connectivity.Services.AddSingleton<IConnectivityStore>(_store),
    });
}
