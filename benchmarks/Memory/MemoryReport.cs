using System.Diagnostics;
using IotConnectivity.KeepAlive;

namespace IotConnectivity.Benchmarks.Memory;

/// <summary>How many bytes does a connected and watched thing take? Counts the whole managed heap before and after.</summary>
internal static class MemoryReport
{
    public static void Run(IReadOnlyList<string> args)
    {
        Console.WriteLine("| things | bytes a thing | seconds to fill |");
        Console.WriteLine("|---:|---:|---:|");
        foreach (var size in args.Count > 0 ? args.Select(int.Parse) : [1_000_000, 10_000_000])
        {
            // One thing first, so that code and tables are not counted.
            GC.KeepAlive(new Fleet(1));
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var watch = Stopwatch.StartNew();
            var fleet = new Fleet(size);
            using var watchdog = new KeepAliveWatchdog(fleet.Index);
            watchdog.Start();
            for (var i = 0; i < size; i++)
            {
                fleet.Index.Apply(new IotConnectivity.Lifecycle.LifecycleEvent
                {
                    Kind = IotConnectivity.Lifecycle.LifecycleEventKind.Heartbeat,
                    ClientId = Fleet.NameOf(i),
                    Source = IotConnectivity.Lifecycle.LifecycleSource.Aws,
                    TimestampMs = Fleet.Start + 3_600_000,
                });
            }

            var seconds = watch.Elapsed.TotalSeconds;
            var after = GC.GetTotalMemory(forceFullCollection: true);
            Console.WriteLine($"| {size:N0} | {(after - before) / (double)size:F0} | {seconds:F1} |");
            if (watchdog.WatchedCount != size || fleet.Index.ConnectedCount != size) throw new InvalidOperationException("not every thing is connected and watched");
            GC.KeepAlive(fleet);
        }
    }
}
