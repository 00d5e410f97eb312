using BenchmarkDotNet.Attributes;
using IotConnectivity.Access;
using IotConnectivity.Policies;

namespace IotConnectivity.Benchmarks.Access;

/// <summary>What does asking on behalf of a caller with ten statements cost on top of the look-up?</summary>
[MemoryDiagnoser]
public class StatusQueryBenchmarks
{
    private const int Things = 1_000_000;
    private const int Lookups = 1 << 16;

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(Fleet.Start);

    private readonly RequestContext _context = RequestContext.Empty.With(ConditionKeys.IncludeSocketInformation, false);
    private Fleet _fleet = null!;
    private StatusQuery _query = null!;
    private PolicyAuthorizer _caller = null!;
    private string[] _names = [];

    [GlobalSetup]
    public void Setup()
    {
        _fleet = new Fleet(Things);
        _query = new StatusQuery(_fleet.Index, new ResourceArns("us-east-1", "123456789012"));
        var statements = Enumerable.Range(0, 9)
            .Select(i => $$"""{"Effect":"Allow","Action":"iot:{{(i % 2 == 0 ? "Get*" : "Describe*")}}","Resource":"arn:aws:iot:us-east-1:123456789012:thing/site-{{i}}-*"}""")
            .Append("""{"Effect":"Allow","Action":"iot:GetThingConnectivityData","Resource":"arn:aws:iot:us-east-1:123456789012:thing/device-*","Condition":{"Bool":{"iot:IncludeSocketInformation":"false"}}}""");
        _caller = new PolicyAuthorizer([PolicyDocument.Parse($$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements)}}]}""")]);
        _names = Fleet.RandomNames(Things, Lookups);
        if (LookUp() != Lookups || QueryWithPolicy() != Lookups) throw new InvalidOperationException("the variants do not agree");
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Lookups)]
    public int LookUp()
    {
        var connected = 0;
        foreach (var name in _names)
        {
            if (_fleet.Index.TryGet(name, out var status) && status.Connected) connected++;
        }

        return connected;
    }

    [Benchmark(OperationsPerInvoke = Lookups)]
    public int QueryWithPolicy()
    {
        var connected = 0;
        foreach (var name in _names)
        {
            if (_query.Ask(_caller, _context, name, Now).Connectivity.Connected) connected++;
        }

        return connected;
    }
}
