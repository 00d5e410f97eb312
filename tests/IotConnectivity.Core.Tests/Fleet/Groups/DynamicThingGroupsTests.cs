using IotConnectivity.Registry;

namespace IotConnectivity.Fleet.Groups;

public class DynamicThingGroupsTests
{
    [Fact]
    public void Start_ThingsAndGroupsAreThereBefore_IsActiveOnlyWithAllWhoMatch()
    {
        const int many = 20_000;
        using var fleet = new TestFleet();
        for (var i = 0; i < many; i++) fleet.Create($"thing-{i}", "n=1");
        fleet.CreateGroup("all", "attributes.n:1");
        var joins = new List<ThingGroupStatus>();
        fleet.Registry.Followers.Add(new JoinFollower(group => joins.Add(group.Data.Query!.Status)));
        Assert.Equal(ThingGroupStatus.Building, fleet.GroupOf("all").Query!.Status);

        fleet.Fleet.Start();
        fleet.Fleet.Settle();

        Assert.Equal(many, joins.Count);
        Assert.DoesNotContain(ThingGroupStatus.Active, joins);
        Assert.Equal(ThingGroupStatus.Active, fleet.GroupOf("all").Query!.Status);
        Assert.Equal(many, fleet.Count("thingGroupNames:all"));
    }

    [Fact]
    public void TryCreate_ManyMembers_AsksNoThingAgain()
    {
        using var fleet = new TestFleet();
        for (var i = 0; i < 1_000; i++) fleet.Create($"thing-{i}");
        fleet.Fleet.Start();
        fleet.Fleet.Settle();

        for (var i = 0; i < 3; i++) fleet.CreateGroup($"group-{i}", "thingName:thing*");
        for (var i = 0; i < 5; i++) fleet.Fleet.Settle();

        Assert.Equal(1_000, fleet.Count("thingGroupNames:group-2"));
        Assert.Equal(0, fleet.Fleet.Evaluations);
    }

    private sealed class JoinFollower(Action<RegisteredGroup> joined) : IRegistryFollower
    {
        public void OnThingChanged(RegisteredThing thing)
        {
        }

        public void OnGroupChanged(RegisteredGroup group)
        {
        }

        public void OnMembershipChanged(RegisteredThing thing, RegisteredGroup group, bool isMember)
        {
            if (isMember) joined(group);
        }

        public void OnTypeChanged(string name, ThingType? type)
        {
        }
    }
}
