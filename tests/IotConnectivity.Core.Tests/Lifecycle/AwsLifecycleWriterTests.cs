using System.Text;
using IotConnectivity.TestKit;

namespace IotConnectivity.Lifecycle;

public class AwsLifecycleWriterTests
{
    private static readonly LifecycleEvent Connected = new()
    {
        Kind = LifecycleEventKind.Connected,
        ClientId = "pump-17",
        Source = LifecycleSource.Aws,
        TimestampMs = 1_767_168_000_250,
        Number = 41,
        Connection = ConnectionKey.Create("7b2f0a6e-1f53-4c0b-9a2c-3f1f0c1f7c55"),
        Principal = "fleet",
        SourceIp = PeerAddress.From(System.Net.IPAddress.Parse("198.51.100.24")),
        SourcePort = 52123,
        KeepAliveSeconds = 60,
    };

    [Fact]
    public void Write_AConnect_HasTheMembersOfAwsAndNoOthers() => Assert.Equal(
        """{"clientId":"pump-17","timestamp":1767168000250,"eventType":"connected","sessionIdentifier":"7b2f0a6e-1f53-4c0b-9a2c-3f1f0c1f7c55","principalIdentifier":"fleet","ipAddress":"198.51.100.24","versionNumber":41}""",
        Encoding.UTF8.GetString(AwsLifecycleWriter.Write(Connected)));

    [Fact]
    public void Write_ADisconnect_TellsTheReasonAndNoAddress() => Assert.Equal(
        """{"clientId":"pump-17","timestamp":1767168000250,"eventType":"disconnected","sessionIdentifier":"7b2f0a6e-1f53-4c0b-9a2c-3f1f0c1f7c55","principalIdentifier":"fleet","clientInitiatedDisconnect":false,"disconnectReason":"CONNECTION_LOST","versionNumber":41}""",
        Encoding.UTF8.GetString(AwsLifecycleWriter.Write(Connected with { Kind = LifecycleEventKind.Disconnected, Reason = DisconnectReason.ConnectionLost })));

    [Fact]
    public void Write_ARefusalOfWhoMayNotConnect_HasAwssWordForIt() => Assert.Equal(
        """{"clientId":"x","timestamp":5,"eventType":"connect_failed","connectFailureReason":"AUTHORIZATION_FAILED"}""",
        Encoding.UTF8.GetString(AwsLifecycleWriter.Write(new LifecycleEvent
        {
            Kind = LifecycleEventKind.ConnectFailed,
            ClientId = "x",
            Source = LifecycleSource.Aws,
            TimestampMs = 5,
            Reason = DisconnectReason.AuthError,
        })));

    [Theory]
    [InlineData(LifecycleEventKind.Heartbeat)]
    [InlineData(LifecycleEventKind.Subscribed)]
    [InlineData(LifecycleEventKind.Unsubscribed)]
    public void Write_WhatAwsDoesNotPublishSo_IsRefused(LifecycleEventKind kind)
    {
        var other = Connected with { Kind = kind };

        Assert.Null(AwsLifecycleWriter.TopicOf(other));
        Assert.Contains(kind.ToString(), Assert.Throws<ArgumentException>(() => AwsLifecycleWriter.Write(other)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pump-17", "$aws/events/presence/connected/pump-17")]
    [InlineData("site/north/7", "$aws/events/presence/connected/site/north/7")]
    [InlineData("a#b", null)]
    [InlineData("a+b", null)]
    public void TopicOf_AClient_IsThatOfAws(string clientId, string? topic) => Assert.Equal(topic, AwsLifecycleWriter.TopicOf(Connected with { ClientId = clientId }));

    [Fact]
    public void Write_AnyEvent_IsReadBackAsWhatAwsTells()
    {
        var random = new Random(1);
        var parser = new AwsLifecycleParser { ReadsPrincipal = true };
        for (var i = 0; i < Repetitions.Of(5000); i++)
        {
            var written = Any(random);
            Assert.True(parser.TryParse(AwsLifecycleWriter.Write(written), out var read, out var error), error?.ToString());
            Assert.Equal(written, read);
        }
    }

    private static LifecycleEvent Any(Random random)
    {
        var isEnd = random.Next(2) == 0;
        var reason = (DisconnectReason)random.Next(2, 15);
        return new LifecycleEvent
        {
            Kind = isEnd ? LifecycleEventKind.Disconnected : LifecycleEventKind.Connected,
            ClientId = string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => (char)random.Next(0x20, 0x250))),
            Source = LifecycleSource.Aws,
            TimestampMs = random.NextInt64(0, 4_000_000_000_000),
            Number = random.Next(3) == 0 ? null : random.NextInt64(0, 1L << 53),
            Connection = ConnectionKey.Create(Guid.NewGuid().ToString(random.Next(2) == 0 ? "D" : "N")),
            Principal = random.Next(2) == 0 ? null : $"p{random.Next()}",
            SourceIp = isEnd ? default : PeerAddress.From(new System.Net.IPAddress((long)random.Next(1, int.MaxValue))),
            Reason = isEnd ? reason : default,
            ReasonQuality = isEnd ? ReasonQuality.Stated : default,
            RawReason = isEnd ? reason.ToWireText() : null,
            ClientInitiated = isEnd ? random.Next(2) == 0 : null,
        };
    }
}
