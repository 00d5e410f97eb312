namespace IotConnectivity.Indexing;

/// <summary>Sources that say nothing of the connection: their stamps decide.</summary>
public class TimedOrderTests
{
    private static readonly Teller Hook = Teller.Timed;

    [Fact]
    public void Apply_EventsInAnyOrder_TheLatestStampCounts()
    {
        var heard = new HeardIndex(Hook.End(40), Hook.Connect(0), Hook.Connect(30), Hook.End(10));

        Assert.Equal("CONNECTION_LOST at 0.04", heard.Says);
        Assert.Equal(Teller.Start + 30, heard.State.ConnectedAt?.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void Apply_ConnectAndEndOfOneMillisecond_TheEndIsLater()
    {
        Assert.Equal("CONNECTION_LOST at 0.005", new HeardIndex(Hook.Connect(5), Hook.End(5)).Says);
        Assert.Equal("CONNECTION_LOST at 0.005", new HeardIndex(Hook.End(5), Hook.Connect(5)).Says);
    }

    [Fact]
    public void Apply_ConnectAfterTheEnd_OpensANewConnection()
    {
        var heard = new HeardIndex(Hook.Connect(0, keepAlive: 30), Hook.End(5));

        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Hook.Connect(6, keepAlive: null)));
        Assert.Equal("connected at 0.006", heard.Says);
        Assert.Null(heard.State.KeepAliveSeconds);
    }

    [Fact]
    public void Apply_EarlierEvents_AreStale()
    {
        var heard = new HeardIndex(Hook.Connect(10));

        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Hook.End(9)));
        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Hook.Connect(9)));
        Assert.Equal(ApplyOutcome.Duplicate, heard.Hear(Hook.Connect(10)));
        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Hook.Connect(11)));
    }

    [Fact]
    public void Apply_EarlierConnectThanTheOneThatEnded_IsStale()
    {
        var heard = new HeardIndex(Hook.Connect(10), Hook.End(20));

        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Hook.Connect(9)));
        Assert.Equal(ApplyOutcome.Duplicate, heard.Hear(Hook.Connect(10)));
        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Hook.Connect(11)));
        Assert.Equal("CONNECTION_LOST at 0.02", heard.Says);
        Assert.Equal(Teller.Start + 11, heard.State.ConnectedAt?.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void Apply_SameEndTwice_IsADuplicate()
    {
        var heard = new HeardIndex(Hook.Connect(10), Hook.End(20));

        Assert.Equal(ApplyOutcome.Duplicate, heard.Hear(Hook.End(20)));
        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Hook.End(19)));
        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Hook.End(21)));
    }

    [Fact]
    public void Apply_EndThatTellsALaterConnectTime_IsOfAnotherConnection()
    {
        var heard = new HeardIndex(Hook.Connect(10), Hook.End(40, since: 30));

        Assert.Equal("CONNECTION_LOST at 0.04", heard.Says);
        Assert.Equal(Teller.Start + 30, heard.State.ConnectedAt?.ToUnixTimeMilliseconds());
        Assert.Null(heard.State.KeepAliveSeconds);
    }

    [Fact]
    public void Apply_ConnectAfterTheActivityThatAnInferredEndKnew_OpensANewConnection()
    {
        var heard = new HeardIndex(Hook.Connect(0), Hook.InferredEnd(10, since: 0), Hook.Connect(11));

        Assert.Equal("connected at 0.011", heard.Says);
    }
}
