using IotConnectivity.Indexing;
using IotConnectivity.Queries;
using IotConnectivity.Registry;

namespace IotConnectivity.Fleet.Groups;

/// <summary>Whoever made a thing and then a group finds the thing in it when the group is active.</summary>
public class GroupCompletenessTests
{
    [Fact]
    public void Settle_GroupMadeWhileAnotherIsBuilt_IsActiveWithTheThingsBeforeIt()
    {
        var index = new ConnectivityIndex();
        var registry = new ThingRegistry(index);
        using var fleet = new FleetIndex(registry, index, new IndexingSwitch(index));
        var groups = new DynamicThingGroups(registry, fleet);
        Create("t1");
        Assert.True(groups.TryCreate("first", FleetQuery.Parse("*"), null, null, out _, out _));
        var joins = new Joins(() =>
        {
            Create("t2");
            var query = new ThingGroupQuery("AWS_Things", "*", "2017-09-30", ThingGroupStatus.Building);
            Assert.True(registry.Groups.TryCreateDynamic("second", query, null, null, out _, out _));
        });
        registry.Followers.Add(joins);
        fleet.Start();
        for (var i = 0; i < 3; i++) fleet.Settle();

        Assert.Equal(ThingGroupStatus.Active, registry.Groups.Find("second")!.Query!.Status);
        Assert.Equal(["t1 second Building", "t2 second Building"], joins.Seen.FindAll(static join => join.Contains("second", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

        void Create(string name) => Assert.True(registry.TryCreate(new ThingName(name), null, null, out _, out _));
    }

    private sealed class Joins(Action first) : IRegistryFollower
    {
        internal List<string> Seen { get; } = [];

        public void OnThingChanged(RegisteredThing thing)
        {
        }

        public void OnGroupChanged(RegisteredGroup group)
        {
        }

        // Under the write lock of the index.
        public void OnMembershipChanged(RegisteredThing thing, RegisteredGroup group, bool isMember)
        {
            Seen.Add($"{thing.Name} {group.Name} {group.Data.Query!.Status}");
            if (Seen.Count == 1) first();
        }

        public void OnTypeChanged(string name, ThingType? type)
        {
        }
    }
}
