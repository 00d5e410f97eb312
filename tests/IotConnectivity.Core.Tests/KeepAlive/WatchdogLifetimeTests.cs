using IotConnectivity.Indexing;

namespace IotConnectivity.KeepAlive;

/// <summary>Start, stop, and what is connected already when a watchdog starts.</summary>
public class WatchdogLifetimeTests
{
    [Fact]
    public void Start_WhatIsConnectedAlready_GetsAFullGracePeriodFromThen()
    {
        using var watched = new WatchedIndex(beforeStart: Restore);
        Assert.Equal(1, watched.Watchdog.WatchedCount);

        watched.Wait(90);
        Assert.True(watched.IsConnected);
        watched.Wait(0.1);

        // Long ago by the clock of the source, found silent only now.
        Assert.False(watched.IsConnected);
        Assert.Equal(Teller.Start + 90_000, watched.State.TimestampMs);

        static void Restore(ConnectivityIndex index) => index.Apply(new Teller(WatchedIndex.Reporting).Connect(0, "a"));
    }

    [Fact]
    public void Start_HeartbeatsOfBeforeTheStart_AreKeptAsTheLastActivity()
    {
        using var watched = new WatchedIndex(beforeStart: Restore);

        watched.Wait(91);

        Assert.Equal(Teller.Start + 100_000, watched.State.TimestampMs);

        static void Restore(ConnectivityIndex index)
        {
            var teller = new Teller(WatchedIndex.Silent);
            index.Apply(teller.Connect(0, "a"));
            index.Apply(teller.Beat(10_000));
        }
    }

    [Fact]
    public void Start_Twice_Throws()
    {
        using var watched = new WatchedIndex();

        var error = Assert.Throws<InvalidOperationException>(watched.Watchdog.Start);

        Assert.Equal("the keep-alive watchdog was started before", error.Message);
        Assert.Equal(1, watched.Clock.ArmedTimers);
    }

    [Fact]
    public void BeforeStart_NothingHappens()
    {
        var clock = new TestKit.ManualTimeProvider();
        var index = new ConnectivityIndex();
        index.TryAdd(new ThingName(Teller.Pump));
        using var watchdog = new KeepAliveWatchdog(index, timeProvider: clock);
        index.Apply(new Teller(WatchedIndex.Reporting).Connect(0, "a"));

        clock.Advance(TimeSpan.FromHours(1));

        Assert.False(watchdog.IsStarted);
        Assert.Equal(TimeSpan.Zero, watchdog.SinceLastLook);
        Assert.Equal(0, watchdog.WatchedCount);
        Assert.Equal(1, index.ConnectedCount);
    }

    [Fact]
    public void Dispose_StopsListening()
    {
        var watched = new WatchedIndex();
        watched.Connect(keepAlive: 60);

        watched.Dispose();
        watched.Dispose();

        Assert.Equal(0, watched.Clock.ArmedTimers);
        watched.Wait(500);
        Assert.True(watched.IsConnected);
    }

    [Fact]
    public void Dispose_NeverStarted_IsHarmless()
    {
        var watchdog = new KeepAliveWatchdog(new ConnectivityIndex());

        watchdog.Dispose();

        Assert.False(watchdog.IsStarted);
    }

    [Fact]
    public void Start_OfASecondWatchdogAfterTheFirstEnded_WatchesWhatTheFirstDid()
    {
        var watched = new WatchedIndex();
        watched.Connect(keepAlive: 60);
        watched.Wait(80);
        watched.Dispose();

        using var second = new KeepAliveWatchdog(watched.Index, timeProvider: watched.Clock);
        second.Start();
        Assert.Equal(1, second.WatchedCount);
        watched.Wait(90);
        Assert.True(watched.IsConnected);
        watched.Wait(0.1);

        Assert.False(watched.IsConnected);
        Assert.Equal(0, second.WatchedCount);
    }

    [Fact]
    public void Connect_AfterDispose_IsNotWatched()
    {
        var watched = new WatchedIndex();
        watched.Dispose();

        watched.Connect(keepAlive: 60);

        Assert.Equal(0, watched.Watchdog.WatchedCount);
    }

    [Fact]
    public void SinceLastLook_GrowsBetweenLooks()
    {
        using var watched = new WatchedIndex();

        watched.Wait(0.35);

        Assert.True(watched.Watchdog.IsStarted);
        Assert.Equal(TimeSpan.FromMilliseconds(50), watched.Watchdog.SinceLastLook);
    }
}
