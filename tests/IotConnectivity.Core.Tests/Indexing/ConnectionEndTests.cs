using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

/// <summary>Of two ends of one connection one counts, whichever came in first.</summary>
public class ConnectionEndTests
{
    private static readonly LifecycleEvent Stated = Teller.Keys.End(10_000, "a");
    private static readonly LifecycleEvent Inferred = Teller.Keys.InferredEnd(10_000, "a", since: 0);

    public static TheoryData<string> Pairs => new(Cases.Keys);

    private static Dictionary<string, (LifecycleEvent Counts, LifecycleEvent Other)> Cases => new(StringComparer.Ordinal)
    {
        ["stated before inferred"] = (Stated with { TimestampMs = Stated.TimestampMs + 900_000 }, Inferred),
        ["absent reason before inferred"] = (Stated with { ReasonQuality = ReasonQuality.Absent }, Inferred),
        ["inferred from later activity"] = (Inferred with { LastActivityMs = Inferred.LastActivityMs + 1 }, Inferred),
        ["inferred with the earlier end"] = (Inferred, Inferred with { TimestampMs = Inferred.TimestampMs + 1 }),
        ["stated earlier"] = (Stated, Stated with { TimestampMs = Stated.TimestampMs + 1 }),
        ["stated reason before absent one"] = (Stated, Stated with { ReasonQuality = ReasonQuality.Absent }),
        ["lower reason"] = (Stated, Stated with { Reason = DisconnectReason.ServerError }),
        ["raw reason in ordinal order"] = (Stated with { RawReason = "Lost" }, Stated),
        ["with connect time before the same without"] = (Stated with { ConnectedAtMs = Teller.Start }, Stated),
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void CountsBefore_TwoEnds_ExactlyOneCounts(string name)
    {
        var (counts, other) = Cases[name];

        Assert.True(ConnectionEnd.Of(counts).CountsBefore(ConnectionEnd.Of(other)));
        Assert.False(ConnectionEnd.Of(other).CountsBefore(ConnectionEnd.Of(counts)));
        Assert.False(ConnectionEnd.Of(counts).CountsBefore(ConnectionEnd.Of(counts)));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Apply_TwoEndsInEitherOrder_ShowTheOneThatCounts(string name)
    {
        var (counts, other) = Cases[name];
        var right = new HeardIndex(Teller.Keys.Connect(0, "a"), counts, other).State;
        var swapped = new HeardIndex(Teller.Keys.Connect(0, "a"), other, counts).State;

        foreach (var state in new[] { right, swapped })
        {
            Assert.Equal(counts.TimestampMs, state.TimestampMs);
            Assert.Equal(counts.Reason, state.DisconnectReason);
            Assert.Equal(counts.ReasonQuality, state.ReasonQuality);
            Assert.Equal(counts.RawReason, state.RawReason);
        }

        Assert.Equal(2, right.Revision);
        Assert.Equal(3, swapped.Revision);
    }
}
