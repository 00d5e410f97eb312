using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using IotConnectivity.Policies;

namespace IotConnectivity.Benchmarks.Policies;

/// <summary>How much does checking a policy add to reading its JSON?</summary>
[MemoryDiagnoser]
public class PolicyParseBenchmarks
{
    private byte[] _utf8 = [];

    [Params(10, 100)]
    public int Statements { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _utf8 = Encoding.UTF8.GetBytes(PolicyWorkload.Create(Statements, ResourceShape.OwnPrefixes).Documents[0]);
        if (Policy() != Json()) throw new InvalidOperationException("The variants disagree.");
    }

    [Benchmark(Baseline = true)]
    public bool Json()
    {
        using var document = JsonDocument.Parse(_utf8);
        return document.RootElement.TryGetProperty("Statement", out _);
    }

    [Benchmark]
    public bool Policy() => PolicyDocument.TryParse(_utf8, out _, out _);
}
