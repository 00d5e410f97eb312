using BenchmarkDotNet.Attributes;
using IotConnectivity.Timing;

namespace IotConnectivity.Benchmarks.Timing;

/// <summary>What one heartbeat of a random thing costs while all of them are armed.</summary>
/// <remarks>
/// The baseline is the least that anybody could do: write to a field of a random object. The rows that look add what the lazy way puts off: heartbeats come
/// spread over the ticks, one for each thing and interval on average, and what falls due in a tick is looked at and armed again.
/// </remarks>
[MemoryDiagnoser]
public class HeartbeatBenchmarks
{
    private const int Heartbeats = 1_000_000;
    private const int IntervalTicks = 900; // 90 s in ticks of 100 ms.

    private readonly int[] _order = new int[Heartbeats];
    private Bare[] _bare = [];
    private Watched[] _watched = [];
    private Watched[] _queued = [];
    private TimingWheel _wheel = new();
    private PriorityQueue<Watched, long> _queue = new();
    private long _queueNow;

    [Params(1_000, 100_000, 1_000_000)]
    public int Things { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(42);
        for (var i = 0; i < _order.Length; i++) _order[i] = random.Next(Things);
        _bare = [.. Enumerable.Range(0, Things).Select(_ => new Bare())];
        _watched = [.. Enumerable.Range(0, Things).Select(_ => new Watched())];
        _queued = [.. Enumerable.Range(0, Things).Select(_ => new Watched())];
        _wheel = new TimingWheel();
        _queue = new PriorityQueue<Watched, long>(Things);
        _queueNow = 0;
        for (var i = 0; i < Things; i++)
        {
            var due = 1 + random.Next(IntervalTicks);
            _wheel.Schedule(_watched[i], due);
            _queue.Enqueue(_queued[i], due);
        }

        var (byWheel, byQueue) = (LazyRearmAndLookOnTheWheel(), LazyRearmAndLookOnAPriorityQueue());
        if (byWheel != byQueue) throw new InvalidOperationException($"the wheel looked at {byWheel} timeouts, the queue at {byQueue}");
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Heartbeats)]
    public void BareWrite()
    {
        var bare = _bare;
        foreach (var thing in _order) bare[thing].Value = thing;
    }

    [Benchmark(OperationsPerInvoke = Heartbeats)]
    public void LazyRearm()
    {
        var watched = _watched;
        var deadline = _wheel.Now + IntervalTicks;
        foreach (var thing in _order) watched[thing].Deadline = deadline;
    }

    [Benchmark(OperationsPerInvoke = Heartbeats)]
    public int LazyRearmAndLookOnTheWheel()
    {
        var handler = new Look();
        var perTick = Math.Max(1, Things / IntervalTicks);
        for (var done = 0; done < Heartbeats; done += perTick)
        {
            var deadline = _wheel.Now + IntervalTicks;
            foreach (var thing in _order.AsSpan(done, Math.Min(perTick, Heartbeats - done))) _watched[thing].Deadline = deadline;
            _wheel.Advance(_wheel.Now + 1, ref handler);
        }

        return handler.Count;
    }

    [Benchmark(OperationsPerInvoke = Heartbeats)]
    public int LazyRearmAndLookOnAPriorityQueue()
    {
        var looked = 0;
        var perTick = Math.Max(1, Things / IntervalTicks);
        for (var done = 0; done < Heartbeats; done += perTick)
        {
            var deadline = _queueNow + IntervalTicks;
            foreach (var thing in _order.AsSpan(done, Math.Min(perTick, Heartbeats - done))) _queued[thing].Deadline = deadline;
            _queueNow++;
            while (_queue.TryPeek(out var first, out var tick) && tick <= _queueNow)
            {
                looked++;
                _queue.DequeueEnqueue(first, Look.Again(first, tick));
            }
        }

        return looked;
    }

    [Benchmark(OperationsPerInvoke = Heartbeats)]
    public void MoveOnTheWheel()
    {
        var tick = _wheel.Now + IntervalTicks;
        foreach (var thing in _order) _wheel.Schedule(_watched[thing], tick + (thing & 7));
    }

    private sealed class Bare
    {
        public long Value { get; set; }
    }

    private struct Look : ITimeoutHandler
    {
        public int Count { get; private set; }

        // A thing that sent nothing starts over, so that the number of watched things stays the same.
        public static long Again(Watched watched, long tick) => watched.Deadline > tick ? watched.Deadline : tick + IntervalTicks;

        public long? OnDue(WheelTimeout timeout, long tick)
        {
            Count++;
            return Again((Watched)timeout, tick);
        }
    }
}
