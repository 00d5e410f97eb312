using IotConnectivity.Lifecycle;
using IotConnectivity.Queries;
using IotConnectivity.TestKit;

namespace IotConnectivity.Fleet;

/// <summary>Reading page by page while others create, change and delete.</summary>
[Collection(SoakCollection.Name)]
[Trait("Category", "Soak")]
public class FleetPagingSoakTests
{
    private const int Names = 4_000;

    [Theory]
    [InlineData("attributes.n:1")]
    [InlineData("connectivity.connected:true")]
    [InlineData("NOT attributes.n:2 AND thingName:T*")]
    [InlineData("attributes.rare:*")]
    public void Search_PageByPage_EachThingThatMatchesThroughoutComesOnce(string text)
    {
        var seed = Concurrently.Seed();
        var query = FleetQuery.Parse(text);
        using var fleet = new TestFleet();
        fleet.Fleet.Start();
        for (var i = 0; i < Names; i++) Put(fleet, i);
        var steady = Enumerable.Range(0, Names).Where(IsSteady).Select(NameOf).Where(name => text != "attributes.rare:*" || IsRare(name)).ToHashSet(StringComparer.Ordinal);
        var isOver = false;

        Concurrently.Run(3, seed, (thread, random) =>
        {
            if (thread < 2)
            {
                while (!Volatile.Read(ref isOver)) Disturb(fleet, (random.Next(Names / 2) * 2) + thread, random);
                return;
            }

            try
            {
                for (var pass = 0; pass < Repetitions.Of(60); pass++) AssertPass(fleet, query, steady, random);
            }
            finally
            {
                Volatile.Write(ref isOver, true);
            }
        });
    }

    private static void AssertPass(TestFleet fleet, FleetQuery query, HashSet<string> steady, Random random)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var size = 20 + random.Next(200);
        for (string? after = null; ;)
        {
            var page = fleet.Fleet.Search(query, size, after, TestContext.Current.CancellationToken);
            foreach (var thing in page) Assert.True(seen.Add(thing.Thing.Name), $"{thing.Thing.Name} came twice");
            if (page.Count < size) break;
            after = page[^1].Thing.Name;
        }

        Assert.Empty(steady.Except(seen));
    }

    // Every fifth thing stays as it is.
    private static bool IsSteady(int i) => i % 5 == 0;

    private static bool IsRare(string name) => name.EndsWith("00", StringComparison.Ordinal);

    private static string NameOf(int i) => $"{(i % 3 == 0 ? "Thing" : "thing")}-{i:D4}";

    private static void Put(TestFleet fleet, int i)
    {
        string[] attributes = IsRare(NameOf(i)) ? ["n=1", "rare=1"] : ["n=1"];
        fleet.Create(NameOf(i), attributes);
        fleet.Index.Apply(Event(i, 1));
    }

    private static void Disturb(TestFleet fleet, int i, Random random)
    {
        if (IsSteady(i)) return;
        if (random.Next(3) == 0) fleet.Registry.TryDelete(NameOf(i), null, out _);
        else if (random.Next(2) == 0) fleet.Registry.TryCreate(new ThingName(NameOf(i)), [new("n", $"{random.Next(3)}")], null, out _, out _);
        else fleet.Index.Apply(Event(i, random.Next(1_000)));
    }

    private static LifecycleEvent Event(int i, long number) => new()
    {
        Kind = LifecycleEventKind.Connected,
        ClientId = NameOf(i),
        Source = LifecycleSource.Aws,
        TimestampMs = 1_000 + number,
        Connection = ConnectionKey.Create($"{number}"),
        Number = number,
    };
}
