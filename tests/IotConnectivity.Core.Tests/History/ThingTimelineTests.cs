using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Storage;

namespace IotConnectivity.History;

public class ThingTimelineTests
{
    private static readonly Teller Keys = Teller.Keys;

    [Fact]
    public void Of_Nothing_IsEmpty() => Assert.Empty(Says());

    [Fact]
    public void Of_ConnectAndEnd_AreTwoTransitions() =>
        Assert.Equal(["0 connected a", "5 CONNECTION_LOST a"], Says(Keys.Connect(0, "a"), Keys.End(5, "a")));

    [Fact]
    public void Of_WhatDoesNotTouchConnectivity_IsNone() =>
        Assert.Equal(["1 connected a"], Says(Keys.Of(LifecycleEventKind.ConnectFailed, 0), Keys.Connect(1, "a"), Keys.Of(LifecycleEventKind.ConnectFailed, 2), Keys.Beat(3)));

    [Fact]
    public void Of_Takeover_IsOneTransition() =>
        Assert.Equal(["0 connected a", "5 connected b"], Says(Keys.Connect(0, "a"), Keys.Connect(5, "b"), Keys.End(6, "a")));

    [Fact]
    public void Of_ReconnectWithTheSameReusedKey_IsATransition() =>
        Assert.Equal(["0 connected p", "5 connected p"], Says(Teller.ReusedKeys.Connect(0, "p"), Teller.ReusedKeys.Connect(5, "p")));

    [Fact]
    public void Of_EndAndConnectOfOneMillisecond_ShowBoth() =>
        Assert.Equal(["0 connected a", "5 CONNECTION_LOST a", "5 connected b"], Says(Keys.Connect(0, "a"), Keys.Connect(5, "b"), Keys.End(5, "a")));

    [Fact]
    public void Of_ConnectionOfNoLength_ShowsBoth() =>
        Assert.Equal(["5 connected a", "5 CONNECTION_LOST a"], Says(Keys.End(5, "a"), Keys.Connect(5, "a")));

    [Fact]
    public void Of_EndStampedBeforeItsConnect_NeverShowsTheConnection()
    {
        var aws = Teller.Aws;

        Assert.Equal(["0 connected a", "9 CONNECTION_LOST b"], Says(aws.Connect(0, "a", 1), aws.Connect(50, "b", 2), aws.End(9, "b", 2)));
    }

    [Fact]
    public void Of_EndThatWaitedForItsConnect_StandsAtTheConnect() =>
        Assert.Equal(["0 connected a", "9 CONNECTION_LOST b"], Says(Keys.Connect(0, "a"), Keys.End(5, "b"), Keys.Connect(9, "b")));

    [Fact]
    public void Of_InferredEndAlone_IsShown() =>
        Assert.Equal(["0 connected a", "90000 MQTT_KEEP_ALIVE_TIMEOUT a", "200000 connected b"], Says(Keys.Connect(0, "a"), Keys.InferredEnd(0, "a", since: 0), Keys.Connect(200_000, "b")));

    [Theory]
    [InlineData(5)]
    [InlineData(90_000)]
    [InlineData(999_999)]
    public void Of_InferredEndThatActivityTookBack_NeverWas(long beat) =>
        Assert.Equal(["0 connected a"], Says(Keys.Connect(0, "a"), Keys.InferredEnd(0, "a", since: 0), Keys.Beat(beat)));

    [Theory]
    [InlineData(5)]
    [InlineData(999_999)]
    public void Of_InferredEndThatWasReplaced_NeverWas(long end) =>
        Assert.Equal(["0 connected a", $"{end} CONNECTION_LOST a"], Says(Keys.Connect(0, "a"), Keys.InferredEnd(0, "a", since: 0), Keys.End(end, "a")));

    [Fact]
    public void Of_ActivityOfALaterConnection_LeavesTheInferredEndOfTheEarlier() =>
        Assert.Equal(
            ["0 connected a", "90000 MQTT_KEEP_ALIVE_TIMEOUT a", "200000 connected b"],
            Says(Keys.Connect(0, "a"), Keys.InferredEnd(0, "a", since: 0), Keys.Connect(200_000, "b"), Keys.InferredEnd(200_000, "b", since: 200_000), Keys.Beat(999_999)));

    [Fact]
    public void Of_InferredEndThatActivityContradictedAtOnce_IsNone() =>
        Assert.Equal(["0 connected a"], Says(Keys.Connect(0, "a"), Keys.Beat(7), Keys.InferredEnd(0, "a", since: 0)));

    [Fact]
    public void CountBefore_AnyMoment_CountsWhatIsStampedBefore()
    {
        var timeline = Timeline(Keys.Connect(0, "a"), Keys.End(5, "a"));

        Assert.Equal([0, 0, 1, 1, 2], new long[] { -1, 0, 1, 5, 6 }.Select(at => timeline.CountBefore(Teller.Start + at)));
    }

    private static ThingTimeline Timeline(params LifecycleEvent[] arrival) => ThingTimeline.Of(HeardJournal.Of(arrival));

    private static IEnumerable<string> Says(params LifecycleEvent[] arrival)
    {
        var timeline = Timeline(arrival);
        return Enumerable.Range(0, timeline.Count).Select(i => timeline[i])
            .Select(t => $"{t.TimestampMs - Teller.Start} {(t.Connected ? "connected" : t.DisconnectReason.ToWireText())} {t.Connection}");
    }
}
