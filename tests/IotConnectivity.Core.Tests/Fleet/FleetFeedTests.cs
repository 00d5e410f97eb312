using IotConnectivity.Queries;

namespace IotConnectivity.Fleet;

public class FleetFeedTests
{
    [Fact]
    public async Task Watch_ThingsStartAndStopMatching_AreTold()
    {
        using var fleet = new TestFleet();
        fleet.Create("a", "site=north");
        fleet.Create("b");
        fleet.Create("c", "site=north");
        using var feed = fleet.Fleet.Watch(FleetQuery.Parse("attributes.site:north"));

        fleet.Update("b", "site=north");
        fleet.Fleet.Settle();
        fleet.Update("a", "site=south");
        fleet.Fleet.Settle();
        fleet.Update("b", "site=NORTH");
        fleet.Fleet.Settle();
        fleet.Delete("c");
        fleet.Fleet.Settle();

        Assert.Equal([new("b", true, 0), new("a", false, 0), new("c", false, 0)], await ReadAsync(feed));
    }

    [Fact]
    public async Task Watch_ConnectivityChanges_AreTold()
    {
        using var fleet = new TestFleet();
        fleet.Create("a");
        using var offline = fleet.Fleet.Watch(FleetQuery.Parse("connectivity.connected:false"));
        using var registry = fleet.Fleet.Watch(FleetQuery.Parse("thingName:a"));
        var before = fleet.Fleet.Evaluations;

        fleet.Connect("a");
        fleet.Fleet.Settle();
        fleet.End("a");
        fleet.Fleet.Settle();

        Assert.Equal([new("a", false, 0), new("a", true, 0)], await ReadAsync(offline));
        Assert.Empty(await ReadAsync(registry));
        Assert.Equal(2, fleet.Fleet.Evaluations - before);
    }

    [Fact]
    public async Task Watch_ThingMadeAnewAtTheSamePlace_IsGoneAndThere()
    {
        using var fleet = new TestFleet();
        fleet.Create("a");
        using var feed = fleet.Fleet.Watch(FleetQuery.Parse("*"));

        fleet.Delete("a");
        fleet.Create("a");
        fleet.Fleet.Settle();

        Assert.Equal([new("a", false, 0), new("a", true, 0)], await ReadAsync(feed));
    }

    [Fact]
    public async Task Watch_ThingMadeAnewAndTakenInBeforeTheOldOne_HasTheLastWord()
    {
        // More than are taken in at once, the old thing behind them and the new one before.
        const int many = 20_000;
        using var fleet = new TestFleet();
        for (var i = 0; i < many; i++) fleet.Create($"thing-{i}");
        using var feed = fleet.Fleet.Watch(FleetQuery.Parse($"thingName:thing-{many - 1}"));

        fleet.Delete($"thing-{many - 1}");
        fleet.Delete("thing-0");
        fleet.Create($"thing-{many - 1}");
        for (var i = 1; i < many - 1; i++) fleet.Create($"thing-{i}");
        fleet.Fleet.Settle();

        var notices = await ReadAsync(feed);
        Assert.True(notices[^1].IsMatch, string.Join(' ', notices));
        Assert.Contains(notices, notice => !notice.IsMatch);
        fleet.Delete($"thing-{many - 1}");
        fleet.Fleet.Settle();
        Assert.Equal([new($"thing-{many - 1}", false, 0)], await ReadAsync(feed));
    }

    /// <summary>Whoever changes a thing wakes the thread of the index; no query need come.</summary>
    [Fact]
    public async Task Watch_NobodyAsks_IsToldAllTheSame()
    {
        using var fleet = new TestFleet();
        fleet.Create("a");
        fleet.Fleet.Start();
        using var feed = fleet.Fleet.Watch(FleetQuery.Parse("connectivity.connected:true"));
        await using var reader = feed.GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var next = reader.MoveNextAsync().AsTask();
        Assert.True(SpinWait.SpinUntil(() => fleet.Fleet.IsAtRest, TimeSpan.FromSeconds(30)));

        fleet.Connect("a");

        Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal(new FleetNotice("a", true, 0), reader.Current);
    }

    [Fact]
    public async Task Watch_SlowReader_IsToldHowManyItMissed()
    {
        using var fleet = new TestFleet();
        using var feed = fleet.Fleet.Watch(FleetQuery.Parse("*"), capacity: 2);

        for (var i = 0; i < 5; i++)
        {
            fleet.Create($"{i}");
            fleet.Fleet.Settle();
        }

        Assert.Equal([new("3", true, 3), new("4", true, 0)], await ReadAsync(feed));
        fleet.Create("5");
        fleet.Fleet.Settle();
        Assert.Equal([new("5", true, 0)], await ReadAsync(feed));
    }

    [Fact]
    public async Task Dispose_FeedOrFleet_EndsTheReaderAfterWhatIsBuffered()
    {
        var fleet = new TestFleet();
        var first = fleet.Fleet.Watch(FleetQuery.Parse("*"));
        using var second = fleet.Fleet.Watch(FleetQuery.Parse("*"));
        fleet.Create("a");
        fleet.Fleet.Settle();
        first.Dispose();
        first.Dispose();
        fleet.Create("b");
        fleet.Fleet.Settle();

        fleet.Dispose();
        fleet.Dispose();

        Assert.Equal([new("a", true, 0)], await ReadToEndAsync(first));
        Assert.Equal([new("a", true, 0), new("b", true, 0)], await ReadToEndAsync(second));
    }

    [Fact]
    public async Task GetAsyncEnumerator_Cancelled_Throws()
    {
        using var fleet = new TestFleet();
        using var feed = fleet.Fleet.Watch(FleetQuery.Parse("*"));
        using var cancelled = new CancellationTokenSource();
        await using var reader = feed.GetAsyncEnumerator(cancelled.Token);
        var next = reader.MoveNextAsync().AsTask();

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(0)]
    [InlineData((1 << 20) + 1)]
    public void Watch_CapacityOutOfRange_Throws(int capacity)
    {
        using var fleet = new TestFleet();

        Assert.Throws<ArgumentOutOfRangeException>(() => fleet.Fleet.Watch(FleetQuery.Parse("*"), capacity));
        Assert.Throws<ArgumentOutOfRangeException>(() => fleet.Fleet.WatchMemberships(capacity));
    }

    [Fact]
    public void Watch_FieldThatIsNotIndexed_IsRefused()
    {
        using var fleet = new TestFleet();

        Assert.Throws<QueryException>(() => fleet.Fleet.Watch(FleetQuery.Parse("shadow.reported.a:1")));
        Assert.Throws<ArgumentNullException>(() => fleet.Fleet.Watch(null!));
    }

    [Fact]
    public void Dispose_OneOfTwo_IsNotAskedAnyMore()
    {
        using var fleet = new TestFleet();
        using var first = fleet.Fleet.Watch(FleetQuery.Parse("*"));
        using var second = fleet.Fleet.Watch(FleetQuery.Parse("*"));

        first.Dispose();
        fleet.Create("a");
        fleet.Fleet.Settle();

        Assert.Equal(1, fleet.Fleet.Evaluations);
    }

    /// <summary>Reads what is there, and no further.</summary>
    private static async Task<List<FleetNotice>> ReadAsync(FleetFeed feed)
    {
        var notices = new List<FleetNotice>();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var reader = feed.GetAsyncEnumerator(cancellation.Token);
        while (true)
        {
            var next = reader.MoveNextAsync();
            if (!next.IsCompleted)
            {
                await cancellation.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
                return notices;
            }

            if (!await next) return notices;
            notices.Add(reader.Current);
        }
    }

    private static async Task<List<FleetNotice>> ReadToEndAsync(FleetFeed feed)
    {
        var notices = new List<FleetNotice>();
        await foreach (var notice in feed.WithCancellation(TestContext.Current.CancellationToken)) notices.Add(notice);
        return notices;
    }
}
