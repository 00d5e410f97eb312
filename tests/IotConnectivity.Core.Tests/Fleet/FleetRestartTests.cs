using IotConnectivity.Fleet.Groups;
using IotConnectivity.Journal;
using IotConnectivity.Lifecycle;
using IotConnectivity.Queries;
using IotConnectivity.Registry;

namespace IotConnectivity.Fleet;

/// <summary>Groups are stored with their members, and then compared with who matches.</summary>
public class FleetRestartTests
{
    [Fact]
    public async Task Start_AfterARestart_MembersAreWhoMatchNow()
    {
        await using var first = await JournaledIndex.OpenAsync();
        using (var fleet = Open(first, out var groups))
        {
            for (var i = 0; i < 200; i++) first.Create($"thing-{i:D3}");
            for (var i = 0; i < 200; i += 2) Connect(first, i);
            Create(first, groups, "online", "connectivity.connected:true");
            Create(first, groups, "some", "thingName:thing-00*");
            Create(first, groups, "changed", "thingName:thing-00*");
            Create(first, groups, "deleted", "thingName:*");
            Assert.True(groups.TryUpdate("changed", new ThingGroupUpdate { Description = "d" }, FleetQuery.Parse("thingName:thing-19*"), out _, out _));
            Assert.True(groups.TryDelete("deleted", null, out _));
            Assert.True(first.Registry.TryDelete("thing-199", null, out _));
            await first.FlushAsync();
            AssertMembers(fleet, first);
        }

        await using var next = await JournaledIndex.OpenAsync(first.Store);
        using var again = Open(next, out var restored);

        Assert.Equal(["changed", "online", "some"], next.Registry.Groups.All().Select(group => group.Name).Order(StringComparer.Ordinal));
        AssertMembers(again, next);
        Assert.Equal((first.Registry.Groups.Find("changed")!.Id, 2, "d"), (next.Registry.Groups.Find("changed")!.Id, next.Registry.Groups.Find("changed")!.Version, next.Registry.Groups.Find("changed")!.Description));
        Connect(next, 1);
        Assert.True(restored.TryUpdate("some", new ThingGroupUpdate(), FleetQuery.Parse("thingName:thing-05*"), out _, out _));
        AssertMembers(again, next);
    }

    private static FleetIndex Open(JournaledIndex journaled, out DynamicThingGroups groups)
    {
        var fleet = new FleetIndex(journaled.Registry, journaled.Index, journaled.Indexing);
        groups = new DynamicThingGroups(journaled.Registry, fleet);
        fleet.Start();
        return fleet;
    }

    private static void Create(JournaledIndex journaled, DynamicThingGroups groups, string name, string query)
    {
        journaled.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(groups.TryCreate(name, FleetQuery.Parse(query), null, null, out _, out _));
    }

    private static void Connect(JournaledIndex journaled, int i) => journaled.Index.Apply(new LifecycleEvent
    {
        Kind = LifecycleEventKind.Connected,
        ClientId = $"thing-{i:D3}",
        Source = LifecycleSource.Aws,
        TimestampMs = 1_000,
        Connection = ConnectionKey.Create($"{i}"),
        Number = 1,
    });

    private static void AssertMembers(FleetIndex fleet, JournaledIndex journaled)
    {
        fleet.Settle();
        foreach (var group in journaled.Registry.Groups.All())
        {
            Assert.Equal(ThingGroupStatus.Active, group.Data.Query!.Status);
            var matching = fleet.Search(FleetQuery.Parse(group.Data.Query.QueryString), 1_000, cancellationToken: TestContext.Current.CancellationToken).Select(thing => thing.Thing.Name).ToList();
            Assert.True(journaled.Registry.Groups.TryListThings(group.Name, recursive: false, 250, null, out var page, out _));
            Assert.NotEmpty(matching);
            Assert.Equal(matching.Order(StringComparer.Ordinal), page.ThingNames.Order(StringComparer.Ordinal));
        }
    }
}
