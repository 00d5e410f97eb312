using System.Net;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Storage;

namespace IotConnectivity.StoreConformance;

/// <summary>Makes events with any members, however unlikely, that one seed gives again and again.</summary>
public sealed class AnyEvent(int seed)
{
    private static readonly string[] Texts = ["", "x", "CONNECTION_LOST", "Zähler №7 ⚡", "\ud800", "a\0b", new string('é', 256), new string('q', 300)];
    private static readonly LifecycleSource[] Sources =
    [
        LifecycleSource.Aws,
        new("mosquitto") { Node = "a", ReusesKeys = true },
        new("mqttnet") { Epoch = long.MaxValue, ReportsActivity = true },
        new("mqttnet") { Epoch = 1_767_168_000_000, ContinuesLifetime = true },
        new("ü") { Numbers = ConnectionNumbers.ResetWhenAway },
    ];

    private readonly Random _random = new(seed);

    public LifecycleEvent Next(string thingName) => new()
    {
        Kind = (LifecycleEventKind)_random.Next(1, 7),
        ClientId = thingName,
        Source = Sources[_random.Next(Sources.Length)],
        TimestampMs = Number(),
        Connection = Key(),
        Number = Maybe(Number()),
        ConnectedAtMs = Maybe(Number()),
        Reason = (DisconnectReason)_random.Next(0, 15),
        ReasonQuality = (ReasonQuality)_random.Next(0, 3),
        RawReason = Text(),
        LastActivityMs = Maybe(Number()),
        ClientInitiated = Maybe(_random.Next(2) == 0),
        KeepAliveSeconds = Maybe((int)Number()),
        CleanSession = Maybe(_random.Next(2) == 0),
        SessionExpirySeconds = Maybe((uint)Number()),
        SourceIp = Address(),
        SourcePort = Maybe((int)Number()),
        TargetIp = Address(),
        TargetPort = Maybe((int)Number()),
        VpcEndpointId = Text(),
    };

    public JournalEntry NextEntry(long thingKey, string thingName) => new()
    {
        ThingKey = thingKey,
        Event = Next(thingName),
        ReceivedAtMs = Number(),
        Rule = (OrderRule)_random.Next(256),
    };

    private T? Maybe<T>(T value)
        where T : struct => _random.Next(2) == 0 ? null : value;

    private string? Text() => _random.Next(2) == 0 ? null : Texts[_random.Next(Texts.Length)];

    private long Number() => _random.Next(6) switch
    {
        0 => 0,
        1 => long.MaxValue,
        2 => long.MinValue,
        3 => _random.Next(-200, 200),
        _ => 1_767_168_000_000 + _random.Next(1_000_000),
    };

    private ConnectionKey Key() => _random.Next(5) switch
    {
        0 => default,
        1 => ConnectionKey.Create(NextGuid().ToString("N")),
        2 => ConnectionKey.Create(NextGuid().ToString("D")),
        3 => ConnectionKey.Create(NextGuid().ToString("D").ToUpperInvariant()),
        _ => ConnectionKey.Create(Texts[_random.Next(Texts.Length - 1)]),
    };

    private PeerAddress Address() => _random.Next(4) switch
    {
        0 => default,
        1 => PeerAddress.From(IPAddress.Parse("2001:db8::17")),
        _ => PeerAddress.From(new IPAddress((long)_random.Next())),
    };

    private Guid NextGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
