using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Sqlite;

/// <summary>A folder with a database, and short ways to open it, write to it and see what it holds.</summary>
internal sealed class TestStore : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iot-sqlite-");

    public TestStore() => Path = File("things.db");

    public string Path { get; set; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public string File(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public SqliteConnectivityStore Make(TimeSpan? busyTimeout = null) => new(new SqliteStoreOptions { Path = Path, BusyTimeout = busyTimeout ?? TimeSpan.FromSeconds(5) });

    public async Task<SqliteConnectivityStore> OpenAsync(TimeSpan? busyTimeout = null)
    {
        var store = Make(busyTimeout);
        await store.OpenAsync(Cancelled);
        await store.LoadThingsAsync(Cancelled).ToListAsync(Cancelled);
        return store;
    }

    public async Task<StoreException> OpenAndFailAsync()
    {
        await using var store = Make();
        return await Assert.ThrowsAsync<StoreException>(() => store.OpenAsync(Cancelled));
    }

    /// <summary>Opens the store, makes so many things, and closes it.</summary>
    public async Task FillAsync(int things)
    {
        await using var store = await OpenAsync();
        for (var i = 0; i < things; i++) await AddThingAsync(store, $"t{i}");
    }

    public async Task<List<string>> ReadNamesAsync()
    {
        await using var store = Make();
        await store.OpenAsync(Cancelled);
        return await store.LoadThingsAsync(Cancelled).Select(thing => thing.Name).ToListAsync(Cancelled);
    }

    /// <summary>Runs SQL beside the store, as somebody with a shell would.</summary>
    public void Execute(string sql)
    {
        using var database = Database.Open(Path, Microsoft.Data.Sqlite.SqliteOpenMode.ReadWrite, TimeSpan.FromSeconds(5));
        database.Execute(sql);
    }

    /// <summary>Makes a database that is not ours.</summary>
    public void MakeForeign(string sql)
    {
        using var database = Database.Open(Path, Microsoft.Data.Sqlite.SqliteOpenMode.ReadWriteCreate, TimeSpan.FromSeconds(5));
        database.Execute(sql);
    }

    public static async Task<StoredThing> AddThingAsync(IConnectivityStore store, string name, int padding = 0)
    {
        var key = await store.ReserveThingKeysAsync(1, Cancelled);
        var attributes = ThingAttributes.Create(Enumerable.Range(0, padding).Select(i => KeyValuePair.Create($"k{i}", new string('v', 800))));
        var thing = new StoredThing(key, name, Guid.NewGuid(), null, attributes, 1);
        await store.CommitAsync(new StoreBatch { Things = [thing] }, Cancelled);
        return thing;
    }

    public static JournalEntry Connect(StoredThing thing, int number)
    {
        var news = StoreConformance.StoredFleet.Connect(thing.Name, number);
        return new JournalEntry
        {
            ThingKey = thing.Key,
            Event = news,
            ReceivedAtMs = news.TimestampMs,
            Rule = Indexing.OrderRule.LaterConnection,
            State = StoreConformance.Same.Join([news]),
        };
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
