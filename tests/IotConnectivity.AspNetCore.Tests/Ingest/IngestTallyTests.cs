using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Indexing;

namespace IotConnectivity.AspNetCore.Ingest;

public class IngestTallyTests
{
    private static readonly AwsError First = new(AwsErrorCode.AccessDenied, "not the first");
    private static readonly AwsError Last = new(AwsErrorCode.AccessDenied, "not the last");

    [Fact]
    public void ToResponse_EachOutcome_IsCountedApart()
    {
        var tally = new IngestTally();
        foreach (var (outcome, count) in new[] { (ApplyOutcome.Applied, 1), (ApplyOutcome.Stale, 2), (ApplyOutcome.Duplicate, 3), (ApplyOutcome.Ignored, 4) })
        {
            for (var i = 0; i < count; i++) tally.Add(outcome);
        }

        var response = tally.ToResponse();

        Assert.Equal((1, 2, 3, 4, null), (response.Applied, response.Stale, response.Duplicate, response.Ignored, response.RejectedCount));
        Assert.Empty(response.Rejected);
    }

    [Fact]
    public void Reject_Listener_HearsOfEach()
    {
        var heard = new List<(long, string)>();
        var tally = new IngestTally { Rejected = (line, error) => heard.Add((line, error)) };

        tally.Reject(3, "bad");
        tally.Forbid(4, First);

        Assert.Equal([(3, "bad"), (4, "not the first")], heard);
    }

    [Fact]
    public void Refusal_NothingForbidden_IsNull()
    {
        var tally = new IngestTally();
        tally.Reject(1, "bad");

        Assert.Null(tally.Refusal);
    }

    [Fact]
    public void Refusal_EverythingForbidden_IsOneOfThem()
    {
        var tally = new IngestTally();
        tally.Forbid(1, First);
        tally.Forbid(2, Last);

        Assert.True(tally.Refusal == First || tally.Refusal == Last);
    }

    [Theory]
    [InlineData(ApplyOutcome.Applied)]
    [InlineData(ApplyOutcome.Stale)]
    [InlineData(ApplyOutcome.Duplicate)]
    [InlineData(ApplyOutcome.Ignored)]
    public void Refusal_OneEventWasAllowed_IsNull(ApplyOutcome outcome)
    {
        var tally = new IngestTally();
        tally.Forbid(1, First);
        tally.Add(outcome);

        Assert.Null(tally.Refusal);
    }
}
