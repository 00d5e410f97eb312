using IotConnectivity.Queries;
using IotConnectivity.Registry;
using IotConnectivity.TestKit;

namespace IotConnectivity.Fleet;

/// <summary>
/// Who matches is a member. A thing has room for ten groups: those that it was put into, and of the dynamic ones that it matches the oldest.
/// </summary>
[Collection(SoakCollection.Name)]
public class DynamicGroupPropertyTests
{
    [Fact]
    public void Members_AfterAnyChanges_AreTheThingsThatMatch()
    {
        var random = new Random(Concurrently.Seed());
        for (var round = 0; round < Repetitions.Of(40); round++)
        {
            using var world = new FleetWorld();
            world.Fleet.Start();
            for (var step = 0; step < 15; step++)
            {
                ChangeGroups(world, random);
                for (var i = random.Next(60); i > 0; i--) world.Change(random, random.Next(FleetWorld.Names));
                AssertMembers(world);
            }
        }
    }

    [Fact]
    public void Members_AfterChangesFromManyThreads_AreTheThingsThatMatch()
    {
        var seed = Concurrently.Seed();
        for (var round = 0; round < Repetitions.Of(15); round++)
        {
            using var world = new FleetWorld();
            world.Fleet.Start();
            Concurrently.Run(4, unchecked(seed + round), (thread, random) =>
            {
                for (var i = 0; i < 1_500; i++)
                {
                    if (thread < 3) world.Change(random, (random.Next(FleetWorld.Names / 3) * 3) + thread);
                    else if (i % 20 == 0) ChangeGroups(world, random);
                }
            });
            AssertMembers(world);
        }
    }

    private static void ChangeGroups(FleetWorld world, Random random)
    {
        var name = $"dynamic-{random.Next(14)}";
        var query = new ThingGroupQuery("AWS_Things", FleetWorld.AnyQuery(random).Text, "2017-09-30", ThingGroupStatus.Building);
        switch (random.Next(4))
        {
            case 0:
                Assert.True(world.Registry.Groups.TryDeleteDynamic(name, null, out _));
                break;
            case 1:
                world.Registry.Groups.TryUpdateDynamic(name, new ThingGroupUpdate(), query with { Status = ThingGroupStatus.Rebuilding }, out _, out _);
                break;
            default:
                world.Registry.Groups.TryCreateDynamic(name, query, null, null, out _, out _);
                break;
        }
    }

    private static void AssertMembers(FleetWorld world)
    {
        // Getting in and out marks a thing anew, so there is a little more to take in.
        for (var i = 0; i < 20; i++) world.Fleet.Settle();
        var groups = world.Registry.Groups.All().Where(group => group.IsDynamic).Order(Comparer<RegisteredGroup>.Create((left, right) => left.IsOlderThan(right) ? -1 : right.IsOlderThan(left) ? 1 : 0)).ToList();
        var matching = groups.ConvertAll(group => world.Ask(FleetQuery.Parse(group.Data.Query!.QueryString), seesDynamic: false).ToHashSet());
        foreach (var thing in world.Ask(FleetQuery.Parse("*")))
        {
            var fixedGroups = thing.Groups.Where(group => !group.IsDynamic).ToList();
            var expected = groups.Where((_, i) => matching[i].Contains(thing)).Take(RegistryLimits.MaxGroupsOfThing - fixedGroups.Count).Concat(fixedGroups);
            Assert.Equal(Names(expected), Names(thing.Groups));
        }

        Assert.All(groups, group => Assert.Equal(ThingGroupStatus.Active, group.Data.Query!.Status));
    }

    private static string Names(IEnumerable<RegisteredGroup> groups) => string.Join(' ', groups.Select(group => group.Name).Order(StringComparer.Ordinal));
}
