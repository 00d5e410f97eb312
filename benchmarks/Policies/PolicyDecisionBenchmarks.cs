using BenchmarkDotNet.Attributes;
using IotConnectivity.Policies;

namespace IotConnectivity.Benchmarks.Policies;

/// <summary>How long does one decision take, and does it grow with the policy?</summary>
[MemoryDiagnoser]
public class PolicyDecisionBenchmarks
{
    private PolicyWorkload _workload = null!;
    private PolicyAuthorizer _authorizer = null!;
    private StatementScan _scan = null!;

    [Params(10, 100, 1_000)]
    public int Statements { get; set; }

    [Params(ResourceShape.OwnPrefixes, ResourceShape.LeadingStars)]
    public ResourceShape Resources { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _workload = PolicyWorkload.Create(Statements, Resources);
        _authorizer = new PolicyAuthorizer(_workload.Documents.Select(PolicyDocument.Parse));
        _scan = new StatementScan(_workload.Documents);
        if (!Indexed() || !Scan()) throw new InvalidOperationException("The variants disagree.");
    }

    [Benchmark(Baseline = true)]
    public bool Scan() => _scan.IsAllowed(_workload.Action, _workload.Resource, _workload.Facts);

    [Benchmark]
    public bool Indexed() =>
        _authorizer.Authorize(new AuthorizationRequest(_workload.Action, _workload.Resource, _workload.Context, PolicyWorkload.Now)).IsAllowed;
}
