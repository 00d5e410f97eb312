using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.StoreConformance;

/// <summary>An index beside the store, so that entries come with true states, and a copy of all that was heard.</summary>
public sealed class StoredFleet(StoreFixture fixture)
{
    public const long Start = 1_767_168_000_000;

    private readonly ConnectivityIndex _index = new();
    private readonly Dictionary<string, long> _keys = [];
    private readonly Dictionary<string, List<JournalEntry>> _heard = [];
    private ThingRegistry? _registry;

    private ThingRegistry Registry => _registry ??= new ThingRegistry(_index);

    public long KeyOf(string name) => _keys[name];

    /// <summary>Gets all that was heard of a thing, the first first.</summary>
    public IReadOnlyList<JournalEntry> HeardOf(string name) => _heard[name];

    public async Task<StoredThing> AddAsync(string name)
    {
        Registry.TryCreate(new ThingName(name), null, null, out _, out _);
        var key = await fixture.Store.ReserveThingKeysAsync(1, TestContext.Current.CancellationToken);
        var thing = new StoredThing(key, name, Guid.NewGuid(), null, ThingAttributes.Empty, 1);
        _keys[name] = key;
        _heard[name] = [];
        await CommitAsync(new StoreBatch { Things = [thing] });
        return thing;
    }

    /// <summary>Judges an event and makes the entry of it.</summary>
    public JournalEntry Hear(LifecycleEvent news, long? receivedAtMs = null)
    {
        var outcome = _index.Apply(news);
        _index.TryGet(news.ClientId, out var state);
        var entry = new JournalEntry
        {
            ThingKey = _keys[news.ClientId],
            Event = news,
            ReceivedAtMs = receivedAtMs ?? news.TimestampMs + 40,
            Rule = outcome switch
            {
                ApplyOutcome.Applied => OrderRule.LaterConnection,
                ApplyOutcome.Duplicate => OrderRule.KnownConnect,
                ApplyOutcome.Stale => OrderRule.EarlierConnection,
                _ => OrderRule.NotConnectivity,
            },
            State = state,
        };
        _heard[news.ClientId].Add(entry);
        return entry;
    }

    public async Task<JournalEntry> HearAndCommitAsync(LifecycleEvent news)
    {
        var entry = Hear(news);
        await CommitAsync(new StoreBatch { Events = new[] { entry } });
        return entry;
    }

    public async Task CommitAsync(StoreBatch batch) => await fixture.Store.CommitAsync(batch, TestContext.Current.CancellationToken);

    /// <summary>Gets the state of a thing in the index.</summary>
    public ThingConnectivity StateOf(string name)
    {
        _index.TryGet(name, out var state);
        return state;
    }

    public static LifecycleEvent Connect(string name, int number, long? at = null) => new()
    {
        Kind = LifecycleEventKind.Connected,
        ClientId = name,
        Source = LifecycleSource.Aws,
        TimestampMs = Start + (at ?? number * 10_000L),
        Connection = SessionOf(name, number),
        Number = number,
        KeepAliveSeconds = 60,
        CleanSession = true,
        SessionExpirySeconds = 3600,
        SourceIp = PeerAddress.From(new System.Net.IPAddress([198, 51, 100, (byte)number])),
        SourcePort = 40_000,
    };

    public static LifecycleEvent End(string name, int number, long? at = null) => new()
    {
        Kind = LifecycleEventKind.Disconnected,
        ClientId = name,
        Source = LifecycleSource.Aws,
        TimestampMs = Start + (at ?? (number * 10_000L) + 5_000),
        Connection = SessionOf(name, number),
        Number = number,
        Reason = DisconnectReason.ConnectionLost,
        ReasonQuality = ReasonQuality.Stated,
        RawReason = "CONNECTION_LOST",
    };

    private static ConnectionKey SessionOf(string name, int number) =>
        ConnectionKey.Create(new Guid(name.Sum(c => c) + name.Length, (short)number, 0x4c0b, 0x9a, 0x2c, 0x3f, 0x1f, 0x0c, 0x1f, 0x7c, 0x55).ToString());
}
