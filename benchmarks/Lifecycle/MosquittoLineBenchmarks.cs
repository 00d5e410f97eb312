using System.Text;
using System.Text.RegularExpressions;
using BenchmarkDotNet.Attributes;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.Benchmarks.Lifecycle;

/// <summary>What does taking a connect line of Mosquitto apart cost, by hand and with an anchored regular expression?</summary>
[MemoryDiagnoser]
public class MosquittoLineBenchmarks
{
    private const string Line = "New client connected from 198.51.100.24:52123 as pump-17 (p2, c1, k60, u'fleet').";

    private static readonly Regex Pattern = new(
        @"^New (?<what>client|bridge) connected from (?<addr>\S+?)(?::(?<port>[0-9]+))? as (?<id>.+) \(p(?<p>[0-9]+), c(?<c>[01]), k(?<k>[0-9]+)(?:, u'(?<u>.*)')?\)\.$",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private readonly byte[] _line = Encoding.UTF8.GetBytes(Line);

    [GlobalSetup]
    public void Setup()
    {
        if (ByHand() != Regex()) throw new InvalidOperationException("the variants do not agree");
    }

    [Benchmark(Baseline = true)]
    public int Regex() => Pattern.Match(Line).Groups["id"].Length;

    [Benchmark]
    public int ByHand() => MosquittoLineParser.Parse(_line, MosquittoWording.Any).ClientId.Length;
}
