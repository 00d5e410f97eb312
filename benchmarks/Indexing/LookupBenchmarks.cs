using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;

namespace IotConnectivity.Benchmarks.Indexing;

/// <summary>What does "is X connected?" cost beside a bare dictionary that answers the same?</summary>
[MemoryDiagnoser]
public class LookupBenchmarks
{
    private const int Lookups = 1 << 16;

    private Fleet _fleet = null!;
    private ConcurrentDictionary<string, Bare> _bare = null!;
    private string[] _names = [];

    [Params(1_000, 100_000, 1_000_000)]
    public int Things { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _fleet = new Fleet(Things);
        _bare = new ConcurrentDictionary<string, Bare>();
        for (var i = 0; i < Things; i++) _bare[Fleet.NameOf(i)] = new Bare { Connected = true, Session = Guid.NewGuid() };
        _names = Fleet.RandomNames(Things, Lookups);
        GC.Collect();
        if (BareDictionary() != Lookups || StatusLookup() != Lookups) throw new InvalidOperationException("the variants do not agree");
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Lookups)]
    public int BareDictionary()
    {
        var connected = 0;
        foreach (var name in _names)
        {
            if (_bare.TryGetValue(name, out var value) && value.Connected) connected++;
        }

        return connected;
    }

    [Benchmark(OperationsPerInvoke = Lookups)]
    public int StatusLookup()
    {
        var connected = 0;
        foreach (var name in _names)
        {
            if (_fleet.Index.TryGet(name, out var status) && status.Connected) connected++;
        }

        return connected;
    }

    /// <summary>What somebody would keep who only wants to answer the status query: its members, and the session to match the disconnect with.</summary>
    private sealed class Bare
    {
        public bool Connected { get; init; }

        public DateTimeOffset Timestamp { get; init; }

        public DisconnectReason Reason { get; init; }

        public Guid Session { get; init; }

        public long Version { get; init; }

        public string? SourceIp { get; init; }

        public int SourcePort { get; init; }

        public int KeepAlive { get; init; }

        public bool CleanSession { get; init; }

        public long SessionExpiry { get; init; }
    }
}
