using System.Diagnostics;
using IotConnectivity.Fleet;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.Benchmarks.Search;

/// <summary>What does it cost to keep the fleet index and dynamic groups when the connectivity of a random thing of a million changes, beside one bare write to a random object of a million?</summary>
/// <remarks>
/// The upkeep is the difference between applying events with and without the fleet index, in turns, without collections. The index takes in 2048 changes at a time, which is what comes
/// in during its pause at 100,000 changes a second. Each round goes on where the one before ended, so that nothing is in the caches from there.
/// </remarks>
internal static class UpkeepReport
{
    private const int Things = 1_000_000;
    private const int Changes = 1 << 16;
    private const int AtOnce = 2048;
    private const int Rounds = 21;

    // Later than all that happened to the fleet before.
    private const long Later = 200_000_000;

    public static void Run()
    {
        var things = new SearchFleet(Things);
        var names = Enumerable.Range(0, Things).Select(SearchFleet.NameOf).ToArray();
        using var fleet = things.MakeIndex();
        using var fleetWithGroups = things.MakeIndex();
        Console.WriteLine("| dynamic groups | bare write, ns | event applied, ns | applied and taken in, ns | upkeep, ns: median (quartiles) | of a bare write |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|");
        Measure(0, things, fleet, names);
        FleetGroups.Create(things, fleetWithGroups);
        Measure(FleetGroups.Count, things, fleetWithGroups, names);
    }

    private static void Measure(int groups, SearchFleet things, FleetIndex fleet, string[] names)
    {
        // Ends the thread, which would take in a part beside what is measured.
        fleet.Dispose();
        var random = new Random(17);
        var objects = Enumerable.Range(0, Things).Select(static _ => new Written()).ToArray();
        random.Shuffle(objects);
        var order = Enumerable.Range(0, Things).ToArray();
        random.Shuffle(order);
        var next = 0;
        var rounds = new List<(double Write, double Apply, double Both)>();
        for (var round = -3; round < Rounds; round++)
        {
            var chosen = Choose();
            var write = Time(() =>
            {
                foreach (var i in chosen) objects[i].Value = i;
            });
            var events = Array.ConvertAll(chosen, Toggle);
            var apply = Time(() =>
            {
                foreach (var news in events) things.Index.Apply(news);
            });
            foreach (var i in chosen) ((IConnectivityFollower)fleet).OnChanged(new(things.Index.Find(names[i])!, null!, null!));
            fleet.Settle();

            events = Array.ConvertAll(Choose(), Toggle);
            var before = fleet.Evaluations;
            things.Index.Follow(fleet);
            var both = Time(() =>
            {
                for (var i = 0; i < Changes; i++)
                {
                    things.Index.Apply(events[i]);
                    if (i % AtOnce == AtOnce - 1) fleet.Settle();
                }
            });
            things.Index.Unfollow(fleet);
            if (fleet.Evaluations - before < groups / 10 * (long)Changes) throw new InvalidOperationException("not every change was evaluated");
            if (round >= 0) rounds.Add((write, apply, both));
        }

        var upkeep = rounds.ConvertAll(static round => round.Both - round.Apply).Order().ToList();
        var bare = Median(rounds.ConvertAll(static round => round.Write));
        Console.WriteLine(
            $"| {groups} | {bare:F1} | {Median(rounds.ConvertAll(static round => round.Apply)):F0} | {Median(rounds.ConvertAll(static round => round.Both)):F0} "
            + $"| {Median(upkeep):F0} ({upkeep[Rounds / 4]:F0} to {upkeep[Rounds * 3 / 4]:F0}) | {Median(upkeep) / bare:F1} |");

        int[] Choose() => [.. Enumerable.Range(0, Changes).Select(_ => order[next++ % Things])];

        LifecycleEvent Toggle(int i)
        {
            things.Index.TryGet(names[i], out var state);
            var news = state.Connected ? SearchFleet.Disconnect(i, state.Number!.Value) : SearchFleet.Connect(i, state.Number!.Value + 1);
            return news with { ClientId = names[i], TimestampMs = news.TimestampMs + Later };
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Gives nanoseconds for each change.</summary>
    private static double Time(Action action)
    {
        if (!GC.TryStartNoGCRegion(128 << 20)) throw new InvalidOperationException("there is no room to go on without a collection");
        var start = Stopwatch.GetTimestamp();
        action();
        var elapsed = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Changes;
        GC.EndNoGCRegion();
        return elapsed;
    }

    /// <summary>As small as an object can be that somebody would keep for a thing.</summary>
    private sealed class Written
    {
        public long Value { get; set; }
    }
}
