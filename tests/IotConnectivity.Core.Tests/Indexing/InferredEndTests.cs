using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

/// <summary>Ends that were concluded from silence are provisional.</summary>
public class InferredEndTests
{
    private const long Second = Teller.Second;

    private static readonly Teller Keys = Teller.Keys;

    public static TheoryData<string> Kinds => ["keys", "peers", "hook", "numbers"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Apply_InferredEnd_EndsTheConnection(string kind)
    {
        var (connect, inferred, _) = Story(kind);
        var heard = new HeardIndex(connect, inferred);

        Assert.False(heard.State.Connected);
        Assert.Equal(DisconnectReason.MqttKeepAliveTimeout, heard.State.DisconnectReason);
        Assert.Equal(ReasonQuality.Inferred, heard.State.ReasonQuality);
        Assert.Equal(Teller.Start + (100 * Second), heard.State.TimestampMs);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Apply_LaterActivity_RevokesIt(string kind)
    {
        var (connect, inferred, _) = Story(kind);
        var heard = new HeardIndex(connect, Keys.Beat(10 * Second), inferred);

        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Keys.Beat((10 * Second) + 1)));
        Assert.True(heard.State.Connected);
        Assert.Equal(DisconnectReason.None, heard.State.DisconnectReason);
        Assert.Equal(Teller.Start, heard.State.TimestampMs);
        Assert.Equal(60, heard.State.KeepAliveSeconds);
        Assert.Null(heard.State.DisconnectedAt);
        Assert.Equal(3, heard.State.Revision);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Apply_ActivityNotAfterItsBasis_LeavesIt(string kind)
    {
        var (connect, inferred, _) = Story(kind);
        var heard = new HeardIndex(connect, inferred);

        heard.Hear(Keys.Beat(10 * Second));

        Assert.False(heard.State.Connected);
        Assert.Equal(2, heard.State.Revision);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Apply_InferredEndAfterLaterActivity_IsStale(string kind)
    {
        var (connect, inferred, _) = Story(kind);
        var heard = new HeardIndex(connect, Keys.Beat((10 * Second) + 1));

        Assert.Equal(ApplyOutcome.Stale, heard.Hear(inferred));
        Assert.True(heard.State.Connected);
        Assert.Equal(1, heard.State.Revision);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Apply_StatedEnd_ReplacesItInEitherOrder(string kind)
    {
        var (connect, inferred, stated) = Story(kind);
        var inferredFirst = new HeardIndex(connect, inferred);
        var statedFirst = new HeardIndex(connect, stated);

        Assert.Equal(ApplyOutcome.Applied, inferredFirst.Hear(stated));
        Assert.NotEqual(ApplyOutcome.Applied, statedFirst.Hear(inferred));
        Assert.Equal(inferredFirst.Says, statedFirst.Says);
        Assert.Equal(DisconnectReason.ConnectionLost, inferredFirst.State.DisconnectReason);
        Assert.Equal(ReasonQuality.Stated, inferredFirst.State.ReasonQuality);
        Assert.Equal(Teller.Start + (40 * Second), inferredFirst.State.TimestampMs);
    }

    [Fact]
    public void Apply_InferredEndThatKnewOfLaterActivity_ReplacesTheOther()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"), Keys.InferredEnd(10 * Second, "a", since: 0));

        Assert.Equal(ApplyOutcome.Duplicate, heard.Hear(Keys.InferredEnd(9 * Second, "a", since: 0)));
        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Keys.InferredEnd(11 * Second, "a", since: 0)));
        Assert.Equal("MQTT_KEEP_ALIVE_TIMEOUT a at 101", heard.Says);
    }

    [Fact]
    public void Apply_ActivityAfterAnInferredEndOfUnknownBeginning_LeavesNothing()
    {
        var heard = new HeardIndex(Keys.InferredEnd(0, "a"));

        heard.Hear(Keys.Beat(1));

        Assert.Equal("UNKNOWN", heard.Says);
        Assert.Equal(2, heard.State.Revision);
        Assert.Null(heard.State.Source);
    }

    [Fact]
    public void Apply_InferredEndWithoutItsBasis_IsBasedOnItsOwnStamp()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"), Keys.InferredEnd(0, "a", since: 0) with { LastActivityMs = null });

        heard.Hear(Keys.Beat(90 * Second));
        Assert.False(heard.State.Connected);
        heard.Hear(Keys.Beat((90 * Second) + 1));
        Assert.True(heard.State.Connected);
    }

    [Fact]
    public void Apply_StatedEndThenActivity_StaysEnded()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"), Keys.End(10, "a"));

        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Keys.Beat(999 * Second)));
        Assert.Equal("CONNECTION_LOST a at 0.01", heard.Says);
        Assert.Equal(2, heard.State.Revision);
    }

    [Fact]
    public void Apply_ActivityAfterTheThingWasForgotten_StartsAnew()
    {
        var heard = new HeardIndex(Keys.Beat(999 * Second));
        heard.Index.Disable();
        heard.Index.Enable();
        heard.Hear(Keys.Connect(0, "a"));

        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Keys.InferredEnd(0, "a", since: 0)));
        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Keys.Beat(1)));
        Assert.True(heard.State.Connected);
    }

    [Fact]
    public void Apply_StatedEndFromBeforeTheLastActivity_StillEnds()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"), Keys.Beat(30 * Second));

        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Keys.End(20 * Second, "a")));
        Assert.Equal("CONNECTION_LOST a at 20", heard.Says);
    }

    private static (LifecycleEvent Connect, LifecycleEvent Inferred, LifecycleEvent Stated) Story(string kind)
    {
        var (teller, key, number) = kind switch
        {
            "keys" => (Keys, "a", (long?)null),
            "peers" => (Teller.ReusedKeys, "p", null),
            "hook" => (Teller.Timed, null, null),
            _ => (Teller.Epoch(1), null, 7),
        };
        return (
            teller.Connect(0, key, number),
            teller.InferredEnd(10 * Second, key, number, since: 0),
            teller.End(40 * Second, key, number));
    }
}
