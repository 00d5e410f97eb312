using IotConnectivity.Detect.Detector;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.Brokers;

/// <summary>The restart of a broker is one incident and no alarm for each device; a device that really stays away is found all the same.</summary>
public class BrokerAlarmTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Detector_BrokerWasDownForLongerThanTheThreshold_AlarmsOnlyWhatDidNotComeBack()
    {
        await using var world = await new DetectorWorld().OpenAsync();
        using var epochs = new BrokerEpochs(world.Index, timeProvider: world.Clock);
        epochs.Start();
        world.Create("back", "lost");
        world.Watch("Offline", DetectorWorld.Away("5m", 5));
        Connect(world, "back", 1);
        Connect(world, "lost", 1);
        world.Advance(10 * Minute);

        epochs.Started(BrokerWorld.Broker(2));
        world.Advance(Minute / 2);
        Connect(world, "back", 2);
        world.Advance(Minute / 4);
        Assert.Empty(world.Events);
        world.Advance(Minute);

        Assert.Equal(["lost Offline.5m InAlarm 300 5"], world.Told());
    }

    [Fact]
    public async Task Detector_ShortOutage_AlarmsWhenTheThresholdIsCrossed()
    {
        await using var world = await new DetectorWorld().OpenAsync();
        using var epochs = new BrokerEpochs(world.Index, timeProvider: world.Clock);
        epochs.Start();
        world.Create("lost");
        world.Watch("Offline", DetectorWorld.Away("5m", 5));
        Connect(world, "lost", 1);

        epochs.Started(BrokerWorld.Broker(2));
        world.Advance((5 * Minute) - TimeSpan.FromMilliseconds(1));
        Assert.Empty(world.Events);
        world.Advance(Minute);

        Assert.Equal(["lost Offline.5m InAlarm 300 5"], world.Told());
    }

    private static void Connect(DetectorWorld world, string name, long epoch) => world.Index.Apply(new LifecycleEvent
    {
        Kind = LifecycleEventKind.Connected,
        ClientId = name,
        Source = BrokerWorld.Broker(epoch),
        TimestampMs = world.NowMs,
        Number = 1,
    });
}
