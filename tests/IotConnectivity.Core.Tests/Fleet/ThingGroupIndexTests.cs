using IotConnectivity.Fleet.Aggregations;
using IotConnectivity.Fleet.Groups;
using IotConnectivity.Indexing;
using IotConnectivity.Queries;
using IotConnectivity.Registry;

namespace IotConnectivity.Fleet;

public sealed class ThingGroupIndexTests : IDisposable
{
    private readonly ThingRegistry _registry;
    private readonly IndexingSwitch _switch;
    private readonly FleetIndex _fleet;
    private readonly ThingGroupIndex _groups;

    public ThingGroupIndexTests()
    {
        var index = new ConnectivityIndex();
        _registry = new ThingRegistry(index);
        _switch = new IndexingSwitch(index);
        _fleet = new FleetIndex(_registry, index, _switch);
        _groups = new ThingGroupIndex(_registry, _switch);
        Create("north", parent: null, "the cold part of the house", ("floor", "1"), ("zone", "n"));
        Create("hall", "north", description: null, ("floor", "2"));
        Create("Room", "hall", description: null, ("floor", "10"));
        Create("south", parent: null, description: null);
        Assert.True(new DynamicThingGroups(_registry, _fleet).TryCreate("online", FleetQuery.Parse("connectivity.connected:true"), null, null, out _, out _));
    }

    public static TheoryData<string, string> Queries => new()
    {
        { "*", "hall north online Room south" },
        { "thingGroupName:ROOM", "Room" },
        { "thingGroupName:(n* OR s*)", "north south" },
        { "parentGroupNames:north", "hall Room" },
        { "NOT parentGroupNames:*", "north online south" },
        { "description:cold", "north" },
        { "description:\"cold part\"", "north" },
        { "description:\"part cold\"", "" },
        { "attributes.floor>1", "hall Room" },
        { "attributes.floor:*", "hall north Room" },
        { "attributes.Floor:*", "" },
        { "attributes.zone:N", "north" },
        { "house", "north" },
        { "hall", "hall Room" },
        { "10", "Room" },
        { "thingGroupId:*", "hall north online Room south" },
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public void Search_Query_FindsTheGroupsInTheOrderOfTheirNames(string query, string names) =>
        Assert.Equal(names.Split(' ', StringSplitOptions.RemoveEmptyEntries), Search(query).Select(static group => group.Name));

    [Theory]
    [InlineData("thingGroupId:ID")]
    [InlineData("ID")]
    public void Search_IdOfAGroup_FindsIt(string query) =>
        Assert.Equal(["south"], Search(query.Replace("ID", _registry.Groups.Find("south")!.Id.ToString(), StringComparison.Ordinal)).Select(static group => group.Name));

    [Theory]
    [InlineData(null, 2, "hall north")]
    [InlineData("north", 2, "online Room")]
    [InlineData("NORTH", 1, "north")]
    [InlineData("gone", 1, "hall")]
    [InlineData("south", 1, "")]
    public void Search_AfterAName_GoesOnThere(string? after, int maxResults, string names) =>
        Assert.Equal(
            names.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            _groups.Search(FleetQuery.Parse("*"), maxResults, after, TestContext.Current.CancellationToken).Select(static group => group.Name));

    [Theory]
    [InlineData("thingName:a")]
    [InlineData("thingGroupNames:a")]
    [InlineData("version:1")]
    [InlineData("connectivity.connected:true")]
    public void Check_FieldThatGroupsDoNotHave_Throws(string query) =>
        Assert.Equal(QueryErrorKind.InvalidQuery, Assert.Throws<QueryException>(() => _groups.Check(FleetQuery.Parse(query))).Error.Kind);

    [Fact]
    public void Search_BadArguments_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _groups.Search(FleetQuery.Parse("*"), 0, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentNullException>(() => _groups.Search(null!, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentNullException>(() => _groups.Check(null!));
    }

    [Fact]
    public void Search_GroupsAreNotIndexed_Throws()
    {
        Assert.True(_switch.TryChange(static current => current with { IndexesThingGroups = false }, out _));

        Assert.Equal(QueryErrorKind.NotIndexed, Assert.Throws<QueryException>(() => Search("thingGroupName:a")).Error.Kind);
    }

    [Fact]
    public void Search_Cancelled_Throws() =>
        Assert.Throws<OperationCanceledException>(() => _groups.Search(FleetQuery.Parse("*"), cancellationToken: new CancellationToken(canceled: true)));

    [Fact]
    public void Aggregations_CustomField_AreThoseOfItsNumbers()
    {
        Assert.True(_switch.TryChange(static current => current with { GroupCustomFields = [new IndexField("attributes.floor", IndexFieldType.Number)] }, out _));
        var all = FleetQuery.Parse("*");
        var cancel = TestContext.Current.CancellationToken;

        var statistics = _groups.GetStatistics(all, "attributes.floor", cancel);

        Assert.Equal((3, 13, 1, 10), (statistics.Count, statistics.Sum, statistics.Minimum, statistics.Maximum));
        Assert.Equal([new FieldPercentile(50, 2)], _groups.GetPercentiles(all, "attributes.floor", [50], cancel));
        Assert.Equal(3, _groups.GetCardinality(all, "attributes.floor", cancel));
        Assert.Equal(["1", "10"], _groups.GetBuckets(all, "attributes.floor", 2, cancel).Buckets.Select(static bucket => bucket.KeyValue));
    }

    [Fact]
    public void Aggregations_NoField_AreThoseOfTheVersion()
    {
        Assert.True(_registry.Groups.TryUpdate("south", new ThingGroupUpdate { Description = "warm" }, out _, out _));
        var all = FleetQuery.Parse("*");
        var cancel = TestContext.Current.CancellationToken;

        Assert.Equal((5, 6), (_groups.GetStatistics(all, cancellationToken: cancel).Count, _groups.GetStatistics(all, cancellationToken: cancel).Sum));
        Assert.Equal(2, _groups.GetCardinality(all, cancellationToken: cancel));
        Assert.Equal([new FieldPercentile(100, 2)], _groups.GetPercentiles(all, percents: [100], cancellationToken: cancel));
    }

    [Fact]
    public void GetBuckets_Ancestors_CountsEachGroupForEach()
    {
        var buckets = _groups.GetBuckets(FleetQuery.Parse("*"), "parentGroupNames", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(5, buckets.TotalCount);
        Assert.Equal([new FieldBucket("north", 2), new FieldBucket("hall", 1)], buckets.Buckets);
    }

    [Theory]
    [InlineData("thingName")]
    [InlineData("registry.version")]
    [InlineData("attributes.floor")]
    public void GetStatistics_FieldThatIsNotIndexed_Throws(string field) =>
        Assert.Throws<InvalidAggregationException>(() => _groups.GetStatistics(FleetQuery.Parse("*"), field, TestContext.Current.CancellationToken));

    [Fact]
    public void GetPercentiles_OfTexts_Throws() =>
        Assert.Throws<InvalidAggregationException>(() => _groups.GetPercentiles(FleetQuery.Parse("*"), "description", cancellationToken: TestContext.Current.CancellationToken));

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public void GetBuckets_OutOfRange_Throws(int maxBuckets) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _groups.GetBuckets(FleetQuery.Parse("*"), "version", maxBuckets, TestContext.Current.CancellationToken));

    public void Dispose() => _fleet.Dispose();

    private IReadOnlyList<ThingGroup> Search(string query) => _groups.Search(FleetQuery.Parse(query), cancellationToken: TestContext.Current.CancellationToken);

    private void Create(string name, string? parent, string? description, params (string Name, string Value)[] attributes) =>
        Assert.True(_registry.Groups.TryCreate(name, parent, description, attributes.Select(static pair => KeyValuePair.Create(pair.Name, pair.Value)), out _, out _));
}
