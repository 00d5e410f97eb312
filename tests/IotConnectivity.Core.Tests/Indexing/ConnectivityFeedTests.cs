using System.Runtime.CompilerServices;
using IotConnectivity.Lifecycle;
using IotConnectivity.TestKit;

namespace IotConnectivity.Indexing;

public class ConnectivityFeedTests
{
    private static readonly Teller Keys = Teller.Keys;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Watch_StartsWithTheCallAndNotWithTheFirstRead()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"));
        using var feed = heard.Index.Watch();
        heard.Hear(Keys.End(5, "a"));
        feed.Dispose();

        var notice = Assert.Single(await ReadAll(feed));
        Assert.Equal(Teller.Pump, notice.Change.ThingName);
        Assert.True(notice.Change.Before.Connected);
        Assert.Same(heard.State, notice.Change.After);
        Assert.Equal(0, notice.Missed);
    }

    [Fact]
    public async Task Watch_SeveralChanges_ComeInOrder()
    {
        var heard = new HeardIndex();
        using var feed = heard.Index.Watch();
        heard.Hear(Keys.Connect(0, "a"));
        heard.Hear(Keys.End(5, "a"));
        heard.Hear(Keys.Connect(9, "b"));
        heard.Index.Disable();
        heard.Index.TryRemove(Teller.Pump);
        feed.Dispose();

        Assert.Equal([1, 2, 3, 4], (await ReadAll(feed)).Select(notice => notice.Change.After.Revision));
    }

    [Fact]
    public async Task Watch_WhatNobodyCanSee_IsNotReported()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"));
        using var feed = heard.Index.Watch();
        heard.Hear(Keys.End(5, "z"));
        heard.Hear(Keys.Connect(0, "a"));
        heard.Hear(Keys.Beat(5));
        heard.Hear(Keys.Of(LifecycleEventKind.Subscribed, 5));
        Assert.Equal(2, heard.State.Revision);
        feed.Dispose();

        Assert.Empty(await ReadAll(feed));
    }

    [Fact]
    public async Task Watch_InferredEndThatIsRevoked_ReportsBoth()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"));
        using var feed = heard.Index.Watch();
        heard.Hear(Keys.InferredEnd(0, "a", since: 0));
        heard.Hear(Keys.Beat(1));
        feed.Dispose();

        Assert.Equal([false, true], (await ReadAll(feed)).Select(notice => notice.Change.After.Connected));
    }

    [Fact]
    public async Task Watch_SlowReader_IsToldHowManyItMissed()
    {
        var heard = new HeardIndex();
        using var feed = heard.Index.Watch(capacity: 3);
        for (var i = 0; i < 10; i++) heard.Hear(Keys.Connect(i, $"k{i}"));
        feed.Dispose();

        var notices = await ReadAll(feed);

        Assert.Equal([8, 9, 10], notices.Select(notice => notice.Change.After.Revision));
        Assert.Equal([7, 0, 0], notices.Select(notice => notice.Missed));
    }

    [Fact]
    public async Task Watch_FullButNotOverfull_MissesNothing()
    {
        var heard = new HeardIndex();
        using var feed = heard.Index.Watch(capacity: 3);
        for (var i = 0; i < 3; i++) heard.Hear(Keys.Connect(i, $"k{i}"));
        feed.Dispose();

        Assert.Equal([0, 0, 0], (await ReadAll(feed)).Select(notice => notice.Missed));
    }

    [Fact]
    public async Task Watch_TwoReaders_BothSeeEverything()
    {
        var heard = new HeardIndex();
        using var one = heard.Index.Watch();
        using var other = heard.Index.Watch();
        heard.Hear(Keys.Connect(0, "a"));
        one.Dispose();
        heard.Hear(Keys.End(5, "a"));
        other.Dispose();

        Assert.Single(await ReadAll(one));
        Assert.Equal(2, (await ReadAll(other)).Count);
    }

    [Fact]
    public async Task Dispose_EndsAReaderThatWaits()
    {
        var heard = new HeardIndex();
        using var feed = heard.Index.Watch();
        var reading = ReadAll(feed);
        Assert.False(reading.IsCompleted);

        feed.Dispose();
        feed.Dispose();
        heard.Hear(Keys.Connect(0, "a"));

        Assert.Empty(await reading.WaitAsync(Soon, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Dispose_FeedThatNobodyHolds_IsForgotten()
    {
        var index = new ConnectivityIndex();

        var feed = WatchAndDispose(index);
        GC.Collect();

        Assert.False(feed.IsAlive);
        GC.KeepAlive(index);
    }

    [Fact]
    public async Task Watch_FromManyThreads_EveryFeedIsTold()
    {
        const int Feeds = 500;
        var heard = new HeardIndex();
        var feeds = new ConnectivityFeed[4 * Feeds];
        Concurrently.Run(4, thread =>
        {
            for (var i = 0; i < Feeds; i++) feeds[(thread * Feeds) + i] = heard.Index.Watch(capacity: 1);
        });

        heard.Hear(Keys.Connect(0, "a"));

        foreach (var feed in feeds)
        {
            feed.Dispose();
            Assert.Single(await ReadAll(feed));
        }
    }

    [Fact]
    public async Task GetAsyncEnumerator_Cancelled_Throws()
    {
        using var feed = new HeardIndex().Index.Watch();
        using var cancellation = new CancellationTokenSource();
        await using var reader = feed.GetAsyncEnumerator(cancellation.Token);
        var next = reader.MoveNextAsync().AsTask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(Soon, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(0)]
    [InlineData((1 << 20) + 1)]
    public void Watch_CapacityOutOfRange_Throws(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(capacity), () => new ConnectivityIndex().Watch(capacity));

    [Theory]
    [InlineData(1)]
    [InlineData(1 << 20)]
    public async Task Watch_CapacityAtItsEdges_IsAllowed(int capacity)
    {
        using var feed = new ConnectivityIndex().Watch(capacity);
        feed.Dispose();

        Assert.Empty(await ReadAll(feed));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference WatchAndDispose(ConnectivityIndex index)
    {
        var feed = index.Watch();
        feed.Dispose();
        return new WeakReference(feed);
    }

    private static async Task<List<ConnectivityNotice>> ReadAll(ConnectivityFeed feed)
    {
        var notices = new List<ConnectivityNotice>();
        await foreach (var notice in feed) notices.Add(notice);
        return notices;
    }
}
