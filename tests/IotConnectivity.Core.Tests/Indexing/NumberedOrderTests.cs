namespace IotConnectivity.Indexing;

public class NumberedOrderTests
{
    private const long Minute = Teller.Minute;
    private const long Second = Teller.Second;

    private static readonly Teller Aws = Teller.Aws;
    private static readonly Teller First = Teller.Epoch(1);
    private static readonly Teller Reborn = Teller.Epoch(2);

    [Fact]
    public void Apply_EndBeforeItsConnect_EndsTheConnectionWhateverTheStampsSay()
    {
        var heard = new HeardIndex(Aws.End(1 * Second, "s1", 41), Aws.Connect(90 * Second, "s1", 41));

        Assert.Equal("CONNECTION_LOST s1 #41 at 1", heard.Says);
        Assert.Equal(Teller.Start + (90 * Second), heard.State.ConnectedAt?.ToUnixTimeMilliseconds());
        Assert.Equal(60, heard.State.KeepAliveSeconds);
    }

    [Fact]
    public void Apply_TakenOverConnectionEndsLate_StaysConnectedWithTheNewOne()
    {
        var heard = new HeardIndex(Aws.Connect(0, "s1", 41), Aws.Connect(10 * Second, "s2", 42));

        var outcome = heard.Hear(Aws.End(11 * Second, "s1", 41, reason: DisconnectReason.DuplicateClientId));

        Assert.Equal(ApplyOutcome.Stale, outcome);
        Assert.Equal("connected s2 #42 at 10", heard.Says);
    }

    [Fact]
    public void Apply_TakeoverHeardBackwards_StaysConnectedWithTheNewOne()
    {
        var heard = new HeardIndex(Aws.End(11 * Second, "s1", 41), Aws.Connect(10 * Second, "s2", 42), Aws.Connect(0, "s1", 41));

        Assert.Equal("connected s2 #42 at 10", heard.Says);
    }

    [Fact]
    public void Apply_NumberZero_IsALegalFirstConnection()
    {
        var heard = new HeardIndex(Aws.Connect(0, "s1", 0));

        Assert.Equal("connected s1 #0 at 0", heard.Says);
    }

    [Fact]
    public void Apply_AwsNumberStartsAgainAfterAnHour_Wins()
    {
        var heard = new HeardIndex(Aws.Connect(0, "s1", 41), Aws.End(1 * Minute, "s1", 41));

        var outcome = heard.Hear(Aws.Connect(61 * Minute, "s2", 0));

        Assert.Equal(ApplyOutcome.Applied, outcome);
        Assert.Equal("connected s2 #0 at 3660", heard.Says);
    }

    [Fact]
    public void Apply_AwsEventsFromBeforeTheNumberStartedAgain_AreStale()
    {
        var heard = new HeardIndex(Aws.Connect(61 * Minute, "s2", 0));

        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Aws.Connect(0, "s1", 41)));
        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Aws.End(1 * Minute, "s1", 41)));
        Assert.Equal("connected s2 #0 at 3660", heard.Says);
    }

    [Fact]
    public void Apply_AwsSameNumberOfAnotherSessionAnHourLater_IsAnotherConnection()
    {
        var heard = new HeardIndex(Aws.Connect(0, "s1", 0), Aws.End(1 * Second, "s1", 0), Aws.Connect(70 * Minute, "s2", 0));

        Assert.Equal("connected s2 #0 at 4200", heard.Says);
        Assert.Equal(ApplyOutcome.Duplicate, heard.Hear(Aws.Connect(70 * Minute, "s2", 0)));
        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Aws.End(1 * Second, "s1", 0)));
    }

    [Theory]
    [InlineData((30 * Minute) - 1, "connected s2 #42 at 0")]
    [InlineData(30 * Minute, "connected s1 #41 at 1800")]
    public void Apply_AwsLowerNumber_LosesWithinHalfAnHourAndWinsFromThen(long later, string expected)
    {
        var heard = new HeardIndex(Aws.Connect(0, "s2", 42), Aws.Connect(later, "s1", 41));

        Assert.Equal(expected, heard.Says);
    }

    [Theory]
    [InlineData((30 * Minute) - 1, "connected s2 #42 at 0")]
    [InlineData(30 * Minute, "connected s1 #41 at 1800")]
    public void Apply_AwsHigherNumberWithAnEarlierStamp_WinsWithinHalfAnHourOnly(long earlier, string expected)
    {
        var heard = new HeardIndex(Aws.Connect(earlier, "s1", 41), Aws.Connect(0, "s2", 42));

        Assert.Equal(expected, heard.Says);
    }

    [Fact]
    public void Apply_AwsSameNumberOfTwoSessions_TheLaterStampWins()
    {
        var heard = new HeardIndex(Aws.Connect(5, "s2", 7), Aws.Connect(4, "s1", 7));

        Assert.Equal("connected s2 #7 at 0.005", heard.Says);
        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Aws.Connect(6, "s1", 7)));
    }

    [Theory]
    [InlineData("s1", "s2")]
    [InlineData("s2", "s1")]
    public void Apply_AwsSameNumberAndStampOfTwoSessions_EndsTheSameInEitherOrder(string one, string other)
    {
        var heard = new HeardIndex(Aws.Connect(0, one, 7), Aws.Connect(0, other, 7));

        Assert.Equal("connected s2 #7 at 0", heard.Says);
    }

    [Fact]
    public void Apply_AwsLongConnection_EndsHoursAfterItsConnect()
    {
        var heard = new HeardIndex(Aws.Connect(0, "s1", 41), Aws.End(180 * Minute, "s1", 41));

        Assert.Equal("CONNECTION_LOST s1 #41 at 10800", heard.Says);
    }

    [Fact]
    public void Apply_AwsWithoutSessions_MatchesByNumber()
    {
        var heard = new HeardIndex(Aws.Connect(0, number: 41), Aws.End(180 * Minute, number: 41));

        Assert.Equal("CONNECTION_LOST #41 at 10800", heard.Says);
    }

    [Theory]
    [InlineData((30 * Minute) - 1, ApplyOutcome.Duplicate)]
    [InlineData(30 * Minute, ApplyOutcome.Applied)]
    public void Apply_AwsWithoutSessionsSameNumberConnectsAgain_IsAnotherConnectionAfterHalfAnHour(long later, ApplyOutcome expected)
    {
        var heard = new HeardIndex(Aws.Connect(0, number: 0));

        Assert.Equal(expected, heard.Hear(Aws.Connect(later, number: 0)));
    }

    [Theory]
    [InlineData((30 * Minute) - 1, "CONNECTION_LOST #0 at 0")]
    [InlineData(30 * Minute, "connected #0 at 1800")]
    public void Apply_AwsWithoutSessionsConnectAfterAnEndOfUnknownBeginning_IsAnotherOneAfterHalfAnHour(long later, string expected)
    {
        var heard = new HeardIndex(Aws.End(0, number: 0), Aws.Connect(later, number: 0));

        Assert.Equal(expected, heard.Says);
    }

    [Fact]
    public void Apply_AwsWithoutSessionsEndFromLongBeforeTheConnect_IsStale()
    {
        var heard = new HeardIndex(Aws.Connect(60 * Minute, number: 0));

        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Aws.End(30 * Minute, number: 0)));
        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Aws.End((30 * Minute) + 1, number: 0)));
    }

    [Fact]
    public void Apply_AwsWithoutSessionsSecondEndOfTheNumber_IsAnotherOneAfterHalfAnHour()
    {
        var heard = new HeardIndex(Aws.Connect(0, number: 0), Aws.End(1 * Minute, number: 0));

        Assert.Equal(ApplyOutcome.Duplicate, heard.Hear(Aws.End((31 * Minute) - 1, number: 0)));
        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Aws.End(31 * Minute, number: 0)));
        Assert.Equal("CONNECTION_LOST #0 at 1860", heard.Says);
        Assert.Null(heard.State.ConnectedAt);
    }

    [Fact]
    public void Apply_NextEpochStartsFromZero_Wins()
    {
        var heard = new HeardIndex(First.Connect(0, number: 900), Reborn.Connect(5, number: 0));

        Assert.Equal("connected #0 at 0.005", heard.Says);
        Assert.Equal(2, heard.State.Source?.Epoch);
    }

    [Fact]
    public void Apply_ConnectOfAnOldEpoch_NeverReopens()
    {
        var heard = new HeardIndex(Reborn.Connect(0, number: 0), Reborn.End(5, number: 0));

        Assert.Equal(ApplyOutcome.Stale, heard.Hear(First.Connect(99 * Minute, number: 900)));
        Assert.Equal("CONNECTION_LOST #0 at 0.005", heard.Says);
    }

    [Fact]
    public void Apply_EndOfAnOldEpoch_DoesNotEndTheNewConnection()
    {
        var heard = new HeardIndex(Reborn.Connect(0, number: 3));

        Assert.Equal(ApplyOutcome.Stale, heard.Hear(First.End(99 * Minute, number: 3)));
        Assert.Equal("connected #3 at 0", heard.Says);
    }

    [Fact]
    public void Apply_GrowingNumbers_IgnoreTheStamps()
    {
        var heard = new HeardIndex(First.Connect(0, number: 2));

        Assert.Equal(ApplyOutcome.Stale, heard.Hear(First.Connect(99 * Minute, number: 1)));
        Assert.Equal(ApplyOutcome.Applied, heard.Hear(First.Connect(-99 * Minute, number: 3)));
        Assert.Equal("connected #3 at -5940", heard.Says);
    }

    [Fact]
    public void Apply_AwsEndWithoutItsSession_EndsTheConnectionOfItsNumber()
    {
        var heard = new HeardIndex(Aws.Connect(0, "s1", 41));

        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Aws.End(1 * Minute, number: 41)));
        Assert.Equal("CONNECTION_LOST s1 #41 at 60", heard.Says);
    }

    [Fact]
    public void Apply_AwsWithoutSessionsInferredEnd_StandsAtTheActivityItKnewOf()
    {
        var heard = new HeardIndex(Aws.Connect(0, number: 0), Aws.End(1 * Minute, number: 0));

        Assert.Equal(ApplyOutcome.Duplicate, heard.Hear(Aws.InferredEnd((31 * Minute) - 1, number: 0)));
        Assert.Equal("CONNECTION_LOST #0 at 60", heard.Says);
    }
}
