using System.Diagnostics;

namespace IotConnectivity.Benchmarks.Storage;

/// <summary>Status queries of one thread while another ingests and waits for the disk, beside a thread that only spins.</summary>
internal static class BesideReport
{
    private const int Things = 1_000_000;
    private const int EventsAtOnce = 1000;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(4);

    public static async Task RunAsync()
    {
        await using var fleet = await DurableFleet.MakeAsync(Things);
        var names = Fleet.RandomNames(Things, 1 << 16);
        Console.WriteLine("| round | queries/s beside a spinning thread | queries/s beside ingest | events/s | ratio |");
        Console.WriteLine("|---:|---:|---:|---:|---:|");
        for (var round = 1; round <= 5; round++)
        {
            var (spinning, _) = await BesideAsync(fleet, names, SpinAsync);
            var (ingesting, events) = await BesideAsync(fleet, names, stop => IngestAsync(fleet, stop));
            Console.WriteLine($"| {round} | {spinning:N0} | {ingesting:N0} | {events:N0} | {ingesting / spinning:F2} |");
        }
    }

    private static async Task<(double Queries, double Work)> BesideAsync(DurableFleet fleet, string[] names, Func<CancellationToken, Task<long>> work)
    {
        using var stop = new CancellationTokenSource();
        var other = Task.Factory.StartNew(() => work(stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        var queries = 0L;
        var connected = 0L;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Round)
        {
            for (var i = 0; i < 1000; i++)
            {
                fleet.Index.TryGet(names[queries++ & (names.Length - 1)], out var state);
                if (state.Connected) connected++;
            }
        }

        var seconds = watch.Elapsed.TotalSeconds;
        await stop.CancelAsync();
        var done = await other;
        if (connected == 0) throw new InvalidOperationException("nothing is connected");
        return (queries / seconds, done / seconds);
    }

    private static Task<long> SpinAsync(CancellationToken stop)
    {
        var count = 0L;
        while (!stop.IsCancellationRequested) count++;
        return Task.FromResult(count);
    }

    private static async Task<long> IngestAsync(DurableFleet fleet, CancellationToken stop)
    {
        var random = new Random(3);
        var count = 0L;
        while (!stop.IsCancellationRequested)
        {
            for (var i = 0; i < EventsAtOnce; i++) fleet.Index.Apply(fleet.Next(random.Next(fleet.Size)));
            await fleet.Journal.FlushAsync(CancellationToken.None);
            count += EventsAtOnce;
        }

        return count;
    }
}
