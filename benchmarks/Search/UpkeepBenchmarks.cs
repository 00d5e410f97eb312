using BenchmarkDotNet.Attributes;
using IotConnectivity.Fleet;
using IotConnectivity.Indexing;

namespace IotConnectivity.Benchmarks.Search;

/// <summary>What does it cost to keep the fleet index and dynamic groups when the connectivity of a random thing changes, beside one bare write to a random object?</summary>
/// <remarks>
/// Each iteration has connected or disconnected every thing of a random sample before. Measured is what the fleet index does of it: hear of each change, and take all in,
/// 2048 at a time, which is what comes in during its pause at 100,000 changes a second.
/// </remarks>
[MemoryDiagnoser]
public class UpkeepBenchmarks
{
    private const int Things = 1_000_000;
    private const int Changes = 1 << 16;
    private const int AtOnce = 2048;

    private SearchFleet _things = null!;
    private FleetIndex _fleet = null!;
    private Written[] _objects = [];
    private int[] _order = [];
    private ConnectivityChange[] _changes = [];
    private long _number = 10;
    private bool _isConnected = true;

    [Params(0, FleetGroups.Count)]
    public int Groups { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _things = new SearchFleet(Things);
        _fleet = _things.MakeIndex();
        if (Groups > 0) FleetGroups.Create(_things, _fleet);

        // No thread and no follower: what they would do is measured below, and nothing else.
        _fleet.Dispose();
        var random = new Random(17);
        _objects = [.. Enumerable.Range(0, Things).Select(static _ => new Written())];
        random.Shuffle(_objects);
        _order = [.. Enumerable.Range(0, Things)];
        random.Shuffle(_order);
        _order = _order[..Changes];
        _changes = new ConnectivityChange[Changes];
    }

    [IterationSetup]
    public void Change()
    {
        _isConnected = !_isConnected;
        if (_isConnected) _number++;
        for (var i = 0; i < Changes; i++)
        {
            var before = _things.Index.Find(SearchFleet.NameOf(_order[i]))!;
            _things.Index.Apply(SearchFleet.Connect(_order[i], _number));
            if (!_isConnected) _things.Index.Apply(SearchFleet.Disconnect(_order[i], _number));
            _changes[i] = new ConnectivityChange(before, before.Current!, before.Current!);
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Changes)]
    public void BareWrite()
    {
        foreach (var i in _order) _objects[i].Value = i;
    }

    [Benchmark(OperationsPerInvoke = Changes)]
    public void Upkeep()
    {
        IConnectivityFollower follower = _fleet;
        for (var i = 0; i < Changes; i++)
        {
            follower.OnChanged(_changes[i]);
            if (i % AtOnce == AtOnce - 1) _fleet.Settle();
        }
    }

    [IterationCleanup]
    public void Check()
    {
        _fleet.Settle();
        if (Groups > 0 && _fleet.Evaluations < 10) throw new InvalidOperationException("nothing was evaluated");
    }

    /// <summary>As large as the smallest object that somebody would keep for a thing.</summary>
    private sealed class Written
    {
        public long Value { get; set; }
    }
}
