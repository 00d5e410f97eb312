using BenchmarkDotNet.Attributes;
using IotConnectivity.Benchmarks.Storage;
using IotConnectivity.Detect;
using IotConnectivity.Detect.MetricValues;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.Benchmarks.Detect;

/// <summary>What do 14 days of disconnect durations of a thing with 1000 transitions cost, beside reading its events and nothing else?</summary>
[MemoryDiagnoser]
public class MetricValuesBenchmarks : IAsyncDisposable
{
    private const int Transitions = 1000;

    private readonly DateTimeOffset _end = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
    private DurableFleet _fleet = null!;
    private long _key;
    private ThingMetrics _metrics = null!;

    private DateTimeOffset Start => _end - MetricValueQuery.MaxRange;

    [GlobalSetup]
    public void Setup() => SetupAsync().GetAwaiter().GetResult();

    [Benchmark(Baseline = true)]
    public async Task<int> ReadEventsAsync()
    {
        var count = 0;
        await foreach (var entry in _fleet.Store.ReadEventsAsync(_key, Fleet.NameOf(0), CancellationToken.None)) count += entry.Event.TimestampMs > 0 ? 1 : 0;
        return count;
    }

    [Benchmark]
    public async Task<int> DurationsAsync() => (await ListAsync(DetectMetrics.DisconnectDuration))!.Values.Count;

    [Benchmark]
    public async Task<int> CountsAsync() => (await ListAsync(DetectMetrics.NumDisconnects))!.Values.Count;

    [GlobalCleanup]
    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private async Task SetupAsync()
    {
        _fleet = await DurableFleet.MakeAsync(100);
        var step = MetricValueQuery.MaxRange / (Transitions + 1);
        for (var i = 0; i < Transitions; i++)
        {
            // Beside others, so that its events are not in a row in the file.
            for (var other = 1; other < 100; other += 9) _fleet.Index.Apply(_fleet.Next(other));
            _fleet.Index.Apply(Event(i, Start + (step * (i + 1))));
        }

        await _fleet.Journal.FlushAsync();
        _key = _fleet.Index.Find(Fleet.NameOf(0))!.StorageKey;
        _metrics = new ThingMetrics(_fleet.History);
        if (await DurationsAsync() < 4000) throw new InvalidOperationException("values are missing");
    }

    private static LifecycleEvent Event(int i, DateTimeOffset time) => new()
    {
        Kind = i % 2 == 0 ? LifecycleEventKind.Connected : LifecycleEventKind.Disconnected,
        ClientId = Fleet.NameOf(0),
        Source = LifecycleSource.Aws,
        TimestampMs = time.ToUnixTimeMilliseconds(),
        Connection = ConnectionKey.Create($"session-{i / 2}"),
        Number = 10_000 + (i / 2),
    };

    private Task<MetricValuePage?> ListAsync(string metric) => _metrics.ListAsync(
        new MetricValueQuery { ThingName = Fleet.NameOf(0), MetricName = metric, StartTime = Start, EndTime = _end, MaxResults = 5000 });
}
