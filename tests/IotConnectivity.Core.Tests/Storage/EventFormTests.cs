using IotConnectivity.Lifecycle;
using IotConnectivity.StoreConformance;
using IotConnectivity.TestKit;

namespace IotConnectivity.Storage;

public class EventFormTests
{
    private const string Thing = "pump-17";
    private const long Stamp = 1_767_168_000_000;
    private static readonly ConnectionKey Session = ConnectionKey.Create("6f1c2a9b-4c0b-4a2c-9f1f-0c1f7c55aa01");

    private readonly SourceTable _sources = new();

    private static LifecycleEvent Connect => new()
    {
        Kind = LifecycleEventKind.Connected,
        ClientId = Thing,
        Source = LifecycleSource.Aws,
        TimestampMs = Stamp,
        Connection = Session,
        Number = 41,
        KeepAliveSeconds = 60,
        CleanSession = true,
        SessionExpirySeconds = 3600,
        SourceIp = PeerAddress.From(System.Net.IPAddress.Parse("198.51.100.24")),
        SourcePort = 40_000,
    };

    private static LifecycleEvent End => new()
    {
        Kind = LifecycleEventKind.Disconnected,
        ClientId = Thing,
        Source = LifecycleSource.Aws,
        TimestampMs = Stamp + 3_600_000,
        Connection = Session,
        Number = 41,
        Reason = DisconnectReason.ConnectionLost,
        ReasonQuality = ReasonQuality.Stated,
        RawReason = "CONNECTION_LOST",
        ClientInitiated = false,
    };

    [Fact]
    public void WriteEntry_AnyEvent_IsReadAsItWas()
    {
        var any = new AnyEvent(17);
        var writer = new EventWriter(_sources);
        for (var i = 0; i < Repetitions.Of(50_000); i++)
        {
            var entry = any.NextEntry(i, Thing);

            writer.Clear();
            writer.WriteEntry(entry);

            Assert.True(new EventReader(writer.Written, _sources, Thing).TryReadEntry(i, out var read), $"entry {i}");
            Assert.Equal(entry, read);
        }
    }

    [Fact]
    public void WriteEvents_AnyEvents_AreReadAsTheyWere()
    {
        var any = new AnyEvent(18);
        var random = new Random(18);
        var writer = new EventWriter(_sources);
        for (var i = 0; i < Repetitions.Of(20_000); i++)
        {
            var events = Enumerable.Range(0, random.Next(5)).Select(_ => any.Next(Thing)).ToList();
            if (events.Count > 1) events[1] = events[1] with { Source = events[0].Source, Connection = events[0].Connection, Number = events[0].Number };

            writer.Clear();
            writer.WriteEvents(events);

            Assert.True(new EventReader(writer.Written, _sources, Thing).TryReadEvents(out var read), $"list {i}");
            Assert.Equal(events, read);
        }
    }

    [Fact]
    public void WriteEntry_TypicalEvents_AreShort()
    {
        Assert.Equal(39, LengthOf(new JournalEntry { ThingKey = 1, Event = Connect, ReceivedAtMs = Stamp + 40, Rule = default }));
        Assert.Equal(29, LengthOf(new JournalEntry { ThingKey = 1, Event = End, ReceivedAtMs = Stamp + 3_600_040, Rule = default }));
    }

    [Theory]
    [InlineData(Stamp - 1_000)]
    [InlineData(Stamp + 1_000)]
    [InlineData(1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void WriteEvents_LifetimesOfOneSource_AreReadAsTheyWere(long epoch)
    {
        var one = Connect with { Source = new LifecycleSource("mosquitto") { Epoch = epoch } };
        var other = End with { Source = new LifecycleSource("mosquitto") { Epoch = 2 } };
        var writer = new EventWriter(_sources);

        writer.WriteEvents([one, one with { TimestampMs = Stamp + 1 }, other]);

        Assert.True(new EventReader(writer.Written, _sources, Thing).TryReadEvents(out var read));
        Assert.Equal([epoch, epoch, 2], read.Select(news => news.Source.Epoch));
        Assert.Equal(1, _sources.Count);
    }

    [Fact]
    public void WriteEvents_EpochThatContinuesALifetime_IsReadAsItWas()
    {
        var one = Connect with { Source = new LifecycleSource("mosquitto") { Epoch = 7, ContinuesLifetime = true } };
        var other = one with { Source = new LifecycleSource("mosquitto") { Epoch = 7 } };
        var writer = new EventWriter(_sources);

        writer.WriteEvents([one, one, other]);

        Assert.True(new EventReader(writer.Written, _sources, Thing).TryReadEvents(out var read));
        Assert.Equal([true, true, false], read.Select(news => news.Source.ContinuesLifetime));
        Assert.Equal(1, _sources.Count);
    }

    [Fact]
    public void WriteEvents_EndAfterItsConnect_TellsTheConnectionOnce()
    {
        var writer = new EventWriter(_sources);

        writer.WriteEvents([Connect, End]);

        Assert.Equal(1 + 36 + 8, writer.Written.Length);
    }

    [Fact]
    public void WriteEvent_PrincipalAndUndefinedValues_AreNotKept()
    {
        var writer = new EventWriter(_sources);

        writer.WriteEvents([End with { Principal = "secret", Kind = (LifecycleEventKind)8, Reason = (DisconnectReason)99, ReasonQuality = (ReasonQuality)4 }]);

        Assert.True(new EventReader(writer.Written, _sources, Thing).TryReadEvents(out var read));
        Assert.Equal(End with { Kind = default, Reason = default, ReasonQuality = default }, read[0]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("21")]
    [InlineData("0100000000")]
    [InlineData("41000000")]
    [InlineData("2101000000")]
    [InlineData("2100000100")]
    [InlineData("21000000000000")]
    [InlineData("2188000000EF00")]
    [InlineData("21FFFFFFFFFFFFFFFFFFFF00000000")]
    [InlineData("39000000FF")]
    [InlineData("218080100000")]
    [InlineData("2180801000000000")]
    public void TryReadEntry_WhatIsNoEntry_ReturnsFalse(string hex)
    {
        _sources.NumberOf(LifecycleSource.Aws);

        Assert.False(new EventReader(Convert.FromHexString(hex), _sources, Thing).TryReadEntry(1, out _));
    }

    [Fact]
    public void TryReadEvents_MoreThanThereCanBe_ReturnsFalse() =>
        Assert.False(new EventReader(Convert.FromHexString("FFFFFFFFFFFFFFFFFF01210000"), _sources, Thing).TryReadEvents(out _));

    private int LengthOf(in JournalEntry entry)
    {
        var writer = new EventWriter(_sources);
        writer.WriteEntry(entry);
        return writer.Written.Length;
    }
}
