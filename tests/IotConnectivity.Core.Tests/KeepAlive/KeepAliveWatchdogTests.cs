using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.TestKit;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.KeepAlive;

public class KeepAliveWatchdogTests
{
    // An end is found one tick after the grace period: the client may have been heard of at the end of a tick.
    private const double Late = 0.1;

    [Fact]
    public void Listen_SilentForLongerThanTheGracePeriod_ConcludesTheEnd()
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 60);

        watched.Wait(90);
        Assert.True(watched.IsConnected);
        watched.Wait(Late);

        Assert.False(watched.IsConnected);
        Assert.Equal(DisconnectReason.MqttKeepAliveTimeout, watched.State.DisconnectReason);
        Assert.Equal(ReasonQuality.Inferred, watched.State.ReasonQuality);
        Assert.Null(watched.State.RawReason);
        Assert.Equal(90, watched.ChangedAt);
        Assert.Equal(60, watched.State.KeepAliveSeconds);
        Assert.Equal(2, watched.State.Revision);
        Assert.Equal(0, watched.Watchdog.WatchedCount);
    }

    [Fact]
    public void Listen_LastHeartbeatHalfWay_DatesTheEndFromIt()
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 60);
        watched.Wait(80.5);
        watched.Beat();

        watched.Wait(90);
        Assert.True(watched.IsConnected);
        watched.Wait(Late);

        Assert.False(watched.IsConnected);
        Assert.Equal(170.5, watched.ChangedAt);
    }

    [Fact]
    public void Listen_HeartbeatsInTime_KeepTheConnectionForEver()
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 60);
        for (var i = 0; i < 50; i++)
        {
            watched.Wait(90);
            watched.Beat();
        }

        Assert.True(watched.IsConnected);
        Assert.Equal(1, watched.State.Revision);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(null)]
    public void Listen_KeepAliveNoneOrUnknown_NeverEnds(int? keepAlive)
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive);
        watched.Beat();

        watched.Wait(5_000);

        Assert.True(watched.IsConnected);
        Assert.Equal(0, watched.Watchdog.WatchedCount);
    }

    [Fact]
    public void Listen_KeepAliveOfOneSecond_Ends()
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 1);

        watched.Wait(1.5);
        Assert.True(watched.IsConnected);
        watched.Wait(Late);

        Assert.False(watched.IsConnected);
        Assert.Equal(1.5, watched.ChangedAt);
    }

    [Fact]
    public void Listen_KeepAliveOfHours_Ends()
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 9_999);

        watched.Wait(14_998.5);
        Assert.True(watched.IsConnected);
        watched.Wait(Late);

        Assert.Equal(14_998.5, watched.ChangedAt);
    }

    [Fact]
    public void Listen_SourceThatDoesNotReportActivity_IsNotWatchedWithoutAHeartbeat()
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 60, WatchedIndex.Silent);

        Assert.Equal(0, watched.Watchdog.WatchedCount);
        watched.Wait(5_000);

        Assert.True(watched.IsConnected);
    }

    [Fact]
    public void Listen_SourceThatDoesNotReportActivity_IsWatchedFromItsFirstHeartbeat()
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 60, WatchedIndex.Silent);
        watched.Wait(1_000);

        watched.Beat();
        Assert.Equal(1, watched.Watchdog.WatchedCount);
        watched.Wait(90);
        Assert.True(watched.IsConnected);
        watched.Wait(Late);

        Assert.Equal(1_090, watched.ChangedAt);
    }

    [Fact]
    public void Listen_HeartbeatBeforeTheConnect_DoesNotCountForIt()
    {
        using var watched = new WatchedIndex();
        watched.Beat();
        watched.Wait(1);
        watched.Connect(keepAlive: 60, WatchedIndex.Silent);

        watched.Wait(5_000);

        Assert.True(watched.IsConnected);
    }

    [Fact]
    public void Listen_LateHeartbeat_DelaysTheEndButDoesNotDateIt()
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 60);
        watched.Wait(50);
        watched.Beat();
        watched.Wait(60);

        Assert.Equal(ApplyOutcome.Stale, watched.Beat(watched.Start + 49_000));
        watched.Wait(90);
        Assert.True(watched.IsConnected);
        watched.Wait(Late);

        Assert.False(watched.IsConnected);
        Assert.Equal(140, watched.ChangedAt);
    }

    [Fact]
    public void Listen_HeartbeatOfTheLastMillisecond_EndsTheConnectionThereAndNothingElse()
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 1);
        watched.Beat(LifecycleLimits.MaxTimestampMs);

        watched.Wait(2);

        Assert.False(watched.IsConnected);
        Assert.Equal(LifecycleLimits.MaxTimestampMs, watched.State.TimestampMs);
        Assert.Equal(9999, watched.State.DisconnectedAt?.Year);
    }

    [Fact]
    public void Listen_HeartbeatsStampedBeforeTheConnect_WatchTheConnection()
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 60, WatchedIndex.Silent);
        watched.Beat(watched.Start - 600_000);

        watched.Wait(90 + Late);

        Assert.False(watched.IsConnected);
    }

    [Fact]
    public void Listen_ClockOfTheSourceSetBack_HeartbeatsStillKeepTheConnection()
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 60);
        watched.Wait(50);
        watched.Beat();

        for (var i = 0; i < 50; i++)
        {
            watched.Wait(80);
            Assert.Equal(ApplyOutcome.Stale, watched.Beat(watched.Start - 3_600_000 + i));
        }

        Assert.True(watched.IsConnected);
    }

    [Fact]
    public void Beat_AfterTheConcludedEnd_RevokesItAndWatchesAgain()
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 60);
        watched.Wait(500);
        Assert.False(watched.IsConnected);

        watched.Beat();
        Assert.True(watched.IsConnected);
        Assert.Equal(0, watched.ChangedAt);
        watched.Wait(90);
        Assert.True(watched.IsConnected);
        watched.Wait(Late);

        Assert.False(watched.IsConnected);
        Assert.Equal(590, watched.ChangedAt);
    }

    [Fact]
    public void End_StatedAfterTheConcludedOne_ReplacesIt()
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 60);
        watched.Wait(500);

        watched.End();

        Assert.Equal(DisconnectReason.ConnectionLost, watched.State.DisconnectReason);
        Assert.Equal(ReasonQuality.Stated, watched.State.ReasonQuality);
        Assert.Equal(500, watched.ChangedAt);
        Assert.False(watched.IsConnected);
    }

    [Fact]
    public void End_Stated_LeavesNothingToWatch()
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 60);
        watched.Wait(10);
        watched.End();

        watched.Wait(500);

        Assert.Equal(10, watched.ChangedAt);
        Assert.Equal(2, watched.State.Revision);
        Assert.Equal(0, watched.Watchdog.WatchedCount);
    }

    [Theory]
    [InlineData(600, 10)]
    [InlineData(10, 600)]
    [InlineData(60, 60)]
    public void Connect_Again_CountsWithItsOwnKeepAlive(int before, int after)
    {
        using var watched = new WatchedIndex();
        watched.Connect(before);
        watched.Wait(5);
        watched.End();
        watched.Wait(2);
        watched.Connect(after, key: "b");

        watched.Wait(1.5 * after);
        Assert.True(watched.IsConnected);
        watched.Wait(Late);

        Assert.False(watched.IsConnected);
        Assert.Equal(7 + (1.5 * after), watched.ChangedAt);
    }

    [Fact]
    public void Connect_TakeoverWhileArmed_StartsTheSilenceAnew()
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 60);
        watched.Wait(89);
        watched.Connect(keepAlive: 60, key: "b");

        watched.Wait(90);
        Assert.True(watched.IsConnected);
        Assert.Equal("b", watched.State.Connection.ToString());
        watched.Wait(Late);

        Assert.Equal(179, watched.ChangedAt);
    }

    [Fact]
    public void Connect_TakeoverWithoutKeepAliveWhileArmed_IsNotEnded()
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 60);
        watched.Wait(80);
        watched.Connect(keepAlive: 0, key: "b");

        watched.Wait(500);

        Assert.True(watched.IsConnected);
        Assert.Equal(0, watched.Watchdog.WatchedCount);
    }

    [Fact]
    public void Connect_SeenByALookBeforeItWasPublished_IsNotTakenForSilent()
    {
        // A thread may be held up between the swap of the snapshot and everything after it.
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 60);
        watched.Wait(89.9);
        var connect = new Teller(WatchedIndex.Reporting).Connect(watched.Start - Teller.Start + 89_900, "b");
        watched.Index.Find(Teller.Pump)!.Apply(connect, watched.Index.Tick, out _, out _);

        watched.Wait(89);

        Assert.True(watched.IsConnected);
        Assert.Equal(2, watched.State.Revision);
    }

    [Fact]
    public void Beat_SeenByALookBeforeItWasPublished_IsNotTakenForSilent()
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 60);
        watched.Wait(89.9);
        Assert.True(watched.Index.Find(Teller.Pump)!.TryNoteActivity(watched.Start + 89_900, watched.Index.Tick));

        watched.Wait(89);

        Assert.True(watched.IsConnected);
        Assert.Equal(1, watched.State.Revision);
    }

    [Fact]
    public void Apply_StaleConnect_DoesNotBreakTheSilence()
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 60);
        watched.Wait(60);
        watched.Index.Apply(new Teller(WatchedIndex.Reporting).Connect(0, "late"));
        watched.Index.Apply(new Teller(WatchedIndex.Silent).Connect(0, "late"));
        Assert.Equal(2, watched.State.Revision);

        watched.Wait(30 + Late);

        Assert.Equal(90, watched.ChangedAt);
    }

    [Fact]
    public void TryRemove_WhileArmed_LeavesNothingToWatch()
    {
        using var watched = new WatchedIndex();
        var ledger = new RevisionLedger(watched.Index);
        watched.Connect(keepAlive: 60);

        watched.Index.TryRemove("pump-17");
        Assert.Equal(0, watched.Watchdog.WatchedCount);
        watched.Index.TryAdd(new ThingName("pump-17"));
        watched.Wait(500);

        Assert.Equal(2, ledger.VisibleChanges);
        Assert.False(watched.State.IsKnown);
    }

    [Fact]
    public void Disable_WhileArmed_ConcludesNothing()
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 60);
        watched.Index.Disable();
        watched.Index.Enable();

        watched.Wait(500);

        Assert.False(watched.State.IsKnown);
        Assert.Equal(0, watched.Watchdog.WatchedCount);
    }

    [Fact]
    public void Listen_ManyThingsInOneTick_AllEnd()
    {
        using var watched = new WatchedIndex();
        for (var i = 0; i < 5_000; i++)
        {
            watched.Index.TryAdd(new ThingName($"t{i}"));
            watched.Connect(keepAlive: 60, client: $"t{i}");
        }

        Assert.Equal(5_000, watched.Watchdog.WatchedCount);
        watched.Wait(90);
        Assert.Equal(5_000, watched.Index.ConnectedCount);
        watched.Wait(Late);

        Assert.Equal(0, watched.Index.ConnectedCount);
        var entry = Assert.Single(watched.Logger.Entries);
        Assert.Equal("Debug 1100: 5000 things were silent for longer than their keep-alive allows and count as disconnected.", entry.ToString());
    }

    [Fact]
    public void Listen_GraceFactor_IsTheUsers()
    {
        using var watched = new WatchedIndex(new KeepAliveOptions { GraceFactor = 3 });
        watched.Connect(keepAlive: 60);

        watched.Wait(180);
        Assert.True(watched.IsConnected);
        watched.Wait(Late);

        Assert.Equal(180, watched.ChangedAt);
    }

    [Fact]
    public void Constructor_WithoutIndex_Throws() =>
        Assert.Throws<ArgumentNullException>("index", () => new KeepAliveWatchdog(null!));

    [Fact]
    public void Listen_NobodyLogs_StillConcludes()
    {
        var clock = new ManualTimeProvider();
        var index = new ConnectivityIndex();
        index.TryAdd(new ThingName(Teller.Pump));
        using var watchdog = new KeepAliveWatchdog(index, timeProvider: clock);
        watchdog.Start();
        index.Apply(new Teller(WatchedIndex.Reporting).Connect(0, "a"));

        clock.Advance(TimeSpan.FromSeconds(91));

        Assert.Equal(0, index.ConnectedCount);
    }

    [Fact]
    public void Listen_NothingSilent_LogsNothing()
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 60);

        watched.Wait(60);

        Assert.DoesNotContain(watched.Logger.Entries, entry => entry.Level >= LogLevel.Trace);
    }
}
