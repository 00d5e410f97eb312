namespace IotConnectivity.Indexing;

public class KeyedOrderTests
{
    private static readonly Teller Keys = Teller.Keys;

    [Fact]
    public void Apply_EndWithAnEarlierStampThanItsConnect_EndsIt()
    {
        var heard = new HeardIndex(Keys.Connect(9_000, "a"), Keys.End(1_000, "a"));

        Assert.Equal("CONNECTION_LOST a at 1", heard.Says);
    }

    [Fact]
    public void Apply_EndBeforeItsConnect_IsConsumedByIt()
    {
        var heard = new HeardIndex(Keys.End(9_000, "a"));

        Assert.Equal("CONNECTION_LOST a at 9", heard.Says);
        Assert.Null(heard.State.ConnectedAt);
        Assert.Null(heard.State.KeepAliveSeconds);
        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Keys.Connect(1_000, "a")));
        Assert.Equal("CONNECTION_LOST a at 9", heard.Says);
        Assert.Equal(60, heard.State.KeepAliveSeconds);
    }

    [Fact]
    public void Apply_ConnectOfAnotherKey_BeatsAnEndWhoseConnectIsUnknown()
    {
        var heard = new HeardIndex(Keys.End(9_000, "a"), Keys.Connect(1_000, "b"));

        Assert.Equal("connected b at 1", heard.Says);
    }

    [Fact]
    public void Apply_EndOfUnknownKey_DoesNotEndTheConnection()
    {
        var heard = new HeardIndex(Keys.Connect(1_000, "b"));

        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Keys.End(9_000, "a")));
        Assert.Equal("connected b at 1", heard.Says);
    }

    [Fact]
    public void Apply_LaterConnectWhoseEndWaited_IsEndedByIt()
    {
        var heard = new HeardIndex(Keys.Connect(1_000, "b"), Keys.End(9_000, "a"), Keys.Connect(5_000, "a"));

        Assert.Equal("CONNECTION_LOST a at 9", heard.Says);
        Assert.Equal(60, heard.State.KeepAliveSeconds);
    }

    [Fact]
    public void Apply_EarlierConnectWhoseEndWaited_ConsumesItAndStaysHidden()
    {
        var heard = new HeardIndex(Keys.Connect(5_000, "b"), Keys.End(6_000, "a"));

        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Keys.Connect(1_000, "a")));
        Assert.Equal("connected b at 5", heard.Says);
        Assert.Null(heard.State.Backlog);
    }

    [Fact]
    public void Apply_TakeoverHeardInTheOrderOfRabbitMq_StaysConnected()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"), Keys.Connect(9_000, "b"), Keys.End(9_007, "a"));

        Assert.Equal("connected b at 9", heard.Says);
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public void Apply_TwoConnectsOfOneMillisecond_EndTheSameInEitherOrder(string one, string other)
    {
        var heard = new HeardIndex(Keys.Connect(0, one), Keys.Connect(0, other));

        Assert.Equal("connected b at 0", heard.Says);
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public void Apply_TwoEndsOfUnknownBeginning_TheLaterIsShownAndBothAreKept(string one, string other)
    {
        var heard = new HeardIndex(Keys.End(1_000 + one[0], one), Keys.End(1_000 + other[0], other));

        Assert.Equal("CONNECTION_LOST b at 1.098", heard.Says);
        heard.Hear(Keys.Connect(500, "a"));
        Assert.Equal("CONNECTION_LOST a at 1.097", heard.Says);
        heard.Hear(Keys.Connect(501, "b"));
        Assert.Equal("CONNECTION_LOST b at 1.098", heard.Says);
        Assert.Null(heard.State.Backlog);
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public void Apply_TwoEndsOfUnknownBeginningAndOneStamp_EndTheSameInEitherOrder(string one, string other)
    {
        var heard = new HeardIndex(Keys.End(1_000, one), Keys.End(1_000, other));

        Assert.Equal("CONNECTION_LOST b at 1", heard.Says);
    }

    [Fact]
    public void Apply_WaitingEndTwice_IsKeptOnce()
    {
        var heard = new HeardIndex(Keys.Connect(0, "b"), Keys.End(9_000, "a"), Keys.End(9_000, "a"));

        Assert.Single(heard.State.Backlog!.Ends);
        Assert.Equal(2, heard.State.Revision);
    }

    [Theory]
    [InlineData(8_000, 9_000)]
    [InlineData(9_000, 8_000)]
    public void Apply_TwoWaitingEndsOfTheKey_TheEarlierCounts(long one, long other)
    {
        var heard = new HeardIndex(Keys.Connect(0, "b"), Keys.End(one, "a"), Keys.End(other, "a"), Keys.Connect(5_000, "a"));

        Assert.Equal("CONNECTION_LOST a at 8", heard.Says);
    }

    [Theory]
    [InlineData(8_000, "CONNECTION_LOST a at 8")]
    [InlineData(9_500, "CONNECTION_LOST a at 9")]
    public void Apply_PlacedEndOfAKeyWhoseOtherEndWaits_TheEarlierCounts(long waiting, string expected)
    {
        var heard = new HeardIndex(Keys.Connect(0, "b"), Keys.End(waiting, "a"), Keys.End(9_000, "a", since: 5_000));

        Assert.Equal(expected, heard.Says);
    }

    [Theory]
    [InlineData(-240_000, false)]
    [InlineData(-239_999, true)]
    public void Apply_EndOfUnknownKeyFromBeforeTheConnect_WaitsOnlyWithinTheSlackOfClocks(long at, bool waits)
    {
        var heard = new HeardIndex(Keys.Connect(0, "b"));

        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Keys.End(at, "a")));
        Assert.Equal(waits, heard.State.Backlog is not null);
    }

    [Theory]
    [InlineData(-240_000, false)]
    [InlineData(-239_999, true)]
    public void Apply_LaterConnect_DropsWaitingEndsBeyondTheSlackOfClocks(long endAt, bool waits)
    {
        var heard = new HeardIndex(Keys.Connect(-300_000, "b"), Keys.End(endAt, "a"), Keys.Connect(0, "c"));

        Assert.Equal("connected c at 0", heard.Says);
        Assert.Equal(waits, heard.State.Backlog is not null);
    }

    [Fact]
    public void Apply_NinthWaitingEnd_DropsTheOldest()
    {
        var heard = new HeardIndex(Keys.Connect(0, "z"));
        for (var i = 9; i > 1; i--) heard.Hear(Keys.End(i * 1_000, $"a{i}"));
        Assert.Equal(8, heard.State.Backlog!.Ends.Length);

        heard.Hear(Keys.End(1_000, "a1"));
        Assert.DoesNotContain(heard.State.Backlog!.Ends, end => end.Key == ConnectionKey.Create("a1"));

        heard.Hear(Keys.End(10_000, "a10"));
        Assert.Equal(
            ["a10", "a3", "a4", "a5", "a6", "a7", "a8", "a9"],
            heard.State.Backlog!.Ends.Select(end => end.Key.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Apply_EndThatTellsItsConnectTime_IsPlacedWithoutItsConnect()
    {
        var heard = new HeardIndex(Keys.Connect(1_000, "a"), Keys.End(9_000, "b", since: 5_000));

        Assert.Equal("CONNECTION_LOST b at 9", heard.Says);
        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Keys.End(9_500, "c", since: 500)));
        Assert.Equal("CONNECTION_LOST b at 9", heard.Says);
    }

    [Fact]
    public void Apply_ConnectAfterItsPlacedEnd_AddsTheSession()
    {
        var heard = new HeardIndex(Keys.End(9_000, "b", since: 5_000));

        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Keys.Connect(5_000, "b", keepAlive: 30)));
        Assert.Equal("CONNECTION_LOST b at 9", heard.Says);
        Assert.Equal(30, heard.State.KeepAliveSeconds);
    }

    [Theory]
    [InlineData(8_000, 9_000)]
    [InlineData(9_000, 8_000)]
    public void Apply_TwoEndsOfTheKeyAndNoConnect_TheEarlierCounts(long one, long other)
    {
        var heard = new HeardIndex(Keys.End(one, "a"), Keys.End(other, "a"));

        Assert.Equal("CONNECTION_LOST a at 8", heard.Says);
        Assert.Null(heard.State.Backlog);
    }

    [Theory]
    [InlineData(1_000, "b", 2_000, "a")]
    [InlineData(2_000, "a", 1_000, "b")]
    public void Apply_TwoEndsOfUnknownBeginning_AreOrderedByTimeBeforeTheirKeys(long one, string key, long other, string otherKey)
    {
        var heard = new HeardIndex(Keys.End(one, key), Keys.End(other, otherKey));

        Assert.Equal("CONNECTION_LOST a at 2", heard.Says);
    }

    [Theory]
    [InlineData(8_000, "CONNECTION_LOST a at 8")]
    [InlineData(9_000, "CONNECTION_LOST a at 9")]
    [InlineData(9_500, "CONNECTION_LOST a at 9")]
    public void Apply_EndWithoutAndEndWithConnectTime_EndTheSameInEitherOrder(long withoutAt, string expected)
    {
        var (without, with) = (Keys.End(withoutAt, "a"), Keys.End(9_000, "a", since: 5_000));

        foreach (var heard in new[] { new HeardIndex(without, with), new HeardIndex(with, without) })
        {
            Assert.Equal(expected, heard.Says);
            Assert.Equal(Teller.Start + 5_000, heard.State.ConnectedAt?.ToUnixTimeMilliseconds());
            Assert.Equal(ApplyOutcome.Duplicate, heard.Hear(without));
            Assert.Equal(ApplyOutcome.Duplicate, heard.Hear(with));
        }

        Assert.True(new HeardIndex(without, with).State.IsWorthTheSameAs(new HeardIndex(with, without).State));
    }

    [Theory]
    [InlineData(240_000, false)]
    [InlineData(240_001, true)]
    public void Apply_ConnectOfTheEndThatWasShown_DropsWaitingEndsBeyondTheSlackOfClocks(long waitingAt, bool waits)
    {
        var heard = new HeardIndex(Keys.End(900_000, "a"), Keys.End(waitingAt, "b"), Keys.Connect(480_000, "a"));

        Assert.Equal("CONNECTION_LOST a at 900", heard.Says);
        Assert.Equal(waits, heard.State.Backlog is not null);
    }
}
