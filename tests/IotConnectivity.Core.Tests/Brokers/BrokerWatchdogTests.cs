using IotConnectivity.KeepAlive;

namespace IotConnectivity.Brokers;

/// <summary>The watchdog beside the lifetimes of brokers: a dead broker is silent for all its clients.</summary>
public class BrokerWatchdogTests
{
    [Fact]
    public void Watchdog_WithinTheGrace_LeavesSuspectsToTheBatch()
    {
        using var world = new BrokerWorld();
        using var watchdog = new KeepAliveWatchdog(world.Index, timeProvider: world.Clock);
        watchdog.Start();
        world.Connect("a", BrokerWorld.Broker(1, reports: true), keepAlive: 10);
        world.Wait(5);

        world.Epochs.Started(BrokerWorld.Broker(2, reports: true));
        world.Wait(59);
        Assert.True(world.IsConnected("a"));
        world.Wait(1);

        Assert.Equal((DisconnectReason.ServerError, 0), (world.StateOf("a").DisconnectReason, world.ChangedAt("a")));
    }

    [Fact]
    public void Watchdog_ClientThatCameBack_IsWatchedAsUsual()
    {
        using var world = new BrokerWorld();
        using var watchdog = new KeepAliveWatchdog(world.Index, timeProvider: world.Clock);
        watchdog.Start();
        world.Connect("a", BrokerWorld.Broker(1, reports: true), keepAlive: 10);
        world.Wait(5);
        world.Epochs.Started(BrokerWorld.Broker(2, reports: true));
        world.Wait(3);

        world.Connect("a", BrokerWorld.Broker(2, reports: true), keepAlive: 10);
        world.Wait(15);
        Assert.True(world.IsConnected("a"));
        world.Wait(0.1);

        Assert.Equal((DisconnectReason.MqttKeepAliveTimeout, 23), (world.StateOf("a").DisconnectReason, world.ChangedAt("a")));
    }

    [Fact]
    public void Watchdog_HeardOfAfterTheRestartAndThenSilent_FindsItInTheEnd()
    {
        using var world = new BrokerWorld();
        using var watchdog = new KeepAliveWatchdog(world.Index, timeProvider: world.Clock);
        watchdog.Start();
        world.Connect("a", BrokerWorld.Broker(1, reports: true), keepAlive: 10);
        world.Wait(5);
        world.Epochs.Started(BrokerWorld.Broker(2, reports: true));
        world.Wait(1);
        world.Beat("a", BrokerWorld.Broker(2, reports: true));

        world.Wait(100);

        Assert.Equal((DisconnectReason.MqttKeepAliveTimeout, 21), (world.StateOf("a").DisconnectReason, world.ChangedAt("a")));
    }
}
