using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

/// <summary>Several sources, or one in several ways, tell of one client: the latest connect is shown.</summary>
public class SeveralSourcesTests
{
    private static readonly Teller Aws = Teller.Aws;
    private static readonly Teller Hook = Teller.Timed;
    private static readonly Teller Keys = Teller.Keys;

    [Fact]
    public void Apply_LaterConnectOfAnotherSource_IsShown()
    {
        var heard = new HeardIndex(Aws.Connect(0, "s1", 41));

        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Hook.Connect(10)));
        Assert.Equal("connected at 0.01", heard.Says);
        Assert.Same(Hook.Source, heard.State.Source);
    }

    [Fact]
    public void Apply_EarlierConnectOfAnotherSource_IsStaleAndRemembered()
    {
        var heard = new HeardIndex(Hook.Connect(10));

        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Aws.Connect(0, "s1", 41)));
        Assert.Equal("connected at 0.01", heard.Says);
        Assert.Equal(2, heard.State.Revision);
    }

    [Fact]
    public void Apply_EndOfTheHiddenSource_DoesNotEndTheShownOne()
    {
        var heard = new HeardIndex(Hook.Connect(10), Aws.Connect(0, "s1", 41));

        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Aws.End(99, "s1", 41)));
        Assert.Equal(ApplyOutcome.Duplicate, heard.Hear(Aws.End(99, "s1", 41)));
        Assert.Equal("connected at 0.01", heard.Says);
    }

    [Fact]
    public void Apply_SeveralSources_EachIsRememberedOnce()
    {
        var heard = new HeardIndex(Aws.Connect(0, "s1", 41), Hook.Connect(10));

        // News of an end that is not shown before the connect that is.
        heard.Hear(Keys.End(20, "a"));

        Assert.Equal("connected at 0.01", heard.Says);
        Assert.Equal([LifecycleSource.Aws, Keys.Source], heard.State.Backlog!.Others.Select(line => line.Source!).OrderBy(source => source.Name, StringComparer.Ordinal));
    }

    [Fact]
    public void Apply_RepetitionWhileSeveralSourcesTell_IsNoChange()
    {
        var heard = new HeardIndex(Hook.Connect(10), Aws.Connect(0, "s1", 41), Aws.End(5, "s1", 41));
        var state = heard.State;

        Assert.Equal(ApplyOutcome.Duplicate, heard.Hear(Aws.End(5, "s1", 41)));
        Assert.Equal(ApplyOutcome.Duplicate, heard.Hear(Hook.Connect(10)));
        Assert.Same(state, heard.State);
    }

    [Fact]
    public void Apply_EndOfTheShownSource_DoesNotFallBackToTheOther()
    {
        var heard = new HeardIndex(Aws.Connect(0, "s1", 41), Hook.Connect(10), Hook.End(20));

        Assert.Equal("CONNECTION_LOST at 0.02", heard.Says);
    }

    [Fact]
    public void Apply_HiddenSourceConnectsAgain_IsShown()
    {
        var heard = new HeardIndex(Aws.Connect(0, "s1", 41), Hook.Connect(10));

        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Aws.Connect(20, "s2", 42)));
        Assert.Equal("connected s2 #42 at 0.02", heard.Says);
    }

    [Fact]
    public void Apply_EndOfUnknownBeginning_StandsAtItsOwnTimeAmongSources()
    {
        var heard = new HeardIndex(Aws.Connect(10, "s1", 41));

        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Hook.End(9)));
        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Hook.End(11)));
        Assert.Equal("CONNECTION_LOST at 0.011", heard.Says);
    }

    [Fact]
    public void Apply_EndOfAnUnknownConnectionOfAnotherNode_DoesNotEndTheOpenOne()
    {
        // Connected to the first node before anybody listened, taken over by the second.
        var heard = new HeardIndex(Node(2).Connect(100, "b"));

        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Node(1).End(107, "a", reason: DisconnectReason.DuplicateClientId)));
        Assert.Equal("connected b at 0.1", heard.Says);
        Assert.Equal("connected b at 0.1", new HeardIndex(Node(1).End(107, "a"), Node(2).Connect(100, "b")).Says);
    }

    [Fact]
    public void Apply_EndOfAnUnknownNumberOfAnotherNode_DoesNotEndTheOpenOne()
    {
        var heard = new HeardIndex(Node(1).Connect(0, number: 7), Node(2).Connect(100, number: 3), Node(1).End(107, number: 8));

        Assert.Equal("connected #3 at 0.1", heard.Says);
        heard.Hear(Node(1).Connect(50, number: 8));
        Assert.Equal("connected #3 at 0.1", heard.Says);
        heard.Hear(Node(1).Connect(106, number: 9));
        Assert.Equal("connected #9 at 0.106", heard.Says);
    }

    [Fact]
    public void Apply_LateConnectOfAnUnknownEnd_PlacesIt()
    {
        var heard = new HeardIndex(Node(2).Connect(100, "b"), Node(1).End(107, "a"));

        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Node(1).Connect(101, "a")));
        Assert.Equal("CONNECTION_LOST a at 0.107", heard.Says);
    }

    [Fact]
    public void Apply_EndOfAnUnknownConnectionAfterTheOpenOneEnded_IsTheLatestNews()
    {
        var heard = new HeardIndex(Node(2).Connect(100, "b"), Node(1).End(500, "a"), Node(2).End(200, "b"));

        Assert.Equal("CONNECTION_LOST a at 0.5", heard.Says);
        heard.Hear(Node(2).Connect(300, "c"));
        Assert.Equal("connected c at 0.3", heard.Says);
    }

    [Theory]
    [InlineData(200, "CONNECTION_LOST b at 0.2")]
    [InlineData(201, "CONNECTION_LOST a at 0.201")]
    public void Apply_EndOfAnUnknownConnection_IsNewsOnlyAfterTheEndOfTheLatest(long at, string expected)
    {
        var heard = new HeardIndex(Node(2).Connect(100, "b"), Node(2).End(200, "b"), Node(1).End(at, "a"));

        Assert.Equal(expected, heard.Says);
    }

    [Fact]
    public void Apply_SameSourceWithAndWithoutKeys_ComparesByTime()
    {
        var bare = new Teller(Keys.Source);
        var heard = new HeardIndex(Keys.Connect(0, "a"), bare.End(5));

        Assert.Equal("CONNECTION_LOST at 0.005", heard.Says);
        heard.Hear(Keys.Connect(6, "b"));
        Assert.Equal("connected b at 0.006", heard.Says);
    }

    [Fact]
    public void Apply_TwoNodesOfOneSource_AreTwoLines()
    {
        var one = new Teller(new LifecycleSource("mqttnet") { Node = "n1", Epoch = 9 });
        var other = new Teller(new LifecycleSource("mqttnet") { Node = "n2", Epoch = 1 });
        var heard = new HeardIndex(one.Connect(0, number: 900), other.Connect(5, number: 0));

        Assert.Equal("connected #0 at 0.005", heard.Says);
        Assert.Equal("n2", heard.State.Source?.Node);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Apply_TwoSourcesOfOneMillisecond_EndTheSameInEitherOrder(int one, int other)
    {
        Teller[] tellers = [new(new LifecycleSource("m") { Node = "n1" }), new(new LifecycleSource("m") { Node = "n2" })];
        var heard = new HeardIndex(tellers[one].Connect(0), tellers[other].Connect(0));

        Assert.Equal("n2", heard.State.Source?.Node);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Apply_TwoKindsOfOneSourceAtOneMillisecond_EndTheSameInEitherOrder(int one, int other)
    {
        LifecycleEvent[] events = [Keys.Connect(0, "a"), Keys.Connect(0)];
        var heard = new HeardIndex(events[one], events[other]);

        Assert.Equal("connected at 0", heard.Says);
    }

    [Fact]
    public void Apply_WaitingEndOfAHiddenSource_IsConsumedByItsConnect()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"), Aws.Connect(10, "s1", 41), Keys.End(30, "b"));

        Assert.Equal("connected s1 #41 at 0.01", heard.Says);
        heard.Hear(Keys.Connect(20, "b"));
        Assert.Equal("CONNECTION_LOST b at 0.03", heard.Says);
    }

    [Fact]
    public void Apply_SixthSource_DropsTheOneWithTheEarliestConnect()
    {
        var heard = new HeardIndex();
        for (var i = 0; i < 6; i++) heard.Hear(Node(i).Connect(i));

        Assert.Equal("n5", heard.State.Source?.Node);
        Assert.Equal(["n4", "n3", "n2", "n1"], heard.State.Backlog!.Others.Select(line => line.Source!.Node));
    }

    [Fact]
    public void Apply_HeartbeatByAnotherSource_RevokesTheInferredEndOfAHiddenOne()
    {
        var heard = new HeardIndex(
            Keys.Connect(0, "a"), Keys.InferredEnd(0, "a", since: 0), Aws.Connect(10, "s1", 41));

        heard.Hear(Aws.Beat(20));

        Assert.Equal("connected s1 #41 at 0.01", heard.Says);
        Assert.True(heard.State.Backlog!.Others[0].Connected);
    }

    private static Teller Node(int i) => new(new LifecycleSource("mqttnet") { Node = $"n{i}" });
}
