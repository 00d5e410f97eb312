using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;
using IotConnectivity.Storage;
using Microsoft.Data.Sqlite;

namespace IotConnectivity.Sqlite;

// How much disk a fleet costs, in pages that are used, as they are filled after random changes.
public sealed class FileSizeTests(ITestOutputHelper output) : IDisposable
{
    private const int Things = 100_000;
    private const int Transitions = 5;
    private const long Start = 1_767_168_000_000;

    private readonly TestStore _test = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, 60)]
    [InlineData(false, 110)]
    public async Task File_GeneratedFleet_IsSmall(bool uuids, int mostForATransition)
    {
        await WriteFleetAsync(uuids);

        using var database = Database.Open(_test.Path, SqliteOpenMode.ReadWrite, TimeSpan.Zero);
        var whole = UsedBytes(database);
        database.Execute("DELETE FROM journal");
        var things = UsedBytes(database);

        output.WriteLine($"{things / Things:F1} bytes a thing, {(whole - things) / (Things * Transitions):F1} bytes a transition, {(uuids ? "UUIDs" : "text")} as keys");
        Assert.InRange(things / Things, 60, 150);
        Assert.InRange((whole - things) / (Things * Transitions), 20, mostForATransition);
    }

    public void Dispose() => _test.Dispose();

    private static double UsedBytes(Database database) =>
        (database.ReadNumber("PRAGMA page_count") - database.ReadNumber("PRAGMA freelist_count")) * database.ReadNumber("PRAGMA page_size");

    private async Task WriteFleetAsync(bool uuids)
    {
        await using var store = await _test.OpenAsync();
        var index = new ConnectivityIndex();
        var registry = new ThingRegistry(index);
        var first = await store.ReserveThingKeysAsync(Things, Cancelled);
        for (var i = 0; i < Things; i++) registry.TryCreate(new ThingName(NameOf(i)), null, null, out _, out _);
        await store.CommitAsync(
            new StoreBatch { Things = [.. Enumerable.Range(0, Things).Select(i => new StoredThing(first + i, NameOf(i), Guid.NewGuid(), null, ThingAttributes.Empty, 1))] },
            Cancelled);
        var random = new Random(17);
        var order = Enumerable.Range(0, Things).ToArray();
        for (var round = 0; round < Transitions; round++)
        {
            random.Shuffle(order);
            foreach (var some in order.Chunk(1_000))
            {
                var entries = some.Select(i => Judge(index, first + i, round % 2 == 0 ? Connect(i, round, uuids) : End(i, round - 1, uuids))).ToArray();
                await store.CommitAsync(new StoreBatch { Events = entries }, Cancelled);
            }
        }

        await store.CommitAsync(new StoreBatch { Activities = [.. Enumerable.Range(0, Things).Select(i => new StoredActivity(first + i, Start + i))] }, Cancelled);
    }

    private static JournalEntry Judge(ConnectivityIndex index, long key, LifecycleEvent news)
    {
        index.Apply(news);
        index.TryGet(news.ClientId, out var state);
        return new JournalEntry { ThingKey = key, Event = news, ReceivedAtMs = news.TimestampMs + 40, Rule = OrderRule.LaterConnection, State = state };
    }

    private static string NameOf(int i) => $"building-{i % 100:D2}-device-{i:D8}";

    private static LifecycleEvent Connect(int i, int number, bool uuids) => new()
    {
        Kind = LifecycleEventKind.Connected,
        ClientId = NameOf(i),
        Source = LifecycleSource.Aws,
        TimestampMs = Start + (number * 3_600_000L) + i,
        Connection = KeyOf(i, number, uuids),
        Number = number,
        KeepAliveSeconds = 60,
        CleanSession = true,
        SessionExpirySeconds = 3600,
        SourceIp = PeerAddress.From(new System.Net.IPAddress([198, 51, (byte)(i >> 8), (byte)i])),
        SourcePort = 32_768 + (i % 20_000),
    };

    private static LifecycleEvent End(int i, int number, bool uuids) => new()
    {
        Kind = LifecycleEventKind.Disconnected,
        ClientId = NameOf(i),
        Source = LifecycleSource.Aws,
        TimestampMs = Start + (number * 3_600_000L) + 1_800_000 + i,
        Connection = KeyOf(i, number, uuids),
        Number = number,
        Reason = DisconnectReason.ConnectionLost,
        ReasonQuality = ReasonQuality.Stated,
        RawReason = "CONNECTION_LOST",
        ClientInitiated = false,
    };

    // Upper case is text: 36 characters.
    private static ConnectionKey KeyOf(int i, int number, bool uuids)
    {
        var text = new Guid(i, (short)number, 0x4c0b, 0x9a, 0x2c, 0x3f, 0x1f, 0x0c, 0x1f, 0x7c, 0x55).ToString();
        return ConnectionKey.Create(uuids ? text : text.ToUpperInvariant());
    }
}
