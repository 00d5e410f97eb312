using System.IO.Compression;
using IotConnectivity.History;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;
using IotConnectivity.Storage;
using IotConnectivity.StoreConformance;
using IotConnectivity.TestKit.Conventions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IotConnectivity.Sqlite;

/// <summary>
/// Files that earlier versions of the library have written. Version 1: five things, two of them with connectivity, and an index configuration. Version 2: three things, a type and two
/// groups, one below the other.
/// </summary>
public sealed class SchemaMigrationTests : IDisposable
{
    private readonly TestStore _test = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAsync_FileOfVersion1_KeepsEverything()
    {
        Unpack(1);

        await using (var store = _test.Make())
        {
            await store.OpenAsync(Cancelled);
            var settings = await store.LoadSettingsAsync(Cancelled);
            var things = await store.LoadThingsAsync(Cancelled).ToDictionaryAsync(thing => thing.Name, cancellationToken: Cancelled);

            Assert.Equal(["indexing"], settings.Keys);
            Assert.Equal(["plain", "pump-1", "pump-2", "pump-3", "pump-4"], things.Keys.Order(StringComparer.Ordinal));
            Assert.All(things.Values, thing => Assert.Empty(thing.Groups));
            Assert.Equal((Guid.Parse("bf317937-43fe-486d-8c87-2c4d78cf4657"), 1L), (things["pump-1"].Id, things["pump-1"].Version));
            Assert.Equal(["n=4", "site=south"], things["pump-4"].Attributes.Select(pair => $"{pair.Key}={pair.Value}"));
            Assert.Equal(2, things["pump-4"].Version);
            Assert.True(Same.Join(things["pump-1"].Connectivity).Connected);
            Assert.Equal(DisconnectReason.ConnectionLost, Same.Join(things["pump-2"].Connectivity).DisconnectReason);
            Assert.Equal(2, (await store.ReadEventsAsync(things["pump-2"].Key, "pump-2", Cancelled).ToListAsync(Cancelled)).Count);
            await AssertTakesRecordsAsync(store);
        }

        Assert.Equal(SchemaVersions.Latest, ReadNumber("PRAGMA user_version"));
        Assert.Equal(5, (await _test.ReadNamesAsync()).Count);
    }

    [Fact]
    public async Task StartAsync_FileOfVersion1_ServesAndTakesGroups()
    {
        Unpack(1);
        Guid id;
        using (var host = await StartAsync())
        {
            var registry = host.Services.GetRequiredService<ThingRegistry>();
            Assert.True(host.Services.GetRequiredService<ConnectivityIndex>().TryGet("pump-1", out var state) && state.Connected);
            Assert.Equal(2, (await host.Services.GetRequiredService<ThingHistory>().ExplainAsync("pump-2", Cancelled))!.Events.Count);
            Assert.True(registry.Types.TryCreate("pump", null, ["site"], out _, out _));
            Assert.True(registry.Groups.TryCreate("north", null, "in the north", null, out var group, out _));
            Assert.True(registry.Groups.TryAdd("north", "pump-1", out _));
            Assert.True(registry.TryUpdate("pump-2", new ThingUpdate { TypeName = "pump" }, out _, out _));
            await host.Services.GetRequiredService<ConnectivityJournal>().ApplyAsync(OfAnotherBroker(), Cancelled);
            id = group!.Id;
            await host.StopAsync(Cancelled);
        }

        using (var host = await StartAsync())
        {
            var registry = host.Services.GetRequiredService<ThingRegistry>();
            Assert.Equal(id, registry.Groups.Find("north")!.Id);
            Assert.True(registry.Groups.TryListThings("north", recursive: false, 250, null, out var members, out _));
            Assert.Equal(["pump-1"], members.ThingNames);
            Assert.Equal("pump", registry.Find("pump-2")!.TypeName);
            Assert.Equal("4", registry.Find("pump-4")!.Attributes["n"]);
            Assert.Equal(2, host.Services.GetRequiredService<ConnectivityIndex>().ConnectedCount);
            await host.StopAsync(Cancelled);
        }
    }

    [Fact]
    public async Task OpenAsync_FileOfVersion2_KeepsEverything()
    {
        Unpack(2);

        await using (var store = _test.Make())
        {
            await store.OpenAsync(Cancelled);
            var settings = await store.LoadSettingsAsync(Cancelled);
            var things = await store.LoadThingsAsync(Cancelled).ToDictionaryAsync(thing => thing.Name, cancellationToken: Cancelled);

            Assert.Equal(["thing-group/hall-4", "thing-group/north", "thing-type/pump"], settings.Keys.Order(StringComparer.Ordinal));
            Assert.Equal(["pump-1", "pump-2", "pump-3"], things.Keys.Order(StringComparer.Ordinal));
            Assert.Equal([1, 1, 0], things.Values.OrderBy(thing => thing.Name).Select(thing => thing.Groups.Count));
            Assert.Equal(("pump", "north"), (things["pump-1"].TypeName, things["pump-1"].Attributes["site"]));
            Assert.True(Same.Join(things["pump-1"].Connectivity).Connected);
            Assert.Equal(1_767_168_000_000, Assert.Single(things["pump-1"].Connectivity).Source.Epoch);
            Assert.Equal(DisconnectReason.ConnectionLost, Same.Join(things["pump-2"].Connectivity).DisconnectReason);
            Assert.Equal(2, (await store.ReadEventsAsync(things["pump-2"].Key, "pump-2", Cancelled).ToListAsync(Cancelled)).Count);
            await AssertTakesRecordsAsync(store);
        }

        Assert.Equal(SchemaVersions.Latest, ReadNumber("PRAGMA user_version"));
    }

    [Fact]
    public async Task StartAsync_FileOfVersion2_Serves()
    {
        Unpack(2);

        using var host = await StartAsync();

        var groups = host.Services.GetRequiredService<ThingRegistry>().Groups;
        Assert.True(groups.TryListThings("north", recursive: true, 250, null, out var members, out _));
        Assert.Equal(["pump-1", "pump-2"], members.ThingNames.Order(StringComparer.Ordinal));
        Assert.Equal(1, host.Services.GetRequiredService<ConnectivityIndex>().ConnectedCount);
        await host.StopAsync(Cancelled);
    }

    public void Dispose() => _test.Dispose();

    // A source that the file does not know, in its second lifetime.
    private static LifecycleEvent OfAnotherBroker() => new()
    {
        Kind = LifecycleEventKind.Connected,
        ClientId = "pump-3",
        Source = new LifecycleSource("another") { Epoch = 1_767_168_000_000 },
        Number = 1,
        TimestampMs = 1_767_168_000_250,
    };

    private static async Task AssertTakesRecordsAsync(SqliteConnectivityStore store)
    {
        var all = new RecordQuery { Collection = "violation" };
        Assert.Empty(await store.ReadRecordsAsync(all, Cancelled).ToListAsync(Cancelled));
        await store.CommitAsync(new StoreBatch { Records = [StoredRecords.Make("a", 1, "pump-1")] }, Cancelled);
        Assert.Equal("a", (await store.ReadRecordsAsync(all with { Owner = "pump-1" }, Cancelled).SingleAsync(Cancelled)).Key);
    }

    private void Unpack(int version)
    {
        using (var packed = File.OpenRead(Path.Combine(RepositoryRoot.Path, "tests", "IotConnectivity.Sqlite.Tests", "Files", $"version-{version}.db.gz")))
        using (var unpacked = new GZipStream(packed, CompressionMode.Decompress))
        using (var file = File.Create(_test.Path))
        {
            unpacked.CopyTo(file);
        }

        Assert.Equal(version, ReadNumber("PRAGMA user_version"));
    }

    private long ReadNumber(string sql)
    {
        using var database = Database.Open(_test.Path, SqliteOpenMode.ReadOnly, TimeSpan.Zero);
        return database.ReadNumber(sql);
    }

    private async Task<IHost> StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddThingConnectivity().UseSqlite(_test.Path);
        var host = builder.Build();
        await host.StartAsync(Cancelled);
        return host;
    }
}
