using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;

namespace IotConnectivity.Benchmarks;

/// <summary>A fleet with everything that a connection usually has: registered, connected, with session and address.</summary>
internal sealed class Fleet
{
    public const long Start = 1_767_168_000_000;

    public Fleet(int size)
    {
        Size = size;
        Registry = new ThingRegistry(Index);
        for (var i = 0; i < size; i++)
        {
            Registry.TryCreate(new ThingName(NameOf(i)), null, null, out _, out _);
            Index.Apply(Connect(i, 0));
        }
    }

    public int Size { get; }

    public ConnectivityIndex Index { get; } = new();

    public ThingRegistry Registry { get; }

    public static string NameOf(int i) => $"device-{i:D8}";

    /// <summary>New strings, as a caller has them, of names in random order.</summary>
    public static string[] RandomNames(int size, int count)
    {
        var random = new Random(17);
        var names = new string[count];
        for (var i = 0; i < count; i++) names[i] = NameOf(random.Next(size));
        return names;
    }

    public static LifecycleEvent Connect(int i, long version) => new()
    {
        Kind = LifecycleEventKind.Connected,
        ClientId = NameOf(i),
        Source = LifecycleSource.Aws,
        TimestampMs = Start + (version * 1000) + (i % 1000),
        Connection = SessionOf(i, version),
        Number = version,
        KeepAliveSeconds = 60,
        CleanSession = true,
        SessionExpirySeconds = 3600,
        SourceIp = PeerAddress.From(new System.Net.IPAddress([198, 51, (byte)(i >> 8), (byte)i])),
        SourcePort = 32_768 + (i % 20_000),
    };

    /// <summary>Makes the end of a connection, half a second after its connect.</summary>
    public static LifecycleEvent EndOf(in LifecycleEvent connect) => new()
    {
        Kind = LifecycleEventKind.Disconnected,
        ClientId = connect.ClientId,
        Source = connect.Source,
        TimestampMs = connect.TimestampMs + 500,
        Connection = connect.Connection,
        Number = connect.Number,
        Reason = DisconnectReason.ConnectionLost,
        ReasonQuality = ReasonQuality.Stated,
        RawReason = "CONNECTION_LOST",
    };

    public static ConnectionKey SessionOf(int i, long version) =>
        ConnectionKey.Create(new Guid(i, (short)version, 0x4c0b, 0x9a, 0x2c, 0x3f, 0x1f, 0x0c, 0x1f, 0x7c, 0x55).ToString());
}
