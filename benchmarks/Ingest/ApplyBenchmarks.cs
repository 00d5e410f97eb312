using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.Benchmarks.Ingest;

/// <summary>What does one event of a random thing cost, from its bytes to its place in the index, beside walking over its JSON and looking up its name?</summary>
/// <remarks>Each invocation reconnects or disconnects every thing of a random sample once, so that each event is applied and makes a new snapshot.</remarks>
[MemoryDiagnoser]
public class ApplyBenchmarks
{
    private const int Things = 1_000_000;
    private const int Events = 1 << 16;
    private const int Together = 16;

    private Fleet _fleet = null!;
    private AwsLifecycleParser _parser = null!;
    private ConcurrentDictionary<string, object> _bare = null!;
    private string[] _names = [];
    private byte[][] _json = [];
    private int[] _versionAt = [];
    private readonly LifecycleEvent[] _window = new LifecycleEvent[Together];
    private long _version = 1_000_000;

    [GlobalSetup]
    public void Setup()
    {
        _fleet = new Fleet(Things);
        _parser = new AwsLifecycleParser { ResolveClientId = _fleet.Index.FindName };
        _bare = new ConcurrentDictionary<string, object>();
        for (var i = 0; i < Things; i++) _bare[Fleet.NameOf(i)] = new object();

        // Each thing once, in random order.
        var order = Enumerable.Range(0, Things).ToArray();
        new Random(17).Shuffle(order);
        _names = [.. order.Take(Events).Select(Fleet.NameOf)];
        _json = [.. order.Take(Events).Select(Json)];
        _versionAt = [.. _json.Select(json => json.AsSpan().IndexOf("1000000"u8))];
        if (WalkAndLookUp() != Events || ParseOrderApply() != Events || ParseOrderApplyTogether() != Events) throw new InvalidOperationException("not every event was applied");
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Events)]
    public int WalkAndLookUp()
    {
        NextVersion();
        var found = 0;
        for (var i = 0; i < _json.Length; i++)
        {
            var json = new Utf8JsonReader(_json[i]);
            while (json.Read())
            {
            }

            if (_bare.TryGetValue(_names[i], out _)) found++;
        }

        return found;
    }

    [Benchmark(OperationsPerInvoke = Events)]
    public int ParseOrderApply()
    {
        NextVersion();
        var applied = 0;
        foreach (var json in _json)
        {
            if (_parser.TryParse(json, out var lifecycleEvent, out _) && _fleet.Index.Apply(lifecycleEvent) == ApplyOutcome.Applied) applied++;
        }

        return applied;
    }

    /// <summary>As a stream is read: a few events are parsed, then applied together.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public int ParseOrderApplyTogether()
    {
        NextVersion();
        var applied = 0;
        var parsed = 0;
        Span<ApplyOutcome> outcomes = stackalloc ApplyOutcome[Together];
        foreach (var json in _json)
        {
            if (_parser.TryParse(json, out _window[parsed], out _)) parsed++;
            if (parsed < Together) continue;
            _fleet.Index.Apply(_window, outcomes);
            applied += outcomes.Count(ApplyOutcome.Applied);
            parsed = 0;
        }

        return applied;
    }

    /// <summary>The part of the others that ends with the name of the thing.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public int ParseAndFindName()
    {
        NextVersion();
        var parsed = 0;
        foreach (var json in _json)
        {
            if (_parser.TryParse(json, out _window[0], out _)) parsed++;
        }

        return parsed;
    }

    /// <summary>Makes every event news: writes the next version number into the JSON. Both variants pay for it.</summary>
    private void NextVersion()
    {
        _version++;
        Span<byte> digits = stackalloc byte[7];
        _version.TryFormat(digits, out _);
        for (var i = 0; i < _json.Length; i++) digits.CopyTo(_json[i].AsSpan(_versionAt[i]));
    }

    private static byte[] Json(int i) => Encoding.UTF8.GetBytes(
        $$"""{"clientId":"{{Fleet.NameOf(i)}}","timestamp":{{Fleet.Start + 5000}},"eventType":"connected","sessionIdentifier":"{{Fleet.SessionOf(i, 2)}}","principalIdentifier":"9d1f6c0c5e0b4f34b2a77f4c2d0e8a61b6f1c2d3e4f5061728394a5b6c7d8e9f","ipAddress":"198.51.100.{{i % 250}}","versionNumber":1000000}""");
}
