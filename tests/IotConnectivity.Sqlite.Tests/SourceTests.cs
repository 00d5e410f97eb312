using System.Text;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;

namespace IotConnectivity.Sqlite;

// The sources of events in the file: as many as there are brokers, not as many as there are starts of them or pieces of their logs.
public sealed class SourceTests : IDisposable
{
    private const int Pieces = 200;

    private readonly TestStore _test = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ApplyAsync_LogInManyPieces_IsOneSourceAndKeepsItsOrder()
    {
        await using (var journal = Open(out var index, out var registry))
        {
            await journal.OpenAsync(Cancelled);
            registry.TryCreate(new ThingName("pump-17"), null, null, out _, out _);
            for (var i = 0; i < Pieces; i++) await journal.ApplyAsync(ReadPiece(i), Cancelled);
            Assert.False(StateOf(index).Connected);
        }

        Assert.Equal(1, Count("source"));
        await using var restarted = Open(out var restored, out _);
        await restarted.OpenAsync(Cancelled);
        Assert.False(StateOf(restored).Connected);

        // From before the last connection.
        Assert.Equal(ApplyOutcome.Stale, await restarted.ApplyAsync(ReadPiece(Pieces - 4), Cancelled));
        Assert.Equal(ApplyOutcome.Duplicate, await restarted.ApplyAsync(ReadPiece(Pieces - 1), Cancelled));
        Assert.Equal(ApplyOutcome.Applied, await restarted.ApplyAsync(ReadPiece(Pieces), Cancelled));
        Assert.True(StateOf(restored).Connected);
        Assert.Equal(1, Count("source"));
    }

    public void Dispose() => _test.Dispose();

    private static ThingConnectivity StateOf(ConnectivityIndex index)
    {
        Assert.True(index.TryGet("pump-17", out var state));
        return state;
    }

    /// <summary>Reads one line as the reader of a request does that gets no more than that: a connect, an end, a connect and so on, a minute apart.</summary>
    private static LifecycleEvent ReadPiece(int i)
    {
        var line = i % 2 == 0
            ? $"{1_767_168_000 + (i * 60)}: New client connected from 198.51.100.24:40000 as pump-17 (p2, c1, k60)."
            : $"{1_767_168_000 + (i * 60)}: Client pump-17 disconnected.";
        Assert.True(new MosquittoLogSession().TryParseLine(Encoding.UTF8.GetBytes(line), 0, out var news, out _));
        return news;
    }

    private ConnectivityJournal Open(out ConnectivityIndex index, out ThingRegistry registry)
    {
        index = new ConnectivityIndex();
        registry = new ThingRegistry(index);
        return new ConnectivityJournal(index, registry, new IndexingSwitch(index), _test.Make());
    }

    private long Count(string table)
    {
        using var database = Database.Open(_test.Path, Microsoft.Data.Sqlite.SqliteOpenMode.ReadOnly, TimeSpan.Zero);
        return database.ReadNumber($"SELECT count(*) FROM {table}");
    }
}
