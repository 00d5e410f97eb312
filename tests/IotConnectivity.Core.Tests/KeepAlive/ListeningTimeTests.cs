using IotConnectivity.Indexing;
using IotConnectivity.TestKit;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.KeepAlive;

/// <summary>Silence counts only while this process could have heard something.</summary>
public class ListeningTimeTests
{
    private static readonly TimeSpan Tick = KeepAliveWatchdog.TickLength;

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    public void Listen_AfterALongSuspension_DoesNotCountIt(int keepAlive)
    {
        using var suspended = new SuspendedIndex(keepAlive);
        suspended.Time.Advance(TimeSpan.FromSeconds(keepAlive));

        suspended.Time.Suspend(TimeSpan.FromDays(3));
        suspended.Time.Advance(Tick);

        Assert.Equal(1, suspended.Index.ConnectedCount);
        suspended.Time.Advance(TimeSpan.FromSeconds(0.5 * keepAlive) + Tick);
        Assert.Equal(0, suspended.Index.ConnectedCount);
    }

    [Fact]
    public void Listen_SuspendedAgainAndAgain_StillConcludesInTheEnd()
    {
        using var suspended = new SuspendedIndex(keepAlive: 1);
        for (var i = 0; i < 20; i++)
        {
            suspended.Time.Suspend(TimeSpan.FromHours(1));
            suspended.Time.Advance(Tick);
        }

        Assert.Equal(0, suspended.Index.ConnectedCount);
    }

    [Fact]
    public void Listen_AfterALongSuspension_Warns()
    {
        using var suspended = new SuspendedIndex(keepAlive: 60);

        suspended.Time.Suspend(TimeSpan.FromMinutes(5));
        suspended.Time.Advance(Tick);

        var entry = Assert.Single(suspended.Logger.Entries);
        Assert.Equal(LogLevel.Warning, entry.Level);
        Assert.Equal("Warning 1101: The keep-alive watchdog did not run for 00:05:00.1000000; devices get that much longer to be heard.", entry.ToString());
    }

    [Fact]
    public void Listen_ShortHiccup_Counts()
    {
        using var suspended = new SuspendedIndex(keepAlive: 60);

        suspended.Time.Suspend(Tick * (KeepAliveWatchdog.MaxTicksAtOnce - 1));
        suspended.Time.Advance(TimeSpan.FromSeconds(88) + Tick);
        Assert.Equal(1, suspended.Index.ConnectedCount);
        suspended.Time.Advance(Tick);

        Assert.Equal(0, suspended.Index.ConnectedCount);
        Assert.Equal(LogLevel.Debug, Assert.Single(suspended.Logger.Entries).Level);
    }

    [Fact]
    public void Listen_HiccupOneTickTooLong_DoesNotCount()
    {
        using var suspended = new SuspendedIndex(keepAlive: 60);

        suspended.Time.Suspend(Tick * KeepAliveWatchdog.MaxTicksAtOnce);
        suspended.Time.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(1, suspended.Index.ConnectedCount);
        suspended.Time.Advance(Tick);

        Assert.Equal(0, suspended.Index.ConnectedCount);
    }

    [Fact]
    public void Listen_PartsOfATick_AddUp()
    {
        using var suspended = new SuspendedIndex(keepAlive: 60);

        // Every look is half a tick late once; together that is one whole tick.
        suspended.Time.Suspend(Tick / 2);
        suspended.Time.Advance(Tick);
        suspended.Time.Suspend(Tick / 2);
        suspended.Time.Advance(TimeSpan.FromSeconds(89.8));
        Assert.Equal(1, suspended.Index.ConnectedCount);
        suspended.Time.Advance(Tick);

        Assert.Equal(0, suspended.Index.ConnectedCount);
    }

    [Theory]
    [InlineData(-365)]
    [InlineData(365)]
    public void Listen_WallClockJumps_ChangesNothing(int days)
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 60);
        watched.Wait(45);

        watched.Clock.SetUtcNow(watched.Clock.GetUtcNow().AddDays(days));
        watched.Wait(45);
        Assert.True(watched.IsConnected);
        watched.Wait(0.1);

        Assert.False(watched.IsConnected);
        Assert.Equal(90, watched.ChangedAt);
    }

    [Fact]
    public void Listen_WallClockJumpsForward_HeartbeatsGoOnCounting()
    {
        using var watched = new WatchedIndex();
        watched.Connect(keepAlive: 60);
        watched.Wait(45);

        watched.Clock.SetUtcNow(watched.Clock.GetUtcNow().AddDays(1));
        for (var i = 0; i < 5; i++)
        {
            watched.Beat();
            watched.Wait(80);
        }

        Assert.True(watched.IsConnected);
        Assert.Equal(1, watched.State.Revision);
    }

    private sealed class SuspendedIndex : IDisposable
    {
        private readonly KeepAliveWatchdog _watchdog;

        internal SuspendedIndex(int keepAlive)
        {
            Index.TryAdd(new ThingName(Teller.Pump));
            _watchdog = new KeepAliveWatchdog(Index, timeProvider: Time, logger: Logger);
            _watchdog.Start();
            Index.Apply(new Teller(WatchedIndex.Reporting).Connect(0, "a", keepAlive: keepAlive));
        }

        internal ConnectivityIndex Index { get; } = new();

        internal RecordingLogger<KeepAliveWatchdog> Logger { get; } = new();

        internal SuspendableTime Time { get; } = new(new ManualTimeProvider());

        public void Dispose() => _watchdog.Dispose();
    }
}
