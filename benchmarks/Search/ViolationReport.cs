using System.Diagnostics;
using IotConnectivity.Fleet.Violations;
using IotConnectivity.Queries;

namespace IotConnectivity.Benchmarks.Search;

/// <summary>How long does an outage take to come into the index, and a page of the few or many things that are lost, of a million?</summary>
internal static class ViolationReport
{
    private const int Things = 1_000_000;
    private const int Rounds = 51;

    private static readonly FleetQuery[] Queries =
    [
        FleetQuery.Parse("deviceDefender.OfflineWatch.*.inViolation:true"),
        FleetQuery.Parse("NOT deviceDefender.OfflineWatch.*.inViolation:true"),
        FleetQuery.Parse("deviceDefender.OfflineWatch.*.lastViolationValue.count>=5 AND attributes.firmware:3.2"),
    ];

    public static void Run()
    {
        var things = new SearchFleet(Things);
        using var fleet = things.MakeIndex();
        var order = Enumerable.Range(0, Things).ToArray();
        new Random(17).Shuffle(order);
        Console.WriteLine("| things in violation | said, µs each | taken in, µs each | query | page of 100, ms: median (quartiles) | count, ms: median |");
        Console.WriteLine("|---:|---:|---:|---|---:|---:|");
        foreach (var lost in new[] { 100, 100_000 })
        {
            var cells = order[..lost].Select(i => things.Registry.FindCell(SearchFleet.NameOf(i))!).ToArray();
            var said = Time(() =>
            {
                foreach (var thing in cells) fleet.SetViolations(thing, new ThingViolations(new Lost()));
            });
            var taken = Time(fleet.Settle);
            foreach (var query in Queries)
            {
                var pages = Enumerable.Range(0, Rounds).Select(_ => Time(() => fleet.Search(query))).Order().ToArray();
                var counts = Enumerable.Range(0, Rounds).Select(_ => Time(() => fleet.Count(query))).Order().ToArray();
                Console.WriteLine(FormattableString.Invariant(
                    $"| {lost:N0} | {said * 1000 / lost:F2} | {taken * 1000 / lost:F2} | `{query.Text}` | {pages[Rounds / 2]:F2} ({pages[Rounds / 4]:F2} to {pages[Rounds * 3 / 4]:F2}) | {counts[Rounds / 2]:F2} |"));
            }
        }
    }

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private sealed class Lost : BehaviorViolation
    {
        internal override string Profile => "OfflineWatch";

        internal override string Behavior => "Offline5m";

        internal override string Metric => "aws:disconnect-duration";

        internal override bool InViolation => true;

        internal override LastViolation Last(long nowMs) => new(Benchmarks.Fleet.Start, (ulong)((nowMs - Benchmarks.Fleet.Start) / 60_000));
    }
}
