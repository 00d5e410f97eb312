using System.Diagnostics;

namespace IotConnectivity.Benchmarks.Storage;

/// <summary>What durability costs: acknowledged events a second and latency beside a bare loop that appends the same bytes to one table in transactions of the same size.</summary>
internal static class DurableReport
{
    private const int Callers = 64;
    private const int Things = 100_000;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    /// <summary>Runs both, or only the second at a given rate.</summary>
    public static async Task RunAsync(IReadOnlyList<string> args)
    {
        await using var fleet = await DurableFleet.MakeAsync(Things);
        if (args.Count > 0)
        {
            await LatencyAsync(fleet, double.Parse(args[0]));
            return;
        }

        await ThroughputAsync(fleet, TimeSpan.FromSeconds(2));
        Console.WriteLine("| round | events a transaction | bytes a row | bare rows/s | durable events/s, 64 callers | ratio |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|");
        var rates = new List<double>();
        for (var round = 1; round <= 5; round++)
        {
            var (events, commits, seconds) = await ThroughputAsync(fleet, Round);
            var bytes = (int)Math.Round(fleet.Query("SELECT avg(length(entry)) FROM (SELECT entry FROM journal ORDER BY id DESC LIMIT 10000)"));
            var size = (int)Math.Max(1, events / commits);
            var bare = BareRate(bytes, size, Round);
            rates.Add(events / seconds);
            Console.WriteLine($"| {round} | {size} | {bytes} | {bare:N0} | {events / seconds:N0} | {events / seconds / bare:F2} |");
        }

        rates.Sort();
        GC.Collect();
        await LatencyAsync(fleet, rates[rates.Count / 2] / 2);
    }

    private static async Task<(long Events, long Commits, double Seconds)> ThroughputAsync(DurableFleet fleet, TimeSpan time)
    {
        using var commits = new CommitCounter();
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(fleet, caller, watch, time))));
        return (counts.Sum(), commits.Count, watch.Elapsed.TotalSeconds);
    }

    private static async Task<long> CallAsync(DurableFleet fleet, int caller, Stopwatch watch, TimeSpan time)
    {
        // Things of its own, in random order.
        var random = new Random(caller);
        var count = 0L;
        for (; watch.Elapsed < time; count++)
        {
            await fleet.Journal.ApplyAsync(fleet.Next((random.Next(Things / Callers) * Callers) + caller));
        }

        return count;
    }

    private static double BareRate(int bytes, int size, TimeSpan time)
    {
        using var bare = new BareTable(bytes);
        for (var i = 0; i < 500; i++) bare.Append(size);
        var watch = Stopwatch.StartNew();
        var rows = 0L;
        for (; watch.Elapsed < time; rows += size) bare.Append(size);
        return rows / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Events arrive at a steady rate, whether those before are acknowledged or not.</summary>
    private static async Task LatencyAsync(DurableFleet fleet, double eventsPerSecond)
    {
        Console.WriteLine();
        Console.WriteLine("| round | events/s offered | events a transaction | bare commit p50 | p99 | acknowledgement p50 | p99 | ratio of p99 |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|---:|");
        for (var round = 1; round <= 3; round++)
        {
            using var commits = new CommitCounter();
            var latencies = await OfferAsync(fleet, eventsPerSecond, Round);
            var size = (int)Math.Max(1, latencies.Length / commits.Count);
            var bare = BareLatencies(size, eventsPerSecond, Round);
            Console.WriteLine(
                $"| {round} | {eventsPerSecond:N0} | {size} | {At(bare, 0.5):F2} ms | {At(bare, 0.99):F2} ms | {At(latencies, 0.5):F2} ms | {At(latencies, 0.99):F2} ms | {At(latencies, 0.99) / At(bare, 0.99):F2} |");
        }
    }

    private static async Task<double[]> OfferAsync(DurableFleet fleet, double eventsPerSecond, TimeSpan time)
    {
        // Nothing is kept of an event but its latency: a harness that holds on to every task measures the collection of its own garbage.
        var latencies = new double[(int)(eventsPerSecond * time.TotalSeconds)];
        var random = new Random(1);
        var watch = Stopwatch.StartNew();
        var acknowledged = 0;
        for (var offered = 0; offered < latencies.Length;)
        {
            var due = Math.Min(latencies.Length, (int)(watch.Elapsed.TotalSeconds * eventsPerSecond));
            while (offered < due) _ = TimeAsync(offered++, random.Next(Things));
            Thread.Sleep(1);
        }

        while (Volatile.Read(ref acknowledged) < latencies.Length) await Task.Delay(10);
        Array.Sort(latencies);
        return latencies;

        async Task TimeAsync(int number, int thing)
        {
            var start = Stopwatch.GetTimestamp();
            await fleet.Journal.ApplyAsync(fleet.Next(thing)).ConfigureAwait(false);
            latencies[number] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            Interlocked.Increment(ref acknowledged);
        }
    }

    private static double[] BareLatencies(int size, double eventsPerSecond, TimeSpan time)
    {
        using var bare = new BareTable(46);
        var latencies = new List<double>();
        var watch = Stopwatch.StartNew();
        for (var rows = 0L; watch.Elapsed < time; rows += size)
        {
            while (rows > watch.Elapsed.TotalSeconds * eventsPerSecond) Thread.Sleep(1);
            var start = Stopwatch.GetTimestamp();
            bare.Append(size);
            latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        latencies.Sort();
        return [.. latencies];
    }

    private static double At(double[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))];
}
