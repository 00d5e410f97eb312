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

    /// <summary>A group cannot come to be while what it looks at is being switched off.</summary>
    [Fact]
    public void TryChange_GroupIsCreatedMeanwhile_OneOfTheTwoIsRefused()
    {
        using var fleet = new TestFleet();
        Exception? refused = null;
        var creating = new Thread(() => refused = Record.Exception(() => fleet.Groups.TryCreate("offline", FleetQuery.Parse("connectivity.connected:false"), null, null, out _, out _)));
        var refuse = fleet.Switch.Refuse!;
        fleet.Switch.Refuse = next =>
        {
            var why = refuse(next);
            creating.Start();
            SpinWait.SpinUntil(() => !creating.IsAlive || creating.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(30));
            return why;
        };

        var isOff = fleet.Switch.TryChange(static old => old with { TracksConnectivity = false, TracksViolations = false }, out _);
        creating.Join();

        Assert.True(isOff);
        Assert.IsType<QueryException>(refused);
        Assert.Null(fleet.Registry.Groups.Find("offline"));
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
        fleet.Create("f", "n=-0.0");
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
    public void New_PartMissing_Throws()
    {
        using var fleet = new TestFleet();

        Assert.Throws<ArgumentNullException>("registry", () => new FleetIndex(null!, fleet.Index, fleet.Switch));
        Assert.Throws<ArgumentNullException>("index", () => new FleetIndex(fleet.Registry, null!, fleet.Switch));
        Assert.Throws<ArgumentNullException>("indexing", () => new FleetIndex(fleet.Registry, fleet.Index, null!));
    }

    [Fact]
    public void Dispose_ThingsChangeLater_AnswersFromWhatIsKnown()
    {
        using var fleet = new TestFleet();
        fleet.Create("a");
        Assert.Equal(1, fleet.Count("*"));

        fleet.Fleet.Dispose();
        fleet.Create("b");
        fleet.Connect("a");

        Assert.Equal((1, 0), (fleet.Count("*"), fleet.Count("connectivity.connected:true")));
    }

    [Fact]
    public void IsAtRest_NobodyTakesChangesIn_IsFalse()
    {
        using var fleet = new TestFleet();
        fleet.Create("a");

        fleet.Fleet.Settle();

        Assert.False(fleet.Fleet.IsAtRest);
    }

    [Fact]
    public void Watch_Disposed_Throws()
    {
        var fleet = new TestFleet();
        fleet.Dispose();

        Assert.Throws<ObjectDisposedException>(() => fleet.Fleet.Watch(FleetQuery.Parse("*")));
        Assert.Throws<ObjectDisposedException>(() => fleet.Fleet.WatchMemberships());
    }

    [Fact]
    public void Search_Pages_ComeInOrderWithoutRegardToCase()
    {
        using var fleet = new TestFleet();
        foreach (var name in (string[])["b", "B", "a-1", "C", "A-2", "a-10"]) fleet.Create(name, "n=1");
        var query = FleetQuery.Parse("attributes.n:1");
        var found = new List<string>();

        for (string? after = null; found.Count < 6; after = found[^1])
        {
            var page = fleet.Fleet.Search(query, 2, after, Cancel);
            Assert.Equal(2, page.Count);
            found.AddRange(page.Select(thing => thing.Thing.Name));
        }

        Assert.Equal(["a-1", "a-10", "A-2", "B", "b", "C"], found);
        Assert.Empty(fleet.Fleet.Search(query, 2, "C", Cancel));
        fleet.Delete("B");
        Assert.Equal(["b", "C"], fleet.Fleet.Search(query, 2, "B", Cancel).Select(thing => thing.Thing.Name));
        Assert.Throws<ArgumentOutOfRangeException>(() => fleet.Fleet.Search(query, 0, cancellationToken: Cancel));
        Assert.Throws<ArgumentNullException>(() => fleet.Fleet.Search(null!, cancellationToken: Cancel));
        Assert.Throws<ArgumentNullException>(() => fleet.Fleet.Count(null!, Cancel));
    }

    [Fact]
    public void Search_Thing_TellsEverythingOfIt()
    {
        using var fleet = new TestFleet();
        fleet.Create("pump-1", "site=north");
        fleet.Create("pump-2");
        fleet.Connect("pump-1", 1_000);
        fleet.End("pump-1", 2_000, DisconnectReason.ServerError);
        foreach (var group in (string[])["z", "a"])
        {
            Assert.True(fleet.Registry.Groups.TryCreate(group, null, null, null, out _, out _));
            Assert.True(fleet.Registry.Groups.TryAdd(group, "pump-1", out _));
        }

        var things = fleet.Fleet.Search(FleetQuery.Parse("thingName:PUMP*"), cancellationToken: Cancel);

        Assert.Equal(fleet.Registry.Find("pump-1"), things[0].Thing);
        Assert.Equal(["a", "z"], things[0].GroupNames);
        Assert.Equal((false, 2_000L, DisconnectReason.ServerError), (things[0].Connectivity.Connected, things[0].Connectivity.TimestampMs!.Value, things[0].Connectivity.DisconnectReason));
        Assert.Empty(things[1].GroupNames);
        Assert.Same(ThingConnectivity.Never, things[1].Connectivity);
    }

    [Fact]
    public async Task SearchAsync_MoreThanAPage_GivesAllInOrder()
    {
        using var fleet = new TestFleet();
        for (var i = 0; i < 2_500; i++) fleet.Create(NameOf(i));
        var found = new List<string>();

        await foreach (var thing in fleet.Fleet.SearchAsync(FleetQuery.Parse("NOT thingName:thing-00007"), Cancel)) found.Add(thing.Thing.Name);

        Assert.Equal(Enumerable.Range(0, 2_500).Where(static i => i != 7).Select(NameOf), found);
    }

    [Fact]
    public async Task SearchAsync_CancelledOnTheWay_Throws()
    {
        using var fleet = new TestFleet();
        for (var i = 0; i < 2_500; i++) fleet.Create(NameOf(i));
        using var cancellation = new CancellationTokenSource();
        var count = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var thing in fleet.Fleet.SearchAsync(FleetQuery.Parse("NOT thingName:a*1"), cancellation.Token))
            {
                if (++count == 1_000) await cancellation.CancelAsync();
            }
        });

        Assert.Equal(1_000, count);
    }

    [Theory]
    [InlineData("attributes.n:*7*")]
    [InlineData("NOT attributes.n:x")]
    [InlineData("*thing*7")]
    [InlineData("thingName:thing*7 AND attributes.n:nobody*")]
    public void Anything_Cancelled_Throws(string text)
    {
        using var fleet = new TestFleet();
        for (var i = 0; i < 10_000; i++) fleet.Create(NameOf(i), $"n={i}");
        var query = FleetQuery.Parse(text);
        fleet.Count(text);
        var cancelled = new CancellationToken(canceled: true);

        Assert.Throws<OperationCanceledException>(() => fleet.Fleet.Count(query, cancelled));
        Assert.Throws<OperationCanceledException>(() => fleet.Fleet.GetStatistics(query, cancellationToken: cancelled));
        Assert.Throws<OperationCanceledException>(() => fleet.Fleet.GetBuckets(query, "connectivity.timestamp", 5, cancelled));
        Assert.Throws<OperationCanceledException>(() => fleet.Fleet.Search(query, 10_001, cancellationToken: cancelled));
    }

    [Fact]
    public void Aggregations_BadArguments_AreRefused()
    {
        using var fleet = new TestFleet();
        var all = FleetQuery.Parse("*");

        var error = Assert.Throws<InvalidAggregationException>(() => fleet.Fleet.GetCardinality(all, "attributes.site", Cancel));
        Assert.Equal("aggregation field `attributes.site` is not in the index, expected a managed field or a custom field of the index configuration", error.Message);
        error = Assert.Throws<InvalidAggregationException>(() => fleet.Fleet.GetPercentiles(all, "thingName", cancellationToken: Cancel));
        Assert.Equal("aggregation field `thingName` is not a number, expected one for percentiles", error.Message);
        error = Assert.Throws<InvalidAggregationException>(() => fleet.Fleet.GetCardinality(all, new string('f', 128), Cancel));
        Assert.Contains($"`{new string('f', 128)}`", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<InvalidAggregationException>(() => fleet.Fleet.GetCardinality(all, new string('f', 129), Cancel));
        Assert.Contains($"`{new string('f', 128)}…`", error.Message, StringComparison.Ordinal);
        foreach (var percent in (double[])[-0.1, 100.1, double.NaN])
        {
            var outside = Assert.Throws<ArgumentOutOfRangeException>(() => fleet.Fleet.GetPercentiles(all, FleetIndex.DefaultField, [50, percent], Cancel));
            Assert.StartsWith("a percent is not from 0 to 100", outside.Message, StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => fleet.Fleet.GetBuckets(all, "thingName", 0, Cancel));
        Assert.Throws<ArgumentOutOfRangeException>(() => fleet.Fleet.GetBuckets(all, "thingName", FleetIndex.MaxBuckets + 1, Cancel));
        Assert.Throws<ArgumentNullException>(() => fleet.Fleet.GetStatistics(null!, cancellationToken: Cancel));
        Assert.Throws<ArgumentNullException>(() => fleet.Fleet.GetStatistics(all, null!, Cancel));
        Assert.Empty(fleet.Fleet.GetPercentiles(all, FleetIndex.DefaultField, cancellationToken: Cancel));
        fleet.Create("a");
        Assert.Equal([1, 5, 25, 50, 75, 95, 99], fleet.Fleet.GetPercentiles(all, FleetIndex.DefaultField, cancellationToken: Cancel).Select(percentile => percentile.Percent));
        Assert.Equal(1, fleet.Fleet.GetStatistics(all, cancellationToken: Cancel).Count);
        Assert.Single(fleet.Fleet.GetBuckets(all, "thingName", FleetIndex.MaxBuckets, Cancel).Buckets);
    }

    [Theory]
    [InlineData("connectivity.timestamp:[1000 TO 2000]", "b c d")]
    [InlineData("connectivity.timestamp:{1000 TO 2000}", "c")]
    [InlineData("connectivity.timestamp:[1000 TO 2000}", "b c")]
    [InlineData("connectivity.timestamp < 1000", "a")]
    [InlineData("connectivity.timestamp <= 999.5", "a")]
    [InlineData("connectivity.timestamp > 1999.5", "d e")]
    [InlineData("connectivity.timestamp >= 2000.5", "e")]
    [InlineData("connectivity.timestamp > 1e300", "")]
    [InlineData("connectivity.timestamp < 1e300", "a b c d e")]
    [InlineData("connectivity.timestamp > -1e300", "a b c d e")]
    [InlineData("connectivity.timestamp:0", "a")]
    [InlineData("connectivity.timestamp:253402300799999", "e")]
    [InlineData("connectivity.timestamp:[* TO *]", "a b c d e")]
    public void Search_Timestamps_AreComparedToTheMillisecond(string query, string expected)
    {
        using var fleet = new TestFleet();
        foreach (var name in (string[])["a", "b", "c", "d", "e"]) fleet.Create(name);
        fleet.Connect("b", 1_000);
        fleet.Connect("c", 1_001);
        fleet.Connect("d", 1_999);
        fleet.End("d", 2_000);
        fleet.Connect("e", 253_402_300_799_999);

        Assert.Equal(expected, string.Join(' ', fleet.Find(query)));
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, fleet.Count(query));
    }

    /// <summary>Values that many things have and values that one thing has, of one chunk and of several, take different ways.</summary>
    [Fact]
    public void Search_ValuesOfEverySort_AreFoundAndCounted()
    {
        (string Query, int Expected)[] cases =
        [
            ("attributes.few:v3", 1_000),
            ("attributes.few:V3", 1_000),
            ("attributes.few:v*", 10_000),
            ("attributes.few:*", 10_000),
            ("attributes.few:v?", 10_000),
            ("attributes.many:42", 1),
            ("attributes.many < 42", 42),
            ("attributes.many:[42 TO 4200]", 4_159),
            ("attributes.many:4?*", 1_110),
            ("attributes.rare:*", 10),
            ("attributes.rare:x", 10),
            ("NOT attributes.rare:x", 9_990),
            ("attributes.rare:x AND attributes.few:v0", 10),
            ("attributes.spelled:yes", 10_000),
            ("attributes.spelled:\"yEs\"", 10_000),
            ("attributes.spelled:yes AND attributes.few:v9 AND attributes.many > 9000", 100),
            ("thingName:thing-0* AND attributes.few:v1", 1_000),
            ("thingName:thing-0999* OR thingName:thing-00001", 11),
            ("NOT thingName:thing-0999*", 9_990),
            ("attributes.nobody:x OR attributes.nobody:*", 0),
        ];
        using var fleet = new TestFleet();
        Assert.True(fleet.Registry.Types.TryCreate("type", null, null, out _, out _));
        string[] spellings = ["yes", "Yes", "YES", "yEs", "yeS", "YEs"];
        for (var i = 0; i < 10_000; i++)
        {
            Dictionary<string, string> attributes = new() { ["few"] = $"v{i % 10}", ["many"] = $"{i}", ["spelled"] = spellings[i % spellings.Length] };
            if (i % 1_000 == 0) attributes["rare"] = "x";
            Assert.True(fleet.Registry.TryCreate(new ThingName(NameOf(i)), attributes, "type", out _, out _));
        }

        foreach (var (query, expected) in cases)
        {
            Assert.Equal((query, expected), (query, fleet.Count(query)));
            Assert.Equal((query, expected), (query, fleet.Find(query, 10_000).Length));
            Assert.Equal(fleet.Find(query, 10_000).Take(3), fleet.Find(query, 3));
        }
    }

    [Theory]
    [InlineData("thingTypeName > 5", 0)]
    [InlineData("thingTypeName:[\"100\" TO \"2\"]", 1)]
    [InlineData("thingTypeName:150.0", 0)]
    [InlineData("150.0", 0)]
    [InlineData("150", 1)]
    public void Search_TypeThatLooksLikeANumber_IsAText(string query, int expected)
    {
        using var fleet = new TestFleet();
        Assert.True(fleet.Registry.Types.TryCreate("150", null, null, out _, out _));
        Assert.True(fleet.Registry.TryCreate(new ThingName("a"), null, "150", out _, out _));

        Assert.Equal(expected, fleet.Count(query));
    }

    /// <summary>What was taken out of the index leaves nothing behind that a new thing at its place could be found by.</summary>
    [Fact]
    public void Search_AnotherThingAtThePlace_HasNothingOfTheOldOne()
    {
        using var fleet = new TestFleet();
        Assert.True(fleet.Registry.Types.TryCreate("type", null, null, out _, out _));
        Assert.True(fleet.Registry.TryCreate(new ThingName("old"), [new("site", "north")], "type", out _, out _));
        fleet.Connect("old");
        fleet.End("old");
        Assert.Equal(1, fleet.Count("attributes.site:north AND thingTypeName:type AND connectivity.disconnectReason:*"));

        fleet.Delete("old");
        fleet.Create("new");

        Assert.Equal(["new"], fleet.Find("*"));
        Assert.Equal(0, fleet.Count("attributes.site:* OR thingTypeName:* OR connectivity.disconnectReason:* OR connectivity.timestamp > 0 OR thingName:old OR north"));
        fleet.Delete("new");
        Assert.Equal(0, fleet.Count("*"));
    }

    private static string NameOf(int i) => $"thing-{i:D5}";
}
