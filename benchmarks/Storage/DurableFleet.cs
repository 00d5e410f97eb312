using IotConnectivity.Diagnostics;
using IotConnectivity.History;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;
using IotConnectivity.Sqlite;
using Microsoft.Data.Sqlite;

namespace IotConnectivity.Benchmarks.Storage;

/// <summary>Index, registry and journal on an SQLite file in a folder of its own, with things whose connections come and go.</summary>
internal sealed class DurableFleet : IAsyncDisposable
{
    private readonly long[] _versions;
    private readonly bool _hasTextKeys;

    private DurableFleet(string folder, int size, bool hasTextKeys)
    {
        Folder = folder;
        Size = size;
        _versions = new long[size];
        _hasTextKeys = hasTextKeys;
        Registry = new ThingRegistry(Index);
        Store = new SqliteConnectivityStore(new SqliteStoreOptions { Path = File });
        Journal = new ConnectivityJournal(Index, Registry, new IndexingSwitch(Index), Store, metrics: new ConnectivityMetrics());
        History = new ThingHistory(Index, Store, new JournalOptions().HistoryRetention, TimeProvider.System, Journal.FlushAsync);
    }

    public string Folder { get; }

    public string File => Path.Combine(Folder, "connectivity.db");

    public int Size { get; }

    public ConnectivityIndex Index { get; } = new();

    public ThingRegistry Registry { get; }

    public SqliteConnectivityStore Store { get; }

    public ConnectivityJournal Journal { get; }

    public ThingHistory History { get; }

    /// <summary>Opens what is in the folder.</summary>
    public static async Task<DurableFleet> OpenAsync(string folder, int size = 0, bool hasTextKeys = false)
    {
        var fleet = new DurableFleet(folder, size, hasTextKeys);
        await fleet.Journal.OpenAsync();
        return fleet;
    }

    /// <summary>Makes a fleet of connected things.</summary>
    public static async Task<DurableFleet> MakeAsync(int size, bool hasTextKeys = false)
    {
        var fleet = await OpenAsync(Directory.CreateTempSubdirectory("durable-").FullName, size, hasTextKeys);
        for (var i = 0; i < size; i++)
        {
            fleet.Registry.TryCreate(new ThingName(Fleet.NameOf(i)), null, null, out _, out _);
            fleet.Index.Apply(fleet.Next(i));
            if (i % 1000 == 999) await fleet.Journal.WaitForRoomAsync();
        }

        await fleet.Journal.FlushAsync();
        return fleet;
    }

    /// <summary>Makes the next event of a thing: the end of its connection, or the next connect. One thread for each thing.</summary>
    public LifecycleEvent Next(int thing)
    {
        var step = _versions[thing]++;
        var version = (step / 2) + 1;
        var connect = Fleet.Connect(thing, version);
        if (_hasTextKeys) connect = connect with { Connection = ConnectionKey.Create($"node-3.broker.example.com/{thing:D10}/{version:D8}") };
        return step % 2 == 0 ? connect : Fleet.EndOf(connect);
    }

    /// <summary>Applies events of random things and lets the journal keep up.</summary>
    public async Task ApplyAsync(int events)
    {
        var random = new Random(events);
        for (var i = 0; i < events; i++)
        {
            Index.Apply(Next(random.Next(Size)));
            if (i % 1000 == 999) await Journal.WaitForRoomAsync();
        }

        await Journal.FlushAsync();
    }

    /// <summary>Reads a number beside the running store.</summary>
    public double Query(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToDouble(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public ValueTask CloseAsync() => Journal.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
