using IotConnectivity.Fleet.Aggregations;
using IotConnectivity.Indexing;
using IotConnectivity.Queries;
using IotConnectivity.Registry;

namespace IotConnectivity.Fleet;

public class FleetIndexTests
{
    // More than are taken in at once.
    private const int Many = 20_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Search_ManyThingsMadeAnewAtOtherPlaces_FindsEachOnce()
    {
        using var fleet = new TestFleet();
        for (var i = 0; i < Many; i++) fleet.Create(NameOf(i));
        Assert.Equal(Many, fleet.Count("*"));

        // The place that was free last is used first: each thing gets the place of another.
        for (var i = 0; i < Many; i++) fleet.Delete(NameOf(i));
        for (var i = 0; i < Many; i++) fleet.Create(NameOf(i));

        Assert.Equal(Many, fleet.Count("*"));
        Assert.Equal([NameOf(0), NameOf(1), NameOf(2)], fleet.Find("*", 3));
        Assert.Equal([.. Enumerable.Range(120, 10).Select(NameOf)], fleet.Find("thingName:thing-0012*"));
    }

    [Fact]
    public void Search_IndexingIsOff_IsRefused()
    {
        using var fleet = new TestFleet();
        Assert.True(fleet.Switch.TryChange(_ => IndexingConfiguration.Off, out _));

        var error = Assert.Throws<QueryException>(() => fleet.Count("*"));

        Assert.Equal("Query includes one or more constraints for Registry attribute, but Registry indexing is not enabled for AWS_Things index", error.Message);
    }

    [Fact]
    public void TryChange_ConnectivityOffThatAGroupLooksAt_IsRefused()
    {
        using var fleet = new TestFleet();
        fleet.CreateGroup("offline", "connectivity.connected:false");
        fleet.CreateGroup("pumps", "thingName:pump*");

        Assert.False(fleet.Switch.TryChange(static old => old with { TracksConnectivity = false, TracksViolations = false }, out var error));

        Assert.Equal("dynamic thing group offline looks at what would not be indexed any more, expected it to be deleted before", error);
        Assert.True(fleet.Index.IsEnabled);
        Assert.True(fleet.Groups.TryDelete("offline", null, out _));
        Assert.True(fleet.Switch.TryChange(static old => old with { TracksConnectivity = false, TracksViolations = false }, out _));
        Assert.False(fleet.Switch.TryChange(_ => IndexingConfiguration.Off, out error));
        Assert.Equal("dynamic thing group pumps looks at what would not be indexed any more, expected it to be deleted before", error);
        Assert.True(fleet.Groups.TryDelete("pumps", null, out _));
        Assert.True(fleet.Switch.TryChange(_ => IndexingConfiguration.Off, out _));
    }

    [Fact]
    public void TryChange_GroupLooksAtWhatIsOffAnyway_IsNotRefused()
    {
        using var fleet = new TestFleet();
        Assert.True(fleet.Switch.TryChange(static old => old with { TracksConnectivity = false, TracksViolations = false }, out _));
        var query = new ThingGroupQuery("AWS_Things", "connectivity.connected:false", "2017-09-30", ThingGroupStatus.Active);
        Assert.True(fleet.Registry.Groups.TryCreateDynamic("offline", query, null, null, out _, out _));

        Assert.True(fleet.Switch.TryChange(static old => old with { CustomFields = [new IndexField("attributes.a", IndexFieldType.Number)] }, out var error), error);
    }

    [Fact]
    public void GetStatistics_ManagedFieldThatNoThingHas_CountsNone()
    {
        using var fleet = new TestFleet();
        fleet.Create("pump-1");

        Assert.Equal(new FieldStatistics(), fleet.Fleet.GetStatistics(FleetQuery.Parse("*"), "deviceDefender.version", Cancel));
        Assert.Equal(0, fleet.Fleet.GetCardinality(FleetQuery.Parse("*"), "deviceDefender.*.*.inViolation", Cancel));
    }

    [Fact]
    public void GetBuckets_FieldOfNumbersSpelledInSeveralWays_CountsTheNumber()
    {
        using var fleet = new TestFleet();
        fleet.Create("a", "n=1");
        fleet.Create("b", "n=1.0");
        fleet.Create("c", "n=1e0");
        fleet.Create("d", "n=one");
        fleet.Create("e", "n=2.5");
        fleet.Create("f", "n=-0");
        fleet.Create("g", "n=0");
        Assert.True(fleet.Switch.TryChange(static old => old with { CustomFields = [new IndexField("attributes.n", IndexFieldType.Number)] }, out _));
        var all = FleetQuery.Parse("*");

        var buckets = fleet.Fleet.GetBuckets(all, "attributes.n", cancellationToken: Cancel);

        Assert.Equal(7, buckets.TotalCount);
        Assert.Equal([new FieldBucket("1", 3), new FieldBucket("0", 2), new FieldBucket("2.5", 1)], buckets.Buckets);
        Assert.Equal(3, fleet.Fleet.GetCardinality(all, "attributes.n", Cancel));
    }

    [Fact]
    public void GetPercentiles_NumbersAtTheEndsOfDouble_AreFinite()
    {
        using var fleet = new TestFleet();
        fleet.Create("a", "n=-1.7e308");
        fleet.Create("b", "n=1.7e308");
        Assert.True(fleet.Switch.TryChange(static old => old with { CustomFields = [new IndexField("attributes.n", IndexFieldType.Number)] }, out _));

        var percentiles = fleet.Fleet.GetPercentiles(FleetQuery.Parse("*"), "attributes.n", [0, 50, 100], Cancel);

        Assert.Equal([-1.7e308, 0, 1.7e308], percentiles.Select(percentile => percentile.Value));
    }

    [Fact]
    public void Watch_Disposed_Throws()
    {
        var fleet = new TestFleet();
        fleet.Dispose();

        Assert.Throws<ObjectDisposedException>(() => fleet.Fleet.Watch(FleetQuery.Parse("*")));
        Assert.Throws<ObjectDisposedException>(() => fleet.Fleet.WatchMemberships());
    }

    private static string NameOf(int i) => $"thing-{i:D5}";
}
