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
}
