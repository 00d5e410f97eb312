using System.IO.Compression;
using IotConnectivity.History;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;
using IotConnectivity.StoreConformance;
using IotConnectivity.TestKit.Conventions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IotConnectivity.Sqlite;

/// <summary>A file that the first version of the library has written: five things, two of them with connectivity, and an index configuration.</summary>
public sealed class SchemaMigrationTests : IDisposable
{
    private readonly TestStore _test = new();

    public SchemaMigrationTests()
    {
        using var packed = File.OpenRead(Path.Combine(RepositoryRoot.Path, "tests", "IotConnectivity.Sqlite.Tests", "Files", "version-1.db.gz"));
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        using var file = File.Create(_test.Path);
        unpacked.CopyTo(file);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAsync_FileOfVersion1_KeepsEverything()
    {
        Assert.Equal(1, ReadNumber("PRAGMA user_version"));

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
        }

        Assert.Equal(SchemaVersions.Latest, ReadNumber("PRAGMA user_version"));
        Assert.Equal(5, (await _test.ReadNamesAsync()).Count);
    }

    [Fact]
    public async Task StartAsync_FileOfVersion1_ServesAndTakesGroups()
    {
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
