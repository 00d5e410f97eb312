using System.Diagnostics;
using IotConnectivity.Fleet;
using IotConnectivity.Fleet.Groups;
using IotConnectivity.Queries;
using IotConnectivity.Registry;

namespace IotConnectivity.Benchmarks.Search;

/// <summary>What a fleet index of a million things takes, how long a dynamic group over all of them is in the making, and whether ingest waits for it.</summary>
internal static class FleetReport
{
    private const int Things = 1_000_000;

    public static void Run()
    {
        // One small one first, so that code and tables are not counted.
        GC.KeepAlive(new SearchFleet(1_000).MakeIndex());
        var things = new SearchFleet(Things);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        using var fleet = things.MakeIndex();
        var seconds = watch.Elapsed.TotalSeconds;
        Console.WriteLine($"memory on top of index and registry: {(GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Things:F0} bytes a thing, taken in within {seconds:F1} s");
        Console.WriteLine();
        fleet.Start();
        fleet.Settle();

        Console.WriteLine("| dynamic group | members | ms until ACTIVE | longest ingest stall, ms | the same without a group, ms |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        var ingest = new Ingest(things);
        var number = 0;
        foreach (var query in (string[])["connectivity.connected:false", "thingName:*", "attributes.serial:*7", "thingName:*"])
        {
            var name = $"group-{number++}";
            var calm = ingest.LongestStallDuring(static () => Thread.Sleep(1_000));
            var milliseconds = 0.0;
            var stall = ingest.LongestStallDuring(() => milliseconds = Create(things, fleet, name, query));
            Console.WriteLine($"| `{query}` | {things.Registry.Groups.FindCell(name)!.Members.Count:N0} | {milliseconds:F0} | {stall:F1} | {calm:F1} |");
        }
    }

    private static double Create(SearchFleet things, FleetIndex fleet, string name, string query)
    {
        var watch = Stopwatch.StartNew();
        if (!new DynamicThingGroups(things.Registry, fleet).TryCreate(name, FleetQuery.Parse(query), null, null, out _, out var error)) throw new InvalidOperationException(error.Message);
        while (things.Registry.Groups.Find(name)!.Query!.Status != ThingGroupStatus.Active) Thread.Sleep(1);
        var milliseconds = watch.Elapsed.TotalMilliseconds;

        // What follows of it belongs to it, as far as stalls go.
        Thread.Sleep(500);
        return milliseconds;
    }

    /// <summary>One thread that has random things connect and disconnect, 100,000 times a second.</summary>
    private sealed class Ingest(SearchFleet things)
    {
        private const int Pause = 100;

        private readonly Random _random = new(5);
        private long _number = 10;

        public double LongestStallDuring(Action action)
        {
            var isOver = false;
            var longest = 0L;
            var thread = new Thread(() =>
            {
                while (!Volatile.Read(ref isOver))
                {
                    var next = Stopwatch.GetTimestamp() + (Stopwatch.Frequency * Pause / 100_000);
                    for (var i = 0; i < Pause; i++) longest = Math.Max(longest, Apply());
                    while (Stopwatch.GetTimestamp() < next) Thread.SpinWait(20);
                }
            });
            thread.Start();
            action();
            Volatile.Write(ref isOver, true);
            thread.Join();
            return longest * 1_000.0 / Stopwatch.Frequency;
        }

        private long Apply()
        {
            var news = SearchFleet.Connect(_random.Next(Things), ++_number);
            var start = Stopwatch.GetTimestamp();
            things.Index.Apply(news);
            return Stopwatch.GetTimestamp() - start;
        }
    }
}
