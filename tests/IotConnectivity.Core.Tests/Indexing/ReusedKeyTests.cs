namespace IotConnectivity.Indexing;

/// <summary>Keys such as a peer's address and port, which come back for another connection.</summary>
public class ReusedKeyTests
{
    private static readonly Teller Peers = Teller.ReusedKeys;

    [Fact]
    public void Apply_SameKeyConnectsAgain_IsAnotherConnection()
    {
        var heard = new HeardIndex(Peers.Connect(0, "p"), Peers.End(5, "p"), Peers.Connect(10, "p"));

        Assert.Equal("connected p at 0.01", heard.Says);
    }

    [Fact]
    public void Apply_EndOfTheEarlierConnectionArrivesLast_ChangesNothing()
    {
        var heard = new HeardIndex(Peers.Connect(0, "p"), Peers.Connect(10, "p"));

        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Peers.End(9, "p")));
        Assert.Equal("connected p at 0.01", heard.Says);
    }

    [Fact]
    public void Apply_EndAtTheMillisecondOfTheConnect_EndsIt()
    {
        var heard = new HeardIndex(Peers.Connect(10, "p"), Peers.End(10, "p"));

        Assert.Equal("CONNECTION_LOST p at 0.01", heard.Says);
    }

    [Fact]
    public void Apply_LaterEndHeardBeforeItsConnect_IsHandedOverToIt()
    {
        var heard = new HeardIndex(Peers.Connect(0, "p"), Peers.End(30, "p"), Peers.End(10, "p"));

        Assert.Equal("CONNECTION_LOST p at 0.01", heard.Says);
        heard.Hear(Peers.Connect(20, "p"));
        Assert.Equal("CONNECTION_LOST p at 0.03", heard.Says);
        Assert.Equal(Teller.Start + 20, heard.State.ConnectedAt?.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void Apply_EndMatchedToAnEarlierConnection_IsTakenByTheLaterOneOfItsKey()
    {
        var heard = new HeardIndex(Peers.Connect(0, "p"), Peers.End(30, "p"), Peers.Connect(20, "p"));

        Assert.Equal("CONNECTION_LOST p at 0.03", heard.Says);
    }

    [Theory]
    [InlineData(20, 40, 60)]
    [InlineData(60, 40, 20)]
    public void Apply_SeveralWaitingEndsOfTheKey_TheFirstAfterTheConnectCounts(long one, long another, long third)
    {
        var heard = new HeardIndex(Peers.Connect(0, "q"), Peers.End(one, "p"), Peers.End(another, "p"), Peers.End(third, "p"), Peers.Connect(30, "p"));

        Assert.Equal("CONNECTION_LOST p at 0.04", heard.Says);
        heard.Hear(Peers.Connect(50, "p"));
        Assert.Equal("CONNECTION_LOST p at 0.06", heard.Says);
    }

    [Fact]
    public void Apply_SameEndTwice_IsADuplicate()
    {
        var heard = new HeardIndex(Peers.Connect(0, "p"), Peers.End(5, "p"));

        Assert.Equal(ApplyOutcome.Duplicate, heard.Hear(Peers.End(5, "p")));
        Assert.Equal(2, heard.State.Revision);
    }

    [Fact]
    public void Apply_EndOfAnotherKeyBeforeTheConnect_DoesNotWait()
    {
        var heard = new HeardIndex(Peers.Connect(10, "p"));

        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Peers.End(10, "q")));
        Assert.Null(heard.State.Backlog);
        heard.Hear(Peers.End(11, "q"));
        Assert.NotNull(heard.State.Backlog);
    }

    [Fact]
    public void Apply_EndsThatTellTheConnectTime_BelongToThatConnectionOnly()
    {
        var heard = new HeardIndex(Peers.Connect(20, "p"));

        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Peers.End(90, "p", since: 0)));
        Assert.Equal("connected p at 0.02", heard.Says);
        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Peers.End(30, "p", since: 20)));
        Assert.Equal("CONNECTION_LOST p at 0.03", heard.Says);
    }

    [Fact]
    public void Apply_InferredEndThenTheStatedOne_KeepsTheStated()
    {
        var heard = new HeardIndex(Peers.Connect(0, "p"), Peers.InferredEnd(0, "p", since: 0), Peers.End(95_000, "p"));

        Assert.Equal("CONNECTION_LOST p at 95", heard.Says);
    }

    [Fact]
    public void Apply_TwoEndsAfterOneConnect_TheEarlierIsItsOwnAndTheLaterWaits()
    {
        var heard = new HeardIndex(Peers.Connect(0, "p"), Peers.End(20, "p"));

        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Peers.End(30, "p")));
        Assert.Equal("CONNECTION_LOST p at 0.02", heard.Says);
        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Peers.End(10, "p")));
        Assert.Equal("CONNECTION_LOST p at 0.01", heard.Says);

        heard.Hear(Peers.Connect(25, "p"));
        Assert.Equal("CONNECTION_LOST p at 0.03", heard.Says);
    }

    [Fact]
    public void Apply_WaitingEndAtTheMillisecondOfItsConnect_EndsIt()
    {
        var heard = new HeardIndex(Peers.Connect(0, "q"), Peers.End(10, "p"), Peers.Connect(10, "p"));

        Assert.Equal("CONNECTION_LOST p at 0.01", heard.Says);
    }

    [Fact]
    public void Apply_EndThatToldItsConnectTime_IsNotTakenByALaterConnectOfItsKey()
    {
        var heard = new HeardIndex(Peers.Connect(0, "p"), Peers.End(10, "p", since: 0), Peers.Connect(5, "p"));

        Assert.Equal("connected p at 0.005", heard.Says);
    }
}
