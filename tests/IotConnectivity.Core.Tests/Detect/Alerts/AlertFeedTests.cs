using IotConnectivity.Storage;
using IotConnectivity.TestKit;

namespace IotConnectivity.Detect.Alerts;

public class AlertFeedTests
{
    [Fact]
    public async Task Read_AskingForTheNext_IsWhatDelivers()
    {
        var feed = new AlertFeed();
        await using var world = await AlertWorld.StartAsync((AlertWorld.Topic, feed));
        await using var reader = feed.GetAsyncEnumerator(TestContext.Current.CancellationToken);

        world.Raise("pump-1", 1);
        world.Clear("pump-1", 1);
        Assert.True(await reader.MoveNextAsync());
        var alarm = reader.Current;
        await world.FlushAsync();
        var pending = world.Outbox.PendingCount;
        Assert.True(await reader.MoveNextAsync());

        Assert.Equal(2, pending);
        Assert.Equal(alarm.Event.ViolationId, reader.Current.Event.ViolationId);
        Assert.NotEqual(alarm.Id, reader.Current.Id);
    }

    [Fact]
    public async Task Read_ReaderThatLeaves_GetsTheAlertAgain()
    {
        var feed = new AlertFeed();
        await using var world = await AlertWorld.StartAsync((AlertWorld.Topic, feed));
        world.Raise("pump-1", 1);
        var first = await feed.FirstAsync(TestContext.Current.CancellationToken);

        var again = await world.PassUntilAsync(feed.FirstAsync(TestContext.Current.CancellationToken).AsTask(), TimeSpan.FromSeconds(1));

        Assert.Equal(first.Id, again.Id);
    }

    [Fact]
    public async Task Deliver_NobodyReads_FailsAndIsDeadAfterAllAndNothingIsLeftInMemory()
    {
        var clock = new ManualTimeProvider();
        var feed = new AlertFeed(clock);
        await using var world = await AlertWorld.StartAsync(new InMemoryConnectivityStore(), new AlertOptions(), [(AlertWorld.Topic, feed)], clock);
        world.Raise("pump-1", 1);
        await world.FlushAsync();

        await world.PassUntilAsync(() => world.Outbox.DeadCount == 1, TimeSpan.FromMinutes(1));
        await world.FlushAsync();

        Assert.Equal("nobody has read the feed for 00:05:00", Assert.Single(await world.ListDeadAsync()).Error);
        Assert.Equal((0, 0), (world.Outbox.PendingCount, feed.Count));
    }

    [Fact]
    public async Task Read_LongAfterTheAlert_GetsItOnce()
    {
        var clock = new ManualTimeProvider();
        var feed = new AlertFeed(clock);
        await using var world = await AlertWorld.StartAsync(new InMemoryConnectivityStore(), new AlertOptions(), [(AlertWorld.Topic, feed)], clock);
        world.Raise("pump-1", 1);
        await world.PassUntilAsync(() => world.Recorder.Sum("iot.connectivity.alerts", ("outcome", "failed")) >= 2, TimeSpan.FromMinutes(1));
        await using var reader = feed.GetAsyncEnumerator(TestContext.Current.CancellationToken);

        var read = reader.MoveNextAsync().AsTask();
        await world.PassUntilAsync(() => read.IsCompleted, TimeSpan.FromSeconds(1));
        clock.Advance(TimeSpan.FromHours(1));
        world.Raise("pump-2", 2);
        var first = reader.Current;
        Assert.True(await reader.MoveNextAsync());

        Assert.Equal((AlertWorld.Id(1), AlertWorld.Id(2)), (first.Event.ViolationId, reader.Current.Event.ViolationId));
    }
}
