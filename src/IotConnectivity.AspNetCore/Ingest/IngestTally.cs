using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Indexing;

namespace IotConnectivity.AspNetCore.Ingest;

/// <summary>Counts what became of the events of one call or stream.</summary>
internal sealed class IngestTally
{
    /// <summary>So many rejected events are told one by one; of more, only the number.</summary>
    public const int MaxTold = 1000;

    private readonly List<RejectedEvent> _rejected = [];
    private long _applied;
    private long _stale;
    private long _duplicate;
    private long _ignored;
    private long _rejectedCount;
    private long _forbiddenCount;
    private AwsError? _refusal;

    /// <summary>Gets what hears of each rejected event at once, for a stream that has no answer to wait for.</summary>
    public Action<long, string>? Rejected { get; init; }

    /// <summary>Gets the refusal to answer with when there were events and the caller was allowed to send none of them.</summary>
    public AwsError? Refusal => _forbiddenCount > 0 && _applied + _stale + _duplicate + _ignored == 0 ? _refusal : null;

    public void Add(ApplyOutcome outcome)
    {
        switch (outcome)
        {
            case ApplyOutcome.Applied:
                _applied++;
                break;
            case ApplyOutcome.Stale:
                _stale++;
                break;
            case ApplyOutcome.Duplicate:
                _duplicate++;
                break;
            default:
                _ignored++;
                break;
        }
    }

    public void Reject(long line, string error)
    {
        _rejectedCount++;
        Rejected?.Invoke(line, error);
        if (_rejected.Count < MaxTold) _rejected.Add(new RejectedEvent(line, error));
    }

    public void Forbid(long line, AwsError refusal)
    {
        _forbiddenCount++;
        _refusal = refusal;
        Reject(line, refusal.Message);
    }

    public IngestResponse ToResponse() =>
        new(_applied, _stale, _duplicate, _ignored, _rejected, _rejectedCount > _rejected.Count ? _rejectedCount : null);
}
