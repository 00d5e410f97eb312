using IotConnectivity.Fleet.Aggregations;
using IotConnectivity.Indexing;
using IotConnectivity.Queries;
using IotConnectivity.Queries.Schema;
using IotConnectivity.Registry;
using IotConnectivity.TestKit;

namespace IotConnectivity.Fleet.Violations;

/// <summary>What the index knows of violations is what was said last, whatever else happened to the things.</summary>
[Collection(SoakCollection.Name)]
public class FleetViolationPropertyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Search_AfterAnyChanges_FindsWhatAskingEachThingFinds()
    {
        var random = new Random(Concurrently.Seed());
        for (var round = 0; round < Repetitions.Of(40); round++)
        {
            using var world = new FleetWorld();
            for (var step = 0; step < 20; step++)
            {
                Change(world, random, random.Next(60));
                world.Clock.Advance(TimeSpan.FromSeconds(random.Next(200)));
                for (var i = 0; i < 15; i++) AssertFinds(world, FleetWorld.AnyQueryOfViolations(random));
            }
        }
    }

    [Fact]
    public void Search_WhileThingsComeAndGo_FindsInTheEndWhatAskingEachThingFinds()
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
                    var number = (random.Next(FleetWorld.Names / 3) * 3) + thread;
                    if (thread == 3 && i % 10 == 0) world.Fleet.Search(FleetWorld.AnyQueryOfViolations(random), 10, cancellationToken: Cancel);
                    else if (thread < 3 && i % 2 == 0) world.Change(random, number);
                    else if (thread < 3) world.Violate(random, number);
                }
            });

            var last = new Random(seed);
            for (var i = 0; i < 100; i++) AssertFinds(world, FleetWorld.AnyQueryOfViolations(last));
            var registered = world.Ask(FleetQuery.Parse("*"));
            Assert.Equal(registered.Count(world.Violations.ContainsKey), world.Fleet.ThingsWithViolations);
        }
    }

    /// <summary>The one who says what a thing violates is not the one who deletes it.</summary>
    [Fact]
    public void SetViolations_ThingIsDeletedMeanwhile_NothingIsLeft()
    {
        var seed = Concurrently.Seed();
        using var fleet = new TestFleet();
        fleet.Fleet.Start();
        Concurrently.Run(3, seed, (thread, random) =>
        {
            for (var i = 0; i < Repetitions.Of(30_000); i++)
            {
                var name = $"thing-{random.Next(20)}";
                if (thread > 0 && fleet.Registry.FindCell(name) is { } thing) fleet.Fleet.SetViolations(thing, random.Next(3) == 0 ? null : new ThingViolations(new TestViolation("watch", "off5", 0)));
                else if (thread == 0 && !fleet.Registry.TryCreate(new ThingName(name), [KeyValuePair.Create("n", $"{i}")], null, out _, out _)) fleet.Delete(name);
            }
        });

        for (var i = 0; i < 20; i++) Assert.True(fleet.Registry.TryDelete($"thing-{i}", null, out _));

        Assert.Equal((0, 0), (fleet.Count("deviceDefender.*.*.inViolation:true"), fleet.Fleet.ThingsWithViolations));
    }

    [Fact]
    public void Members_OfGroupsThatLookAtViolations_AreTheThingsThatMatch()
    {
        var random = new Random(Concurrently.Seed());
        for (var round = 0; round < Repetitions.Of(30); round++)
        {
            using var world = new FleetWorld();
            world.Fleet.Start();
            var queries = Enumerable.Range(0, 5).Select(_ => FleetWorld.AnyQueryOfViolations(random)).ToList();
            for (var i = 0; i < queries.Count; i++)
            {
                Assert.True(world.Registry.Groups.TryCreateDynamic($"g{i}", new ThingGroupQuery("AWS_Things", queries[i].Text, "2017-09-30", ThingGroupStatus.Building), null, null, out _, out _));
            }

            for (var step = 0; step < 10; step++)
            {
                Change(world, random, random.Next(60));
                world.Fleet.Settle();
                for (var i = 0; i < queries.Count; i++)
                {
                    var expected = world.Ask(queries[i], seesDynamic: false).Select(static thing => thing.Name);
                    Assert.True(world.Registry.Groups.TryListThings($"g{i}", recursive: false, 250, null, out var members, out _));
                    Assert.Equal((queries[i].Text, Join(expected.Order(StringComparer.Ordinal))), (queries[i].Text, Join(members.ThingNames.Order(StringComparer.Ordinal))));
                }
            }
        }
    }

    [Fact]
    public void Aggregations_OfEveryField_AreThoseOfTheThings()
    {
        var random = new Random(Concurrently.Seed());
        for (var round = 0; round < Repetitions.Of(30); round++)
        {
            using var world = new FleetWorld();
            Change(world, random, 100);
            var query = FleetWorld.AnyQueryOfViolations(random);
            string[] fields = ["deviceDefender.watch.off5.inViolation", "deviceDefender.*.off5.lastViolationTime", .. IndexingConfiguration.On.ManagedFields.Select(static field => field.Name).Where(static name => name.StartsWith("deviceDefender.", StringComparison.Ordinal))];
            foreach (var field in fields) AssertAggregates(world, query, field);
        }
    }

    private static void AssertAggregates(FleetWorld world, FleetQuery query, string field)
    {
        var now = world.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var values = QuerySchema.Things.Find(field) is { } found
            ? world.Ask(query).SelectMany(thing => new ThingDocument(thing, true, world.Violations.GetValueOrDefault(thing), now).Values(found)).ToList()
            : [];
        var expected = values.CountBy(static value => value.Text).OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => new FieldBucket(pair.Key, pair.Value));

        Assert.Equal((query.Text, field, Join(expected)), (query.Text, field, Join(world.Fleet.GetBuckets(query, field, 100, Cancel).Buckets)));
        Assert.Equal((query.Text, field, values.Count), (query.Text, field, world.Fleet.GetStatistics(query, field, Cancel).Count));
    }

    private static void Change(FleetWorld world, Random random, int times)
    {
        for (var i = 0; i < times; i++)
        {
            world.Change(random, random.Next(FleetWorld.Names));
            world.Violate(random, random.Next(FleetWorld.Names));
        }
    }

    private static void AssertFinds(FleetWorld world, FleetQuery query)
    {
        var expected = Join(world.Ask(query).Select(static thing => thing.Name));
        Assert.Equal((query.Text, expected), (query.Text, Join(world.Fleet.Search(query, 100, cancellationToken: Cancel).Select(static thing => thing.Thing.Name))));
    }

    private static string Join<T>(IEnumerable<T> items) => string.Join(' ', items);
}
