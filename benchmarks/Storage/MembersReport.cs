using System.Diagnostics;
using IotConnectivity.Fleet;
using IotConnectivity.Fleet.Groups;
using IotConnectivity.Indexing;
using IotConnectivity.Queries;
using IotConnectivity.Registry;

namespace IotConnectivity.Benchmarks.Storage;

/// <summary>What it costs to store the members of dynamic groups: to events that wait for the disk while a million things get into a group, and to the events that a disk can take when each moves its thing.</summary>
internal static class MembersReport
{
    private const int Callers = 64;
    private const int EventsPerSecond = 2_000;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(IReadOnlyList<string> args)
    {
        await BuildAsync(args.Count > 0 ? int.Parse(args[0]) : 1_000_000);
        await MoveAsync(100_000);
    }

    private static async Task BuildAsync(int things)
    {
        await using var fleet = await DurableFleet.MakeAsync(things);
        using var index = Keep(fleet);
        GC.Collect();
        Console.WriteLine($"{things:N0} things, {EventsPerSecond:N0} durable events/s");
        Console.WriteLine();
        Console.WriteLine("| dynamic group | ms until ACTIVE | s until stored | longest ingest stall, ms | acknowledgement p50, ms | p99 | longest |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach (var query in (string?[])[null, "thingName:*", null, "NOT thingName:*7"])
        {
            var (active, stored, isOver) = (0.0, 0.0, false);
            var offering = Task.Run(() => Offer(fleet, () => Volatile.Read(ref isOver)));
            var watch = Stopwatch.StartNew();
            if (query is null)
            {
                await Task.Delay(Round);
            }
            else
            {
                Create(fleet, index, "group", query);
                while (fleet.Registry.Groups.Find("group")!.Query!.Status != ThingGroupStatus.Active) await Task.Delay(1);
                active = watch.Elapsed.TotalMilliseconds;
                var members = fleet.Registry.Groups.FindCell("group")!.Members.Count;

                // In the order of the keys, hence nearly over when the last has it.
                var isStored = $"ifnull(instr(groups, x'{fleet.Registry.Groups.Find("group")!.Id:N}'), 0) > 0";
                while (fleet.Query($"SELECT {isStored} FROM thing ORDER BY key DESC LIMIT 1") < 1) await Task.Delay(100);
                stored = watch.Elapsed.TotalSeconds;
                if (fleet.Query($"SELECT count(*) FROM thing WHERE {isStored}") < 0.9 * members) throw new InvalidOperationException("not every member is stored");
            }

            Volatile.Write(ref isOver, true);
            var (stall, latencies) = await offering;
            Console.WriteLine($"| {(query is null ? "none" : $"`{query}`")} | {active:F0} | {stored:F1} | {stall:F1} | {At(latencies, 0.5):F1} | {At(latencies, 0.99):F1} | {latencies[^1]:F0} |");
            if (query is not null) Delete(fleet, index, "group");
        }

        Console.WriteLine();
    }

    private static async Task MoveAsync(int things)
    {
        await using var fleet = await DurableFleet.MakeAsync(things);
        using var index = Keep(fleet);
        await ApplyAsync(fleet, things, TimeSpan.FromSeconds(2));
        Console.WriteLine($"| round | durable events/s of {things:N0} things, {Callers} callers | with a group of those that are connected | ratio |");
        Console.WriteLine("|---:|---:|---:|---:|");
        for (var round = 1; round <= 8; round++)
        {
            var without = await ApplyAsync(fleet, things, Round);
            Create(fleet, index, "online", "connectivity.connected:true");
            index.Settle();
            var with = await ApplyAsync(fleet, things, Round);
            Delete(fleet, index, "online");
            Console.WriteLine($"| {round} | {without:N0} | {with:N0} | {with / without:F2} |");
        }
    }

    private static FleetIndex Keep(DurableFleet fleet)
    {
        var index = new FleetIndex(fleet.Registry, fleet.Index, new IndexingSwitch(fleet.Index));
        index.Start();
        index.Settle();
        return index;
    }

    private static void Create(DurableFleet fleet, FleetIndex index, string name, string query)
    {
        if (!new DynamicThingGroups(fleet.Registry, index).TryCreate(name, FleetQuery.Parse(query), null, null, out _, out var error)) throw new InvalidOperationException(error.Message);
    }

    private static void Delete(DurableFleet fleet, FleetIndex index, string name)
    {
        if (!new DynamicThingGroups(fleet.Registry, index).TryDelete(name, null, out var error)) throw new InvalidOperationException(error.Message);
    }

    /// <summary>Events of random things, at a steady rate whether those before are acknowledged or not.</summary>
    private static (double Stall, double[] Latencies) Offer(DurableFleet fleet, Func<bool> isOver)
    {
        var latencies = new List<double>();
        var stall = 0.0;
        var offered = 0;
        var acknowledged = 0;
        var random = new Random(1);
        for (var watch = Stopwatch.StartNew(); !isOver(); Thread.Sleep(1))
        {
            for (var due = (int)(watch.Elapsed.TotalSeconds * EventsPerSecond); offered < due; offered++)
            {
                var news = fleet.Next(random.Next(fleet.Size));
                var start = Stopwatch.GetTimestamp();
                fleet.Index.Apply(news);
                stall = Math.Max(stall, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                _ = WaitAsync(start);
            }
        }

        while (Volatile.Read(ref acknowledged) < offered) Thread.Sleep(10);
        latencies.Sort();
        return (stall, [.. latencies]);

        async Task WaitAsync(long start)
        {
            await fleet.Journal.FlushAsync().ConfigureAwait(false);
            lock (latencies) latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            Interlocked.Increment(ref acknowledged);
        }
    }

    private static async Task<double> ApplyAsync(DurableFleet fleet, int things, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            // Things of its own, in random order.
            var random = new Random(caller);
            var count = 0L;
            for (; watch.Elapsed < time; count++) await fleet.Journal.ApplyAsync(fleet.Next((random.Next(things / Callers) * Callers) + caller));
            return count;
        })));
        return counts.Sum() / watch.Elapsed.TotalSeconds;
    }

    private static double At(double[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))];
}
