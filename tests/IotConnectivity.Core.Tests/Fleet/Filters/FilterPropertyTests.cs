using IotConnectivity.Fleet.Columns;
using IotConnectivity.Indexing;
using IotConnectivity.Queries;
using IotConnectivity.TestKit;

namespace IotConnectivity.Fleet.Filters;

/// <summary>A filter says the same of a whole chunk and of one thing, and what it promises of all that match holds.</summary>
public sealed class FilterPropertyTests : IDisposable
{
    private readonly LargeFleet _fleet = new();
    private readonly FleetColumns _columns;

    public FilterPropertyTests()
    {
        _columns = new FleetColumns(_fleet.Registry.Groups.All);
        var added = new List<int>();
        foreach (var thing in _fleet.Things)
        {
            _columns.SetThing(thing.Place, thing, thing.Data, added);
            _columns.SetConnectivity(thing.Place, thing.Current ?? ThingConnectivity.Never);
        }

        _columns.Names.Add(added);
    }

    [Fact]
    public void Filter_EverySortOfCondition_FindsWhatAskingEachThingFinds()
    {
        foreach (var leaf in LargeFleet.Leaves) AssertKeepsItsWord(FleetQuery.Parse(leaf));
    }

    [Fact]
    public void Filter_AnyQuery_FindsWhatAskingEachThingFinds()
    {
        var random = new Random(Concurrently.Seed());
        for (var round = 0; round < Repetitions.Of(100); round++) AssertKeepsItsWord(FleetWorld.AnyQuery(random, LargeFleet.Leaves));
    }

    /// <summary>What few things have costs no look at all of them.</summary>
    [Fact]
    public void MostMatches_FewThingsCanMatch_SaysSo()
    {
        (string Query, int Most)[] cases =
        [
            ("attributes.rare:X", 9), ("attributes.rare:*", 9), ("attributes.few:nobody", 0), ("attributes.nobody:*", 0), ("thingGroupNames:few", 9), ("thingGroupNames:few AND attributes.few:v3", 9),
            ("thingGroupNames:few OR attributes.rare:x", 18), ("thingName:pump-6173", 1), ("thingName:\"pump-6173\"", 1), ("thingName:nobody*", 0), ("thingId:nobody", 0),
        ];

        Assert.All(cases, one => Assert.Equal(one.Most, Compile(one.Query).MostMatches(_columns.Things.Count)));
    }

    [Fact]
    public void MostMatches_ManyThingsCanMatch_IsNotBeyondAll()
    {
        string[] queries = ["attributes.spelled:yes", "thingName:*", "thingName:*7", "thingId:0*", "thingGroupNames:n* OR attributes.few:*"];

        Assert.All(queries, query => Assert.InRange(Compile(query).MostMatches(_columns.Things.Count), _columns.Things.Count / 2, _columns.Things.Count));
    }

    [Fact]
    public void Cost_OfTwoConditions_PutsTheCheapOneFirst()
    {
        (string Cheap, string Costly)[] cases =
        [
            ("attributes.few:v1", "attributes.few:v*"), ("attributes.few:*", "attributes.few:v*"), ("connectivity.connected:true", "attributes.few:v1"), ("thingName:pump-6173", "attributes.few:v1"),
            ("attributes.few:v*", "thingName:valve*"), ("thingId:nobody", "connectivity.connected:true"), ("thingName:valve*", "thingId:0*"), ("thingId:0*", "connectivity.keepAliveDuration:60"),
            ("connectivity.keepAliveDuration:60", "anything"),
        ];

        Assert.All(cases, one => Assert.True(Compile(one.Cheap).Cost < Compile(one.Costly).Cost));
    }

    /// <summary>Only names that begin so are looked at.</summary>
    [Fact]
    public void NamePrefix_OfSeveralConditions_IsTheLongest()
    {
        (string Query, string Prefix)[] cases =
        [
            ("thingName:pump-61* AND attributes.few:v1 AND thingName:pump*", "pump-61"), ("attributes.few:v1 AND connectivity.connected:true", ""), ("thingName:pump-61* OR thingName:pump-6173", ""),
            ("NOT thingName:pump-61*", ""),
        ];

        Assert.All(cases, one => Assert.Equal(one.Prefix, Compile(one.Query).NamePrefix));
    }

    [Fact]
    public void Matches_PlaceWithoutAThing_IsFalse()
    {
        string[] queries =
        [
            "anything", "thingName:a*", "thingId:a*", "thingGroupNames:*", "thingTypeName:*", "attributes.few:*", "connectivity.disconnectReason:*", "connectivity.keepAliveDuration:60",
        ];

        Assert.All(queries, query => Assert.False(Compile(query).Matches(10 * LargeFleet.Made)));
    }

    public void Dispose() => _fleet.Dispose();

    private Filter Compile(string query) => FilterCompiler.Compile(LargeFleet.Bind(FleetQuery.Parse(query)), _columns);

    private void AssertKeepsItsWord(FleetQuery query)
    {
        var expected = _fleet.Ask(query).ConvertAll(static thing => thing.Place).Order().ToList();
        var filter = FilterCompiler.Compile(LargeFleet.Bind(query), _columns);

        var matches = Matches.Find(filter, _columns, TestContext.Current.CancellationToken);

        Assert.Equal((query.Text, string.Join(' ', expected)), (query.Text, string.Join(' ', matches.All())));
        Assert.Equal(expected.Count, matches.Count);
        Assert.Equal(expected, _fleet.Things.Select(static thing => thing.Place).Where(matches.Contains).Order());
        Assert.Equal(expected, _fleet.Things.Select(static thing => thing.Place).Where(filter.Matches).Order());
        Assert.InRange(filter.MostMatches(_columns.Things.Count), expected.Count, _columns.Things.Count);
        Assert.All(expected, place => Assert.StartsWith(filter.NamePrefix, _columns.Things[place]!.Name, StringComparison.OrdinalIgnoreCase));
    }
}
