using BenchmarkDotNet.Attributes;
using IotConnectivity.Timing;

namespace IotConnectivity.Benchmarks.Timing;

/// <summary>What arming, delivering and cancelling many timeouts costs, from an empty wheel back to an empty one.</summary>
/// <remarks>A <see cref="PriorityQueue{TElement, TPriority}"/> cannot cancel, so a <see cref="SortedSet{T}"/> stands beside the wheel there.</remarks>
[MemoryDiagnoser]
public class ExpiryBenchmarks
{
    private const int HourTicks = 36_000; // In ticks of 100 ms.

    private readonly TimingWheel _wheel = new();
    private readonly PriorityQueue<Watched, long> _queue = new();
    private readonly SortedSet<(long Tick, int Number)> _set = [];
    private Watched[] _watched = [];
    private int[] _distance = [];

    [Params(1_000, 100_000, 1_000_000)]
    public int Timeouts { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(42);
        _watched = [.. Enumerable.Range(0, Timeouts).Select(_ => new Watched())];
        random.Shuffle(_watched); // Neighbours in time are not neighbours in memory.
        _distance = [.. Enumerable.Range(0, Timeouts).Select(_ => 1 + random.Next(HourTicks))];
        var (byWheel, byQueue) = (ExpireOverAnHourOnTheWheel(), ExpireOverAnHourOnAPriorityQueue());
        if (byWheel != byQueue) throw new InvalidOperationException($"the wheel says {byWheel}, the queue {byQueue}");
    }

    [Benchmark(Baseline = true)]
    public long ExpireOverAnHourOnAPriorityQueue()
    {
        for (var i = 0; i < _watched.Length; i++) _queue.Enqueue(_watched[i], _distance[i]);

        var sum = 0L;
        for (var tick = 1; tick <= HourTicks; tick++)
        {
            while (_queue.TryPeek(out _, out var due) && due <= tick)
            {
                _queue.Dequeue();
                sum += tick;
            }
        }

        return sum;
    }

    [Benchmark]
    public long ExpireOverAnHourOnTheWheel()
    {
        var start = _wheel.Now;
        for (var i = 0; i < _watched.Length; i++) _wheel.Schedule(_watched[i], start + _distance[i]);

        var handler = new SumOfTicks(start);
        for (var tick = 1; tick <= HourTicks; tick++) _wheel.Advance(start + tick, ref handler);
        return handler.Sum;
    }

    [Benchmark]
    public long ExpireInOneTickOnTheWheel()
    {
        var start = _wheel.Now;
        foreach (var watched in _watched) _wheel.Schedule(watched, start + HourTicks);

        var handler = new SumOfTicks(start);
        _wheel.Advance(start + HourTicks, ref handler);
        return handler.Sum;
    }

    [Benchmark]
    public int CancelOnTheWheel()
    {
        for (var i = 0; i < _watched.Length; i++) _wheel.Schedule(_watched[i], _wheel.Now + _distance[i]);
        foreach (var watched in _watched) _ = _wheel.Cancel(watched);
        return _wheel.Count;
    }

    [Benchmark]
    public int CancelInASortedSet()
    {
        for (var i = 0; i < _distance.Length; i++) _set.Add((_distance[i], i));
        for (var i = 0; i < _distance.Length; i++) _set.Remove((_distance[i], i));
        return _set.Count;
    }

    private struct SumOfTicks(long start) : ITimeoutHandler
    {
        public long Sum { get; private set; }

        public long? OnDue(WheelTimeout timeout, long tick)
        {
            Sum += tick - start;
            return null;
        }
    }
}
