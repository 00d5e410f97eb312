using System.Globalization;
using IotConnectivity.Indexing;
using IotConnectivity.TestKit;

namespace IotConnectivity.KeepAlive;

[Collection(SoakCollection.Name)]
[Trait("Category", "Soak")]
public class KeepAliveWatchdogSoakTests
{
    private const int Things = 200;

    // Ticks from the last sign of life of a connection with a keep-alive of one second to its end.
    private const int GraceTicks = 16;

    [Fact]
    public void Beat_RacingExpiry_NobodyIsLostOrForgotten()
    {
        var seed = Concurrently.Seed();
        var clock = new ManualTimeProvider();
        var index = new ConnectivityIndex();
        var ledger = new RevisionLedger(index);
        using var watchdog = new KeepAliveWatchdog(index, timeProvider: clock);
        watchdog.Start();
        for (var i = 0; i < Things; i++) Register(index, i);
        var telling = 3;

        Concurrently.Run(4, seed, (thread, random) =>
        {
            if (thread == 3)
            {
                while (Volatile.Read(ref telling) > 0) clock.Advance(KeepAliveWatchdog.TickLength);
                return;
            }

            for (var i = 0; i < 100_000; i++) Tell(index, clock, thread, random);
            Interlocked.Decrement(ref telling);
        });

        IndexIntegrity.AssertHolds(index, ledger);
        Assert.All(index.Cells(), cell => AssertIsWatchedOrEnded(cell, index));

        // Who beats once more is there for one grace period to the tick; the silent ones are not.
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, index.ConnectedCount);
        for (var i = 0; i < Things; i += 2) index.Apply(TellerOf(i).Beat(NowOf(clock)));
        var revived = index.ConnectedCount;
        Assert.Equal(index.Cells().Count(cell => IsEven(cell) && cell.Current!.HasSession && cell.Current.Connected), revived);
        Assert.True(revived > Things / 4, $"only {revived} things came back");
        clock.Advance(KeepAliveWatchdog.TickLength * (GraceTicks - 1));
        Assert.Equal(revived, index.ConnectedCount);
        clock.Advance(KeepAliveWatchdog.TickLength);
        Assert.Equal(0, index.ConnectedCount);
        Assert.Equal(0, watchdog.WatchedCount);
        IndexIntegrity.AssertHolds(index, ledger);
    }

    private static void Tell(ConnectivityIndex index, ManualTimeProvider clock, int thread, Random random)
    {
        // Each thread connects and removes things of its own, and all beat for all.
        var own = (random.Next(Things / 3) * 3) + thread;
        switch (random.Next(40))
        {
            case 0: index.Apply(TellerOf(own).Connect(NowOf(clock), $"{random.Next()}", keepAlive: 1)); break;
            case 1: Register(index, own); break;
            case 2 when random.Next(4) == 0: index.TryRemove($"pump-{own}"); break;
            default: index.Apply(TellerOf(random.Next(Things)).Beat(NowOf(clock))); break;
        }
    }

    private static void Register(ConnectivityIndex index, int i) => index.TryAdd(new ThingName($"pump-{i}"));

    private static Teller TellerOf(int i) => new(WatchedIndex.Reporting, $"pump-{i}");

    private static long NowOf(ManualTimeProvider clock) => clock.GetUtcNow().ToUnixTimeMilliseconds() - Teller.Start;

    private static bool IsEven(ThingCell cell) => int.Parse(cell.Name.AsSpan(5), CultureInfo.InvariantCulture) % 2 == 0;

    private static void AssertIsWatchedOrEnded(ThingCell cell, ConnectivityIndex index)
    {
        var state = cell.Current!;
        if (state.Connected)
        {
            Assert.True(cell.IsArmed, $"`{cell.Name}` is connected and nobody will look at it again");
            Assert.True(index.Tick <= cell.HeardAtTick + GraceTicks, $"`{cell.Name}` should have been ended before tick {index.Tick}");
        }
        else if (state.HasEnded)
        {
            Assert.True(cell.LastActivityMs <= state.EndBasisMs, $"`{cell.Name}` was heard of after the activity that its end is based on");
            Assert.True(index.Tick >= cell.HeardAtTick + GraceTicks, $"`{cell.Name}` was heard of in tick {cell.HeardAtTick} and ended before tick {index.Tick}");
        }
    }
}
