using IotConnectivity.Queries;
using IotConnectivity.Registry;

namespace IotConnectivity.Fleet.Groups;

public class DynamicThingGroupsTests
{
    [Fact]
    public void TryCreate_Query_BuildsAndFollowsEveryChange()
    {
        using var fleet = Started();
        fleet.Create("a", "site=north");
        fleet.Create("b", "site=south");
        fleet.Connect("a");

        fleet.CreateGroup("north-online", "attributes.site:north AND connectivity.connected:true");

        Assert.Equal(["a"], fleet.MembersOf("north-online"));
        Assert.Equal((ThingGroupStatus.Active, 1), (fleet.GroupOf("north-online").Query!.Status, fleet.GroupOf("north-online").Version));
        fleet.End("a");
        Assert.Empty(fleet.MembersOf("north-online"));
        fleet.Connect("b");
        fleet.Update("b", "site=NORTH");
        Assert.Equal(["b"], fleet.MembersOf("north-online"));
        fleet.Create("c", "site=north");
        fleet.Connect("c");
        Assert.Equal(["b", "c"], fleet.MembersOf("north-online"));
        fleet.Delete("b");
        Assert.Equal(["c"], fleet.MembersOf("north-online"));
        Assert.Equal(["c"], fleet.Find("thingGroupNames:north-online"));
        Assert.Equal(["north-online"], fleet.Fleet.Search(FleetQuery.Parse("c"), cancellationToken: TestContext.Current.CancellationToken).Single().GroupNames);
    }

    [Fact]
    public void TryCreate_Again_IsTheSameOrRefused()
    {
        using var fleet = new TestFleet();
        Assert.True(fleet.Groups.TryCreate("g", FleetQuery.Parse("a"), "d", [new("k", "v")], out var first, out _));

        Assert.True(fleet.Groups.TryCreate("g", FleetQuery.Parse("a"), "d", [new("k", "v")], out var second, out _));
        Assert.Equal(first!.Id, second!.Id);
        Assert.False(fleet.Groups.TryCreate("g", FleetQuery.Parse("b"), "d", [new("k", "v")], out _, out var error));
        Assert.Equal((RegistryErrorCode.AlreadyExists, "Thing Group g already exists in account with different properties"), (error.Code, error.Message));
        Assert.Equal(("AWS_Things", "a", "2017-09-30", ThingGroupStatus.Building), (first.Query!.IndexName, first.Query.QueryString, first.Query.QueryVersion, first.Query.Status));
    }

    [Fact]
    public void TryCreate_OneTooMany_IsRefused()
    {
        using var fleet = new TestFleet();
        Assert.True(fleet.Registry.Groups.TryCreate("static", null, null, null, out _, out _));
        for (var i = 0; i < DynamicThingGroups.MaxGroups; i++) fleet.CreateGroup($"g{i}", "a");

        Assert.False(fleet.Groups.TryCreate("one-more", FleetQuery.Parse("a"), null, null, out var group, out var error));

        Assert.Null(group);
        Assert.Equal((RegistryErrorCode.LimitExceeded, "there are 100 dynamic thing groups, expected at most as many"), (error.Code, error.Message));
        Assert.True(fleet.Groups.TryCreate("g0", FleetQuery.Parse("a"), null, null, out _, out _));
        Assert.True(fleet.Groups.TryDelete("g0", null, out _));
        Assert.True(fleet.Groups.TryCreate("one-more", FleetQuery.Parse("a"), null, null, out _, out _));
    }

    [Fact]
    public void TryCreate_BadNameOrField_IsRefused()
    {
        using var fleet = new TestFleet();

        Assert.False(fleet.Groups.TryCreate("a b", FleetQuery.Parse("a"), null, null, out _, out var error));
        Assert.Equal(RegistryErrorCode.InvalidRequest, error.Code);
        Assert.Throws<QueryException>(() => fleet.Groups.TryCreate("g", FleetQuery.Parse("nonsense:a"), null, null, out _, out _));
        Assert.Throws<QueryException>(() => fleet.Groups.TryUpdate("g", new ThingGroupUpdate(), FleetQuery.Parse("shadow.reported.x:1"), out _, out _));
        Assert.Throws<ArgumentNullException>(() => fleet.Groups.TryCreate(null!, FleetQuery.Parse("a"), null, null, out _, out _));
        Assert.Throws<ArgumentNullException>(() => fleet.Groups.TryCreate("g", null!, null, null, out _, out _));
    }

    [Fact]
    public void TryUpdate_AnotherQuery_RebuildsUntilTheMembersAreThose()
    {
        using var fleet = Started();
        fleet.Create("a");
        fleet.Create("ab");
        fleet.CreateGroup("g", "thingName:a");
        Assert.Equal(["a"], fleet.MembersOf("g"));

        Assert.True(fleet.Groups.TryUpdate("g", new ThingGroupUpdate { ExpectedVersion = 1 }, FleetQuery.Parse("thingName:ab"), out var updated, out _));

        Assert.Equal((2, ThingGroupStatus.Rebuilding, "thingName:ab"), (updated.Version, updated.Query!.Status, updated.Query.QueryString));
        Assert.Equal(["ab"], fleet.MembersOf("g"));
        Assert.Equal(ThingGroupStatus.Active, fleet.GroupOf("g").Query!.Status);
        Assert.False(fleet.Groups.TryUpdate("g", new ThingGroupUpdate { ExpectedVersion = 1 }, null, out _, out var error));
        Assert.Equal(RegistryErrorCode.VersionConflict, error.Code);
        Assert.True(fleet.Groups.TryUpdate("g", new ThingGroupUpdate { Description = "x" }, null, out updated, out _));
        Assert.Equal((3, ThingGroupStatus.Active, "thingName:ab"), (updated.Version, updated.Query!.Status, updated.Query.QueryString));
        Assert.True(fleet.Groups.TryUpdate("g", new ThingGroupUpdate(), FleetQuery.Parse("thingName:ab"), out updated, out _));
        Assert.Equal(ThingGroupStatus.Rebuilding, updated.Query!.Status);
        Assert.Equal(["ab"], fleet.MembersOf("g"));
        Assert.Equal(ThingGroupStatus.Active, fleet.GroupOf("g").Query!.Status);
        Assert.False(fleet.Groups.TryUpdate("none", new ThingGroupUpdate(), null, out _, out error));
        Assert.Equal(RegistryErrorCode.NotFound, error.Code);
    }

    [Fact]
    public void TryDelete_Group_LeavesNoMemberAndIsNotAskedAnyMore()
    {
        using var fleet = Started();
        fleet.Create("a");
        fleet.CreateGroup("g", "thingName:*");
        Assert.Equal(["a"], fleet.MembersOf("g"));
        Assert.False(fleet.Groups.TryDelete("g", 7, out var error));
        Assert.Equal(RegistryErrorCode.VersionConflict, error.Code);

        Assert.True(fleet.Groups.TryDelete("g", 1, out _));
        Assert.True(fleet.Groups.TryDelete("g", 1, out _));

        fleet.Fleet.Settle();
        Assert.Empty(fleet.Registry.FindCell("a")!.Groups);
        var before = fleet.Fleet.Evaluations;
        fleet.Create("b");
        Assert.Equal(2, fleet.Count("*"));
        Assert.Equal(before, fleet.Fleet.Evaluations);
    }

    [Fact]
    public void TryAdd_OrRemoveByHand_IsRefused()
    {
        using var fleet = Started();
        fleet.Create("a");
        fleet.CreateGroup("g", "thingName:b");

        Assert.False(fleet.Registry.Groups.TryAdd("g", "a", out var error));
        Assert.Equal((RegistryErrorCode.InvalidRequest, "Thing Group g is a dynamic one, expected a static one"), (error.Code, error.Message));
        Assert.False(fleet.Registry.Groups.TryRemove("g", "a", out error));
        Assert.Equal(RegistryErrorCode.InvalidRequest, error.Code);
        Assert.Empty(fleet.MembersOf("g"));
    }

    [Fact]
    public void Members_ThingWithRoomForTen_IsInTheOldest()
    {
        using var fleet = Started();
        fleet.Create("a", "n=1");
        for (var i = 0; i < 12; i++) fleet.CreateGroup($"g{i:D2}", i < 2 ? "attributes.n:2" : "attributes.n:*");
        Assert.Equal(GroupNames(2, 10), GroupsOf(fleet, "a"));

        // Two that are older come in: the two newest have to go.
        fleet.Update("a", "n=2");
        Assert.Equal(GroupNames(0, 10), GroupsOf(fleet, "a"));

        // And when they are left again, there is room.
        fleet.Update("a", "n=1");
        Assert.Equal(GroupNames(2, 10), GroupsOf(fleet, "a"));

        Assert.True(fleet.Groups.TryDelete("g05", null, out _));
        Assert.Equal([.. GroupNames(2, 3), .. GroupNames(6, 6)], GroupsOf(fleet, "a"));
    }

    [Fact]
    public void Members_GroupOfAFullThingIsDeleted_TheNextGetsItsTurn()
    {
        using var fleet = Started();
        fleet.Create("a");
        for (var i = 0; i < 12; i++) fleet.CreateGroup($"g{i:D2}", "thingName:a");
        Assert.Equal(GroupNames(0, 10), GroupsOf(fleet, "a"));

        Assert.True(fleet.Groups.TryDelete("g05", null, out _));

        Assert.Equal([.. GroupNames(0, 5), .. GroupNames(6, 5)], GroupsOf(fleet, "a"));
    }

    /// <summary>What the old query would say is neither asked nor done.</summary>
    [Fact]
    public async Task TryUpdate_AnotherQuery_AsksTheOldOneNoMore()
    {
        using var fleet = Started();
        fleet.Create("a", "n=1");
        fleet.CreateGroup("g", "attributes.n:*");
        fleet.Fleet.Settle();
        Assert.True(fleet.Groups.TryUpdate("g", new ThingGroupUpdate(), FleetQuery.Parse("thingName:b"), out _, out _));
        Assert.Empty(fleet.MembersOf("g"));
        var before = fleet.Fleet.Evaluations;
        var feed = fleet.Fleet.WatchMemberships();

        fleet.Update("a", "n=2");
        fleet.Fleet.Settle();
        feed.Dispose();

        Assert.Equal(1, fleet.Fleet.Evaluations - before);
        await foreach (var change in feed.WithCancellation(TestContext.Current.CancellationToken)) Assert.Fail($"{change}");
    }

    [Fact]
    public void Members_StaticGroupsTakeTheRoom_GiveItBack()
    {
        using var fleet = Started();
        fleet.Create("a");
        for (var i = 0; i < 10; i++) Assert.True(fleet.Registry.Groups.TryCreate($"s{i}", null, null, null, out _, out _));
        for (var i = 0; i < 10; i++) fleet.CreateGroup($"g{i:D2}", "thingName:a");
        Assert.Equal(GroupNames(0, 10), GroupsOf(fleet, "a"));

        Assert.False(fleet.Registry.Groups.TryAdd("s0", "a", out _));
        Assert.True(fleet.Registry.Groups.TryChange("a", new ThingGroupChange { Add = ["s0", "s1"], OverrideDynamicGroups = true }, out _));
        Assert.Equal([.. GroupNames(0, 8), "s0", "s1"], GroupsOf(fleet, "a"));
        Assert.True(fleet.Registry.Groups.TryRemove("s0", "a", out _));
        Assert.Equal([.. GroupNames(0, 9), "s1"], GroupsOf(fleet, "a"));
        Assert.True(fleet.Registry.Groups.TryDelete("s1", null, out _));
        Assert.Equal(GroupNames(0, 10), GroupsOf(fleet, "a"));
    }

    [Fact]
    public void Members_QueryAsksForGroups_SeesStaticOnesOnly()
    {
        using var fleet = Started();
        fleet.Create("a");
        fleet.Create("b");
        Assert.True(fleet.Registry.Groups.TryCreate("north", null, null, null, out _, out _));
        fleet.CreateGroup("all", "thingName:*");
        fleet.CreateGroup("in-north", "thingGroupNames:north");
        fleet.CreateGroup("in-any", "thingGroupNames:*");
        fleet.CreateGroup("in-all", "thingGroupNames:all");

        Assert.True(fleet.Registry.Groups.TryAdd("north", "a", out _));

        Assert.Equal(["all", "in-any", "in-north", "north"], GroupsOf(fleet, "a"));
        Assert.Equal(["all"], GroupsOf(fleet, "b"));
        Assert.Equal(["a", "b"], fleet.Find("thingGroupNames:all"));
        Assert.True(fleet.Registry.Groups.TryDelete("north", null, out _));
        Assert.Equal(["all"], GroupsOf(fleet, "a"));
    }

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
        Assert.Equal("the fleet index was started before", Assert.Throws<InvalidOperationException>(fleet.Fleet.Start).Message);
    }

    [Fact]
    public void Start_QueryThatCannotBeReadAnyMore_LeavesTheOthersAlone()
    {
        using var fleet = new TestFleet();
        fleet.Create("a");
        foreach (var query in (string[])["thingName:a", "(((", "nonsense:1"])
        {
            Assert.True(fleet.Registry.Groups.TryCreateDynamic($"g{query.Length}", new ThingGroupQuery("AWS_Things", query, "2017-09-30", ThingGroupStatus.Building), null, null, out _, out _));
        }

        fleet.Fleet.Start();

        Assert.Equal(["a"], fleet.MembersOf("g11"));
        Assert.Empty(fleet.MembersOf("g3"));
        Assert.Equal((ThingGroupStatus.Active, ThingGroupStatus.Building), (fleet.GroupOf("g11").Query!.Status, fleet.GroupOf("g3").Query!.Status));
        Assert.Equal(ThingGroupStatus.Building, fleet.GroupOf("g10").Query!.Status);
        Assert.True(fleet.Groups.TryUpdate("g3", new ThingGroupUpdate(), FleetQuery.Parse("a"), out _, out _));
        Assert.Equal(["a"], fleet.MembersOf("g3"));
    }

    [Fact]
    public void TryCreate_ManyMembers_AsksNoThingAgain()
    {
        using var fleet = Started();
        for (var i = 0; i < 1_000; i++) fleet.Create($"thing-{i}");
        fleet.Fleet.Settle();

        for (var i = 0; i < 3; i++) fleet.CreateGroup($"group-{i}", "thingName:thing*");
        for (var i = 0; i < 5; i++) fleet.Fleet.Settle();

        Assert.Equal(1_000, fleet.Count("thingGroupNames:group-2"));
        Assert.Equal(0, fleet.Fleet.Evaluations);
    }

    /// <summary>Each change has those groups asked that can see it, once; and when nothing changes, nothing is asked and nobody wakes.</summary>
    [Fact]
    public void Evaluations_NothingChanges_StayAsTheyAre()
    {
        using var fleet = Started();
        fleet.Create("a", "n=1");
        fleet.Create("b", "n=2");
        fleet.CreateGroup("registry", "attributes.n:1");
        fleet.CreateGroup("connectivity", "NOT (attributes.n:7 OR connectivity.connected:true)");
        using var feed = fleet.Fleet.Watch(FleetQuery.Parse("connectivity.timestamp > 5"));
        fleet.Fleet.Settle();
        Assert.Equal(0, fleet.Fleet.Evaluations);

        fleet.Connect("a");
        fleet.Fleet.Settle();
        Assert.Equal(2, fleet.Fleet.Evaluations);
        fleet.Update("b", "n=1");
        fleet.Fleet.Settle();
        Assert.Equal(5, fleet.Fleet.Evaluations);

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(2, fleet.Count("*"));
            Assert.Equal(["b"], fleet.MembersOf("connectivity"));
            fleet.Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(5, fleet.Fleet.Evaluations);
        Assert.True(SpinWait.SpinUntil(() => fleet.Fleet.IsAtRest, TimeSpan.FromSeconds(30)));
        Assert.Equal((5, 0), (fleet.Fleet.Evaluations, fleet.Clock.ArmedTimers));
    }

    private static TestFleet Started()
    {
        var fleet = new TestFleet();
        fleet.Fleet.Start();
        return fleet;
    }

    private static IEnumerable<string> GroupNames(int from, int count) => Enumerable.Range(from, count).Select(static i => $"g{i:D2}");

    private static IEnumerable<string> GroupsOf(TestFleet fleet, string thing)
    {
        // Getting out of one group gives another its turn.
        for (var i = 0; i < 3; i++) fleet.Fleet.Settle();
        return fleet.Registry.FindCell(thing)!.Groups.Select(static group => group.Name).Order(StringComparer.Ordinal);
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
