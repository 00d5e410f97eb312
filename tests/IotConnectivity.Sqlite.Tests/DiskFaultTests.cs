using IotConnectivity.Storage;

namespace IotConnectivity.Sqlite;

// On real small file systems.
public sealed class DiskFaultTests : IDisposable
{
    private readonly TestStore _test = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CommitAsync_DiskIsFull_SaysSoAndGoesOnWhenThereIsRoom()
    {
        using var disk = MountedFolder.OfSize(kilobytes: 2_000);
        _test.Path = Path.Combine(disk.Path, "things.db");
        var acknowledged = new List<string>();
        var refused = 0;
        await using (var store = await _test.OpenAsync())
        {
            var ballast = Path.Combine(disk.Path, "ballast");
            File.WriteAllBytes(ballast, new byte[1_000_000]);
            while (refused < 3)
            {
                var name = $"t{acknowledged.Count}";
                try
                {
                    await TestStore.AddThingAsync(store, name, padding: 5);
                    acknowledged.Add(name);
                }
                catch (StoreException exception)
                {
                    Assert.Equal(StoreFault.Full, exception.Fault);
                    Assert.Equal($"no space is left for the database `{_test.Path}`; nothing is lost. Make room on that disk and writing goes on, without a restart", exception.Message);
                    refused++;
                }
            }

            File.Delete(ballast);
            for (var i = 0; i < 5; i++)
            {
                await TestStore.AddThingAsync(store, $"t{acknowledged.Count}");
                acknowledged.Add($"t{acknowledged.Count}");
            }
        }

        Assert.Equal(acknowledged, await _test.ReadNamesAsync());
    }

    [Fact]
    public async Task CommitAsync_DiskIsFullForEvents_AppendsThemInOrderAfterwards()
    {
        using var disk = MountedFolder.OfSize(kilobytes: 2_000);
        _test.Path = Path.Combine(disk.Path, "things.db");
        await using var store = await _test.OpenAsync();
        var thing = await TestStore.AddThingAsync(store, "pump-17");
        var ballast = Path.Combine(disk.Path, "ballast");
        File.WriteAllBytes(ballast, new byte[1_700_000]);
        var (written, refused) = (0, 0);
        while (written < 2_000)
        {
            var batch = new StoreBatch { Events = Enumerable.Range(written, 50).Select(i => TestStore.Connect(thing, i) with { StateIsAhead = i % 7 == 0 }).ToArray() };
            try
            {
                await store.CommitAsync(batch, Cancelled);
                written += 50;
            }
            catch (StoreException exception) when (exception.Fault == StoreFault.Full)
            {
                Assert.True(++refused < 10, "room was made, and still there is none");
                File.Delete(ballast);
            }
        }

        var numbers = await store.ReadEventsAsync(thing.Key, "pump-17", Cancelled).Select(entry => entry.Event.Number!.Value).ToListAsync(Cancelled);

        Assert.True(refused > 0, "the disk was never full");
        Assert.Equal(Enumerable.Range(0, written).Select(i => (long)i).Reverse(), numbers);
    }

    [Fact]
    public async Task OpenAsync_DiskIsFullFromTheStart_SaysSo()
    {
        using var disk = MountedFolder.OfSize(kilobytes: 100);
        File.WriteAllBytes(Path.Combine(disk.Path, "ballast"), new byte[80_000]);
        _test.Path = Path.Combine(disk.Path, "things.db");

        var exception = await _test.OpenAndFailAsync();

        Assert.Equal(StoreFault.Full, exception.Fault);
    }

    [Fact]
    public async Task OpenAsync_ReadOnlyDisk_SaysSo()
    {
        using var disk = MountedFolder.OfSize(kilobytes: 2_000);
        _test.Path = Path.Combine(disk.Path, "things.db");
        await _test.FillAsync(3);
        disk.MakeReadOnly();

        var exception = await _test.OpenAndFailAsync();

        Assert.Equal(StoreFault.ReadOnly, exception.Fault);
        Assert.Contains($"the folder `{disk.Path}`", exception.Message, StringComparison.Ordinal);
        disk.MakeWritable();
        Assert.Equal(3, (await _test.ReadNamesAsync()).Count);
    }

    [Fact]
    public async Task BackupAsync_DiskIsFull_SaysSoAndLeavesNothing()
    {
        using var disk = MountedFolder.OfSize(kilobytes: 30);
        await using var store = await _test.OpenAsync();
        for (var i = 0; i < 20; i++) await TestStore.AddThingAsync(store, $"t{i}", padding: 5);

        var exception = await Assert.ThrowsAsync<StoreException>(() => store.BackupAsync(Path.Combine(disk.Path, "copy.db"), Cancelled));

        Assert.Equal(StoreFault.Full, exception.Fault);
        Assert.Empty(Directory.GetFiles(disk.Path));
    }

    public void Dispose() => _test.Dispose();
}
