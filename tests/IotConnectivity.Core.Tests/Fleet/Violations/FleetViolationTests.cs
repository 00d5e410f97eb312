using IotConnectivity.Indexing;
using IotConnectivity.Queries;
using IotConnectivity.Registry;

namespace IotConnectivity.Fleet.Violations;

public class FleetViolationTests
{
    private const string Lost = "deviceDefender.watch.*.inViolation:true";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Lost, "away net-and-away")]
    [InlineData("deviceDefender.*.*.inViolation:true", "away net net-and-away")]
    [InlineData("deviceDefender.watch.off5.inViolation:true", "away net-and-away")]
    [InlineData("deviceDefender.Watch.off5.inViolation:true", "")]
    [InlineData("deviceDefender.watch.off30.inViolation:true", "")]
    [InlineData("deviceDefender.watch.off5.inViolation:*", "away back net-and-away")]
    [InlineData("NOT deviceDefender.watch.*.inViolation:true", "back net nothing")]
    [InlineData("deviceDefender.violationCount:0", "back nothing")]
    [InlineData("deviceDefender.violationCount:*", "away back net net-and-away nothing")]
    [InlineData("deviceDefender.violationCount>0", "away net net-and-away")]
    [InlineData("deviceDefender.violationCount:2", "net-and-away")]
    [InlineData("deviceDefender.*.*.metricName:aws\\:source-ip-address", "net net-and-away")]
    [InlineData("deviceDefender.*.*.lastViolationValue.count:5", "away back net-and-away")]
    [InlineData("deviceDefender.watch.*.lastViolationValue.number>5", "")]
    [InlineData("deviceDefender.*.*.lastViolationValue:192.0.2.7", "net net-and-away")]
    [InlineData("deviceDefender.*.*.lastViolationValue:5", "away back net-and-away")]
    [InlineData("192.0.2.7", "net net-and-away")]
    [InlineData("2", "net-and-away")]
    [InlineData("0", "back")]
    [InlineData("true NOT aws\\:disconnect-duration", "net")]
    public void Search_ByViolations_FindsThem(string query, string expected)
    {
        using var fleet = new TestFleet();
        var now = fleet.Registry.Now.ToUnixTimeMilliseconds();
        var away = new TestViolation("watch", "off5", now);
        var net = new TestViolation("net", "known", now) { Address = "192.0.2.7" };
        foreach (var name in new[] { "away", "back", "net", "net-and-away", "nothing" }) fleet.Create(name);
        Set(fleet, "away", away);
        Set(fleet, "back", new TestViolation("watch", "off5", now) { IsOver = true });
        Set(fleet, "net", net);
        Set(fleet, "net-and-away", net, away);

        Assert.Equal(expected, string.Join(' ', fleet.Find(query)));
    }

    [Fact]
    public void Search_ViolationGoesOn_ComparesWithTheValueOfThisMoment()
    {
        using var fleet = new TestFleet();
        fleet.Create("a");
        var start = fleet.Registry.Now.ToUnixTimeMilliseconds();
        Set(fleet, "a", new TestViolation("watch", "off5", start));
        Assert.Empty(fleet.Find("deviceDefender.watch.off5.lastViolationValue.count>=25"));

        fleet.Clock.Advance(TimeSpan.FromMinutes(21));

        Assert.Equal(["a"], fleet.Find("deviceDefender.watch.off5.lastViolationValue.count:25"));
        Assert.Equal(["a"], fleet.Find($"deviceDefender.watch.off5.lastViolationTime:{start + 1_200_000}"));
        Assert.Equal(
            $$$$$"""{"violationCount":1,"watch":{"off5":{"metricName":"aws:disconnect-duration","lastViolationTime":{{{{{start + 1_200_000}}}}},"lastViolationValue":{"count":25},"inViolation":true}}}""",
            DocumentOf(fleet, "a"));
    }

    [Fact]
    public void SetViolations_Nothing_ForgetsThem()
    {
        using var fleet = new TestFleet();
        fleet.Create("a");
        Set(fleet, "a", new TestViolation("watch", "off5", 0));
        Assert.Equal(1, fleet.Count(Lost));

        Set(fleet, "a");

        Assert.Equal(0, fleet.Count(Lost));
        Assert.Equal(("""{"violationCount":0}""", 0), (DocumentOf(fleet, "a"), fleet.Fleet.ThingsWithViolations));
    }

    [Fact]
    public void SetViolations_ThingDeletedAndAnotherAtItsPlace_AreNotThoseOfTheOther()
    {
        using var fleet = new TestFleet();
        fleet.Create("a");
        var deleted = fleet.Registry.FindCell("a")!;
        Set(fleet, "a", new TestViolation("watch", "off5", 0));
        Assert.Equal(1, fleet.Count(Lost));

        fleet.Delete("a");
        fleet.Create("b");
        fleet.Fleet.SetViolations(deleted, new ThingViolations(new TestViolation("watch", "off5", 0)));

        Assert.Equal(deleted.Place, fleet.Registry.FindCell("b")!.Place);
        Assert.Equal((0, 0), (fleet.Count(Lost), fleet.Fleet.ThingsWithViolations));
        Set(fleet, "b", new TestViolation("watch", "off5", 0));
        fleet.Fleet.SetViolations(deleted, null);
        Assert.Equal(["b"], fleet.Find(Lost));
    }

    [Fact]
    public void TryChange_ViolationsOff_AreNotSeenUntilTheyAreOnAgain()
    {
        using var fleet = new TestFleet();
        fleet.Fleet.Start();
        fleet.Create("a");
        Set(fleet, "a", new TestViolation("watch", "off5", 0) { Address = "192.0.2.7" });
        fleet.CreateGroup("seven", "192.0.2.7");
        Assert.Equal(["a"], fleet.MembersOf("seven"));

        Assert.True(fleet.Switch.TryChange(static old => old with { TracksViolations = false }, out var error), error);

        Assert.Throws<QueryException>(() => fleet.Count(Lost));
        Assert.Throws<Aggregations.InvalidAggregationException>(() => fleet.Fleet.GetStatistics(FleetQuery.Parse("*"), "deviceDefender.violationCount", Cancel));
        Assert.Empty(fleet.MembersOf("seven"));
        Assert.Null(DocumentOf(fleet, "a"));
        Assert.True(fleet.Switch.TryChange(static old => old with { TracksViolations = true }, out error), error);
        Assert.Equal(["a"], fleet.MembersOf("seven"));
        Assert.Equal(["a"], fleet.Find(Lost));
    }

    [Fact]
    public void TryChange_ViolationsOffThatAGroupLooksAt_IsRefused()
    {
        using var fleet = new TestFleet();
        fleet.CreateGroup("lost", Lost);

        Assert.False(fleet.Switch.TryChange(static old => old with { TracksViolations = false }, out var error));

        Assert.Equal("dynamic thing group lost looks at what would not be indexed any more, expected it to be deleted before", error);
    }

    /// <summary>Nobody asks: the index takes it in by itself.</summary>
    [Fact]
    public async Task SetViolations_DynamicGroup_FollowsByItself()
    {
        using var fleet = new TestFleet();
        fleet.Fleet.Start();
        fleet.Create("a");
        fleet.CreateGroup("lost", Lost);
        Assert.Empty(fleet.MembersOf("lost"));
        using var memberships = fleet.Fleet.WatchMemberships();
        var changes = memberships.GetAsyncEnumerator(Cancel);

        Set(fleet, "a", new TestViolation("watch", "off5", 0));
        Assert.True(await changes.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        Assert.Equal(("a", "lost", true), (changes.Current.ThingName, changes.Current.GroupName, changes.Current.IsAdded));

        Set(fleet, "a");
        Assert.True(await changes.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        Assert.Equal(("a", "lost", false), (changes.Current.ThingName, changes.Current.GroupName, changes.Current.IsAdded));
    }

    [Fact]
    public void SetViolations_QueriesThatLookElsewhere_AreNotAsked()
    {
        using var fleet = new TestFleet();
        fleet.Fleet.Start();
        fleet.Create("a");
        fleet.CreateGroup("registry", "thingName:a");
        fleet.CreateGroup("connectivity", "connectivity.connected:true");
        fleet.CreateGroup("lost", Lost);
        fleet.CreateGroup("anywhere", "true");
        using var feed = fleet.Fleet.Watch(FleetQuery.Parse("deviceDefender.violationCount>0 OR thingName:b"));
        fleet.Fleet.Settle();
        var before = fleet.Fleet.Evaluations;

        Set(fleet, "a", new TestViolation("watch", "off5", 0));
        fleet.Fleet.Settle();
        Assert.Equal(3, fleet.Fleet.Evaluations - before);

        fleet.Connect("a");
        fleet.Fleet.Settle();
        Assert.Equal(4, fleet.Fleet.Evaluations - before);
        Assert.Equal(["a"], fleet.MembersOf("anywhere"));
    }

    /// <summary>What a standing query compares a value with that moves by itself is the value at the last change of the thing.</summary>
    [Fact]
    public void SetViolations_GroupThatLooksAtTheLastValue_IsOfTheLastChange()
    {
        using var fleet = new TestFleet();
        fleet.Fleet.Start();
        fleet.Create("a");
        fleet.CreateGroup("long", "deviceDefender.watch.off5.lastViolationValue.count>=25");
        Set(fleet, "a", new TestViolation("watch", "off5", fleet.Registry.Now.ToUnixTimeMilliseconds()));
        Assert.Empty(fleet.MembersOf("long"));

        fleet.Clock.Advance(TimeSpan.FromMinutes(21));
        Assert.Empty(fleet.MembersOf("long"));
        fleet.Update("a", "n=1");

        Assert.Equal(["a"], fleet.MembersOf("long"));
    }

    [Fact]
    public void GetBuckets_OfOneBehaviorOrAll_CountsEachThingOnceForAValue()
    {
        using var fleet = new TestFleet();
        foreach (var name in new[] { "a", "b", "c" }) fleet.Create(name);
        Set(fleet, "a", new TestViolation("watch", "off5", 0), new TestViolation("watch", "off30", 0));
        Set(fleet, "b", new TestViolation("watch", "off5", 0) { IsOver = true });

        Assert.Equal("3: false 1, true 1", Buckets("deviceDefender.*.*.inViolation"));
        Assert.Equal("3: false 1, true 1", Buckets("deviceDefender.watch.off5.inViolation"));
        Assert.Equal("3: true 1", Buckets("deviceDefender.*.off30.inViolation"));
        Assert.Equal("3: aws:disconnect-duration 2", Buckets("deviceDefender.*.*.metricName"));
        Assert.Equal("3: 0 2, 2 1", Buckets("deviceDefender.violationCount"));
        Assert.Throws<Aggregations.InvalidAggregationException>(() => Buckets("deviceDefender.watch.off5.lastViolationValue.count"));

        Assert.True(fleet.Switch.TryChange(static old => old with { CustomFields = [new IndexField("deviceDefender.watch.off5.lastViolationValue.count", IndexFieldType.Number)] }, out var error), error);
        Assert.Equal(2, fleet.Fleet.GetStatistics(FleetQuery.Parse("*"), "deviceDefender.watch.off5.lastViolationValue.count", Cancel).Count);

        string Buckets(string field)
        {
            var found = fleet.Fleet.GetBuckets(FleetQuery.Parse("*"), field, cancellationToken: Cancel);
            return $"{found.TotalCount}: {string.Join(", ", found.Buckets.Select(static bucket => $"{bucket.KeyValue} {bucket.Count}"))}";
        }
    }

    private static string? DocumentOf(TestFleet fleet, string name) => fleet.Fleet.Search(FleetQuery.Parse($"thingName:{name}"), cancellationToken: Cancel).Single().DeviceDefender;

    private static void Set(TestFleet fleet, string name, params BehaviorViolation[] violations) =>
        fleet.Fleet.SetViolations(fleet.Registry.FindCell(name)!, violations.Length == 0 ? null : new ThingViolations(violations));
}
