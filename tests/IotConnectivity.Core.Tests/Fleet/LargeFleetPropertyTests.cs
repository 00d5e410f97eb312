using IotConnectivity.Fleet.Aggregations;
using IotConnectivity.Fleet.Columns;
using IotConnectivity.Queries;
using IotConnectivity.Queries.Schema;
using IotConnectivity.TestKit;

namespace IotConnectivity.Fleet;

/// <summary>A fleet of several chunks gives what asking each thing gives.</summary>
public sealed class LargeFleetPropertyTests : IDisposable
{
    private readonly LargeFleet _fleet = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Search_EverySortOfCondition_FindsWhatAskingEachThingFinds()
    {
        foreach (var leaf in LargeFleet.Leaves)
        {
            AssertFinds(FleetQuery.Parse(leaf));
            AssertFinds(FleetQuery.Parse($"NOT {leaf}"));
        }
    }

    [Fact]
    public void Search_AnyQuery_FindsWhatAskingEachThingFinds()
    {
        var random = new Random(Concurrently.Seed());
        for (var round = 0; round < Repetitions.Of(200); round++) AssertFinds(FleetWorld.AnyQuery(random, LargeFleet.Leaves));
    }

    [Fact]
    public void GetBuckets_OfAnyQuery_CountsWhatAskingEachThingCounts()
    {
        var random = new Random(Concurrently.Seed());
        for (var round = 0; round < Repetitions.Of(20); round++)
        {
            var query = round == 0 ? FleetQuery.Parse("*") : FleetWorld.AnyQuery(random, LargeFleet.Leaves);
            foreach (var field in (string[])["registry.thingTypeName", "registry.thingGroupNames", "connectivity.connected", "connectivity.disconnectReason", "connectivity.timestamp"])
            {
                AssertCounts(query, field);
            }
        }
    }

    public void Dispose() => _fleet.Dispose();

    /// <summary>All at once, all but the last, all but the first, and a short page from the middle on.</summary>
    private void AssertFinds(FleetQuery query)
    {
        var expected = _fleet.Ask(query).ConvertAll(static thing => thing.Name);
        var fewer = Math.Max(1, expected.Count - 1);
        var middle = _fleet.Things[_fleet.Things.Count / 2].Name;

        Assert.Equal((query.Text, expected.Count), (query.Text, _fleet.Fleet.Count(query, Cancel)));
        AssertPage(query, expected, LargeFleet.Made, null);
        AssertPage(query, expected, fewer, null);
        if (expected.Count > 0) AssertPage(query, expected, fewer, expected[0]);
        AssertPage(query, expected, 20, middle);
    }

    private void AssertCounts(FleetQuery query, string field)
    {
        var found = QuerySchema.Things.Find(field.Replace("registry.", string.Empty, StringComparison.Ordinal));
        var matching = _fleet.Ask(query);
        var expected = matching.SelectMany(thing => new ThingDocument(thing).Values(found)).CountBy(static value => value.Text).Select(static pair => new FieldBucket(pair.Key, pair.Value));

        var buckets = _fleet.Fleet.GetBuckets(query, field, FleetIndex.MaxBuckets, Cancel);

        Assert.Equal((query.Text, field, matching.Count), (query.Text, field, buckets.TotalCount));
        Assert.Equal(expected.OrderBy(static bucket => bucket.KeyValue, StringComparer.Ordinal), buckets.Buckets.OrderBy(static bucket => bucket.KeyValue, StringComparer.Ordinal));
    }

    private void AssertPage(FleetQuery query, List<string> all, int size, string? after)
    {
        var expected = all.Where(name => after is null || NameOrder.Compare(name, after) > 0).Take(size);

        var found = _fleet.Fleet.Search(query, size, after, Cancel).Select(static thing => thing.Thing.Name);

        Assert.Equal((query.Text, string.Join(' ', expected)), (query.Text, string.Join(' ', found)));
    }
}
