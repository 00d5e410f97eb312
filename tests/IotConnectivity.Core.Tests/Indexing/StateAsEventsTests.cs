namespace IotConnectivity.Indexing;

/// <summary>The corners of <see cref="ThingConnectivity.ToEvents"/> that a generated history hardly meets.</summary>
public class StateAsEventsTests
{
    private static readonly Teller Keys = Teller.Keys;

    [Fact]
    public void ToEvents_Never_AreNone() => Assert.Empty(ThingConnectivity.Never.ToEvents(Teller.Pump));

    [Fact]
    public void ToEvents_Connected_IsTheConnect()
    {
        var connect = Teller.Aws.Connect(7, "s", 3) with
        {
            CleanSession = true,
            SessionExpirySeconds = 300,
            SourceIp = PeerAddress.TryParse("198.51.100.7"u8, out var ip) ? ip : default,
            SourcePort = 49_152,
            TargetIp = ip,
            TargetPort = 8883,
            VpcEndpointId = "vpce-1",
        };

        Assert.Equal([connect], new HeardIndex(connect).State.ToEvents(Teller.Pump));
    }

    [Fact]
    public void ToEvents_InferredEnd_KeepsWhatItIsBasedOn()
    {
        var (connect, end) = (Keys.Connect(0, "a"), Keys.InferredEnd(5, "a", since: 0));

        Assert.Equal([connect, end], new HeardIndex(connect, end).State.ToEvents(Teller.Pump));
    }

    [Fact]
    public void ToEvents_EndThatToldOfItsBeginningWasTakenBack_SayThatItIsOpen()
    {
        var heard = new HeardIndex(Keys.InferredEnd(5, "a", since: 0), Keys.Beat(6));

        var copy = new HeardIndex([.. heard.State.ToEvents(Teller.Pump)]);

        Assert.Equal("connected a at 0", copy.Says);
        Assert.True(copy.State.ShowsTheSameAs(heard.State));
        Assert.Equal(ApplyOutcome.Applied, copy.Hear(Keys.Connect(0, "a")));
        Assert.Equal(60, copy.State.KeepAliveSeconds);
    }

    [Fact]
    public void ToEvents_FullBacklog_MakeItAgainInAnyOrder()
    {
        var ends = Enumerable.Range(1, ConnectivityBacklog.MaxEnds).Select(i => Keys.End(i * Teller.Second, $"w{i}")).ToArray();
        var heard = new HeardIndex([Keys.Connect(0, "a"), Keys.End(9 * Teller.Second, "a"), .. ends]);

        for (var seed = 0; seed < 50; seed++)
        {
            var events = heard.State.ToEvents(Teller.Pump).ToArray();
            new Random(seed).Shuffle(events);
            var copy = new HeardIndex(events);
            Assert.True(copy.State.ShowsTheSameAs(heard.State));
            Assert.True(copy.State.Backlog!.Ends.ToHashSet().SetEquals(heard.State.Backlog!.Ends));
        }
    }

    [Fact]
    public void Apply_ConnectOfTheSameMomentThatTellsMore_CountsInEitherOrder()
    {
        foreach (var teller in new[] { Keys, Teller.Timed })
        {
            var (bare, full) = (teller.Connect(0, KeyOf(teller), keepAlive: null), teller.Connect(0, KeyOf(teller)));

            Assert.Equal(60, new HeardIndex(bare, full).State.KeepAliveSeconds);
            Assert.Equal(60, new HeardIndex(full, bare).State.KeepAliveSeconds);
            Assert.Equal(ApplyOutcome.Duplicate, new HeardIndex(full).Hear(bare));
            Assert.Equal(ApplyOutcome.Duplicate, new HeardIndex(bare).Hear(bare));
        }
    }

    private static string? KeyOf(Teller teller) => ReferenceEquals(teller, Keys) ? "a" : null;
}
