using IotConnectivity.Queries;
using IotConnectivity.TestKit;

namespace IotConnectivity.Fleet;

/// <summary>The index gives what asking each thing gives, whatever was done to the things.</summary>
[Collection(SoakCollection.Name)]
public class FleetSearchPropertyTests
{
    [Fact]
    public void Search_AfterAnyChanges_FindsWhatAskingEachThingFinds()
    {
        var random = new Random(Concurrently.Seed());
        for (var round = 0; round < Repetitions.Of(60); round++)
        {
            using var world = new FleetWorld();
            for (var step = 0; step < 20; step++)
            {
                for (var i = random.Next(60); i > 0; i--) world.Change(random, random.Next(FleetWorld.Names));
                for (var i = 0; i < 15; i++) AssertFinds(world, FleetWorld.AnyQuery(random), 1 + random.Next(20));
            }
        }
    }

    [Fact]
    public void Search_AfterChangesFromManyThreads_FindsWhatAskingEachThingFinds()
    {
        var seed = Concurrently.Seed();
        for (var round = 0; round < Repetitions.Of(15); round++)
        {
            using var world = new FleetWorld();
            world.Fleet.Start();
            Concurrently.Run(4, unchecked(seed + round), (thread, random) =>
            {
                for (var i = 0; i < 2_000; i++)
                {
                    // Each thread its own things, since the numbers of one thing's connections must go up.
                    if (thread < 3) world.Change(random, (random.Next(FleetWorld.Names / 3) * 3) + thread);
                    else if (i % 10 == 0) world.Fleet.Search(FleetWorld.AnyQuery(random), 10, cancellationToken: TestContext.Current.CancellationToken);
                }
            });
            var last = new Random(seed);
            for (var i = 0; i < 100; i++) AssertFinds(world, FleetWorld.AnyQuery(last), 1 + last.Next(20));
        }
    }

    /// <summary>A thousand characters of nested groups, negations and stars. How often each part is asked is tested with the filters.</summary>
    [Fact]
    public void Search_HostileQueries_FindsWhatAskingEachThingFinds()
    {
        var random = new Random(Concurrently.Seed());
        using var world = new FleetWorld();
        for (var i = 0; i < 1_000; i++) world.Change(random, random.Next(FleetWorld.Names));
        string[] leaves = ["thingName:*", "thingName:p*-*", "attributes.a:x*y*", "attributes.b:1*", "p*p*", "*", "connectivity.disconnectReason:S*R*", "attributes.c:z?b*a"];
        for (var round = 0; round < Repetitions.Of(100); round++)
        {
            var text = leaves[random.Next(leaves.Length)];
            for (var terms = 1; terms < 12; terms++)
            {
                for (var i = random.Next(5); i > 0; i--) text = random.Next(2) == 0 ? $"({text})" : $"(NOT {text})";
                text = $"({text} {(random.Next(2) == 0 ? "AND" : "OR")} {leaves[random.Next(leaves.Length)]})";
            }

            AssertFinds(world, FleetQuery.Parse(text.PadRight(QueryLimits.MaxLength)), 1 + random.Next(20));
        }
    }

    private static void AssertFinds(FleetWorld world, FleetQuery query, int pageSize)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var expected = world.Ask(query).ConvertAll(thing => thing.Name);
        var found = new List<string>();
        do
        {
            var page = world.Fleet.Search(query, pageSize, found.LastOrDefault(), cancellation);
            found.AddRange(page.Select(thing => thing.Thing.Name));
            if (page.Count < pageSize) break;
        }
        while (true);

        Assert.Equal((query.Text, string.Join(' ', expected)), (query.Text, string.Join(' ', found)));
        Assert.Equal((query.Text, expected.Count), (query.Text, world.Fleet.Count(query, cancellation)));
    }
}
