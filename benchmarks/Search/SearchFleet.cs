using IotConnectivity.Fleet;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;

namespace IotConnectivity.Benchmarks.Search;

/// <summary>Things with three attributes each, one in five offline. One attribute has few values, one as many as make 100 things each, and one has another value for each thing.</summary>
internal sealed class SearchFleet
{
    private static readonly DisconnectReason[] Reasons =
        [DisconnectReason.ConnectionLost, DisconnectReason.MqttKeepAliveTimeout, DisconnectReason.ClientInitiatedDisconnect, DisconnectReason.ServerError];

    public SearchFleet(int size)
    {
        Size = size;
        Registry = new ThingRegistry(Index);
        var random = new Random(7);
        for (var i = 0; i < size; i++)
        {
            Registry.TryCreate(new ThingName(NameOf(i)), AttributesOf(i, size), null, out _, out _);
            Index.Apply(Connect(i, 1));
            if (random.Next(5) == 0) Index.Apply(Disconnect(i, 1) with { TimestampMs = Benchmarks.Fleet.Start + 10_000_000 + random.Next(86_400_000), Reason = Reasons[random.Next(Reasons.Length)] });
        }
    }

    public int Size { get; }

    public ConnectivityIndex Index { get; } = new();

    public ThingRegistry Registry { get; }

    public static string NameOf(int i) => $"pump-{i:D8}";

    public static IEnumerable<KeyValuePair<string, string>> AttributesOf(int i, int size) =>
    [
        new("batch", $"b{i % (size / 100)}"),
        new("firmware", $"{1 + (i % 20)}.{i % 3}"),
        new("serial", $"sn-{i * 2654435761L % 4294967296:x8}"),
    ];

    public static LifecycleEvent Connect(int i, long number) => Benchmarks.Fleet.Connect(0, 1) with
    {
        ClientId = NameOf(i),
        TimestampMs = Benchmarks.Fleet.Start + (number * 1_000) + (i % 1_000),
        Connection = Benchmarks.Fleet.SessionOf(0, number),
        Number = number,
    };

    public static LifecycleEvent Disconnect(int i, long number) => new()
    {
        Kind = LifecycleEventKind.Disconnected,
        ClientId = NameOf(i),
        Source = LifecycleSource.Aws,
        TimestampMs = Benchmarks.Fleet.Start + (number * 1_000) + 500,
        Connection = Benchmarks.Fleet.SessionOf(0, number),
        Number = number,
        Reason = DisconnectReason.ConnectionLost,
        ReasonQuality = ReasonQuality.Stated,
    };

    /// <summary>Makes the fleet index, and has it take in everything.</summary>
    public FleetIndex MakeIndex()
    {
        var index = new FleetIndex(Registry, Index, new IndexingSwitch(Index));
        index.Settle();
        return index;
    }

    /// <summary>Copies what is known of all things into records, as somebody would keep them who wants to walk over them as fast as possible.</summary>
    public ThingRecord[] ToRecords() => [.. Index.Enumerate().Select(pair => new ThingRecord(
        pair.Key,
        Registry.Find(pair.Key)!.Attributes["batch"],
        Registry.Find(pair.Key)!.Attributes["firmware"],
        Registry.Find(pair.Key)!.Attributes["serial"],
        pair.Value.Connected,
        pair.Value.TimestampMs!.Value,
        pair.Value.Connected ? null : pair.Value.DisconnectReason.ToWireText())).OrderBy(static thing => thing.Name, StringComparer.Ordinal)];
}

/// <summary>What is known of a thing, in one object.</summary>
internal sealed record ThingRecord(string Name, string Batch, string Firmware, string Serial, bool Connected, long TimestampMs, string? Reason);
