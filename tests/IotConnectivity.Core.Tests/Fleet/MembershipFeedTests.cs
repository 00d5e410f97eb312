using System.Runtime.CompilerServices;
using System.Text.Json;
using IotConnectivity.Access;
using IotConnectivity.Queries;

namespace IotConnectivity.Fleet;

public class MembershipFeedTests
{
    private static readonly ResourceArns Arns = new("eu-west-1", "111122223333");

    [Fact]
    public async Task WatchMemberships_StaticAndDynamicGroups_TellsInAndOut()
    {
        using var fleet = new TestFleet();
        fleet.Create("pump-17", "site=north");
        fleet.CreateGroup("online", "connectivity.connected:true");
        Assert.True(fleet.Registry.Groups.TryCreate("north", null, null, null, out _, out _));
        fleet.Fleet.Start();
        fleet.Fleet.Settle();
        var feed = fleet.Fleet.WatchMemberships();

        Assert.True(fleet.Registry.Groups.TryAdd("north", "pump-17", out _));
        fleet.Connect("pump-17");
        fleet.Fleet.Settle();
        fleet.Clock.Advance(TimeSpan.FromSeconds(5));
        fleet.End("pump-17");
        fleet.Fleet.Settle();
        fleet.Delete("pump-17");
        feed.Dispose();

        var changes = await ReadToEndAsync(feed);
        Assert.Equal(
            [("north", true), ("online", true), ("online", false), ("north", false)],
            changes.Select(change => (change.GroupName, change.IsAdded)));
        Assert.All(changes, static change => Assert.Equal(("pump-17", 0), (change.ThingName, change.Missed)));
        Assert.Equal(TimeSpan.FromSeconds(5), changes[2].Time - changes[1].Time);
        Assert.Equal(changes[1].MembershipId, changes[2].MembershipId);
        Assert.NotEqual(changes[0].MembershipId, changes[1].MembershipId);
    }

    [Fact]
    public async Task WatchMemberships_BeforeTheStart_TellsWhoGetsInAndOutSinceTheIndexBefore()
    {
        using var first = new TestFleet();
        first.Create("pump-17", "site=north");
        first.Create("pump-18", "site=north");
        first.Create("pump-19", "site=south");
        first.CreateGroup("northern", "attributes.site:north");
        first.Fleet.Start();
        first.Fleet.Settle();
        first.Fleet.Dispose();

        // As after a restart: the groups and their members are there.
        using var again = new FleetIndex(first.Registry, first.Index, first.Switch);
        var feed = again.WatchMemberships();
        first.Update("pump-18", "site=south");
        first.Update("pump-19", "site=north");
        again.Start();
        again.Settle();
        feed.Dispose();

        Assert.Equal([("pump-18", false), ("pump-19", true)], (await ReadToEndAsync(feed)).Select(static change => (change.ThingName, change.IsAdded)));
        Assert.True(first.Registry.Groups.TryListThings("northern", false, 10, null, out var members, out _));
        Assert.Equal(["pump-17", "pump-19"], members.ThingNames);
    }

    [Fact]
    public async Task WatchMemberships_MoreGroupsThanAThingCanBeIn_TellsTheOldestTenOnce()
    {
        using var first = new TestFleet();
        first.Create("pump-17");
        foreach (var number in (int[])[3, 11, 1, 7, 2, 12, 9, 4, 10, 5, 8, 6]) CreateGroup(number);

        using var again = new FleetIndex(first.Registry, first.Index, first.Switch);
        var feed = again.WatchMemberships();
        again.Start();
        again.Settle();
        feed.Dispose();

        Assert.Equal(
            Enumerable.Range(1, Registry.RegistryLimits.MaxGroupsOfThing).Select(static number => ($"g{number}", true)),
            (await ReadToEndAsync(feed)).Select(static change => (change.GroupName, change.IsAdded)));

        // The registry gives them in the order in which they were made, which is not that of their age if the clock was set back.
        void CreateGroup(int age)
        {
            first.Clock.SetUtcNow(DateTimeOffset.UnixEpoch.AddSeconds(age));
            Assert.True(first.Groups.TryCreate($"g{age}", FleetQuery.Parse("*"), null, null, out _, out _));
        }
    }

    [Fact]
    public void ToJson_InAndOut_IsTheEventOfAws()
    {
        var (thing, group) = (Guid.Parse("5d0f0b7a-2b3c-4f0e-9d1a-7c6b5a493827"), Guid.Parse("3c2b1a09-8f7e-4d6c-b5a4-93827160f5e4"));
        var change = new MembershipChange("pump-17", thing, "online-pumps", group, false, DateTimeOffset.FromUnixTimeMilliseconds(1767171612504), 0);

        using var json = JsonDocument.Parse(change.ToJson(Arns));

        Assert.Equal(
            [
                "eventType=THING_GROUP_MEMBERSHIP_EVENT", "timestamp=1767171612504", "operation=REMOVED", "accountId=111122223333",
                "groupArn=arn:aws:iot:eu-west-1:111122223333:thinggroup/online-pumps", $"groupId={group}", "thingArn=arn:aws:iot:eu-west-1:111122223333:thing/pump-17",
                $"thingId={thing}", $"membershipId={change.MembershipId}",
            ],
            json.RootElement.EnumerateObject().Where(static member => member.Name != "eventId").Select(static member => $"{member.Name}={member.Value}"));
        Assert.Equal(JsonValueKind.Number, json.RootElement.GetProperty("timestamp").ValueKind);
        Assert.True(json.RootElement.GetProperty("eventId").TryGetGuid(out _));
        Assert.Equal("$aws/events/thingGroupMembership/thingGroup/online-pumps/thing/pump-17/removed", change.Topic);
        var added = change with { IsAdded = true };
        Assert.Equal("$aws/events/thingGroupMembership/thingGroup/online-pumps/thing/pump-17/added", added.Topic);
        Assert.Equal(change.MembershipId, added.MembershipId);
        using var other = JsonDocument.Parse(added.ToJson(Arns));
        Assert.Equal("ADDED", other.RootElement.GetProperty("operation").GetString());
        Assert.NotEqual(json.RootElement.GetProperty("eventId").GetGuid(), other.RootElement.GetProperty("eventId").GetGuid());
        Assert.Throws<ArgumentNullException>(() => change.ToJson(null!));
    }

    [Fact]
    public void MembershipId_AnotherThingOrGroup_IsAnother()
    {
        var (a, b) = (Guid.NewGuid(), Guid.NewGuid());
        var change = new MembershipChange("t", a, "g", b, true, default, 0);

        Assert.Equal(3, new[] { change.MembershipId, (change with { ThingId = b }).MembershipId, (change with { GroupId = a }).MembershipId }.Distinct().Count());
        Assert.Equal(change.MembershipId, (change with { ThingName = "x", IsAdded = false, Time = DateTimeOffset.MaxValue }).MembershipId);
    }

    [Fact]
    public async Task WatchMemberships_SlowReader_IsToldHowManyItMissed()
    {
        using var fleet = new TestFleet();
        Assert.True(fleet.Registry.Groups.TryCreate("g", null, null, null, out _, out _));
        for (var i = 0; i < 5; i++) fleet.Create($"{i}");
        var feed = fleet.Fleet.WatchMemberships(capacity: 2);

        for (var i = 0; i < 5; i++) Assert.True(fleet.Registry.Groups.TryAdd("g", $"{i}", out _));
        feed.Dispose();

        Assert.Equal([("3", 3), ("4", 0)], (await ReadToEndAsync(feed)).Select(change => (change.ThingName, change.Missed)));
    }

    [Fact]
    public async Task Dispose_OneOfTwo_LeavesTheOther()
    {
        using var fleet = new TestFleet();
        Assert.True(fleet.Registry.Groups.TryCreate("g", null, null, null, out _, out _));
        fleet.Create("a");
        using var first = fleet.Fleet.WatchMemberships();
        using var second = fleet.Fleet.WatchMemberships();

        first.Dispose();
        Assert.True(fleet.Registry.Groups.TryAdd("g", "a", out _));
        fleet.Fleet.Dispose();

        Assert.Empty(await ReadToEndAsync(first));
        Assert.Single(await ReadToEndAsync(second));
    }

    [Fact]
    public void Dispose_FeedThatNobodyHolds_IsNotKept()
    {
        using var fleet = new TestFleet();
        using var other = fleet.Fleet.WatchMemberships();
        var feed = WatchAndDispose(fleet.Fleet);

        GC.Collect();

        Assert.False(feed.IsAlive);
        GC.KeepAlive(fleet);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference WatchAndDispose(FleetIndex fleet)
    {
        using var feed = fleet.WatchMemberships();
        return new WeakReference(feed);
    }

    private static async Task<List<MembershipChange>> ReadToEndAsync(MembershipFeed feed)
    {
        var changes = new List<MembershipChange>();
        await foreach (var change in feed.WithCancellation(TestContext.Current.CancellationToken)) changes.Add(change);
        return changes;
    }
}
