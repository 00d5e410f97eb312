using IotConnectivity.Lifecycle;
using IotConnectivity.Storage;

namespace IotConnectivity.Brokers;

/// <summary>What happens while what is left of a lifetime is being ended.</summary>
public class BrokerBatchTests
{
    private const int MoreThanOneSlice = 600;

    private static readonly LifecycleSource First = BrokerWorld.Broker(1);
    private static readonly LifecycleSource Second = BrokerWorld.Broker(2);
    private static readonly LifecycleSource Third = BrokerWorld.Broker(3);

    [Fact]
    public void Restart_DuringTheBatchThatEndedAll_IsToldInTheSameIncident()
    {
        using var world = new BrokerWorld();
        world.Connect("a", First);
        world.Epochs.Started(Second);
        RestartDuringTheBatch(world);

        world.Wait(60);
        Assert.False(world.IsConnected("a"));
        world.Wait(60);

        Assert.Equal(1, world.Epochs.IncidentCount);
        Assert.Equal((2, 1, 0, 0, 1), (world.Incident.Restarts, world.Incident.Suspects, world.Incident.Returned, world.Incident.Ended, world.Incident.Closed));
    }

    [Fact]
    public void Restart_DuringTheBatch_CountsEachThatEndedBeforeAndAfter()
    {
        using var world = new BrokerWorld();
        world.Connect("a", First);
        world.Connect("b", First);
        world.Connect("c", First);
        world.Epochs.Started(Second);
        world.Connect("b", Second);
        world.Connect("c", Second);
        world.Wait(0);
        RestartDuringTheBatch(world);
        world.Wait(60);

        world.End("b", Second);
        world.Connect("c", Third);
        world.Wait(60);

        Assert.Equal((3, 1, 1, 1), (world.Incident.Suspects, world.Incident.Returned, world.Incident.Ended, world.Incident.Closed));
    }

    [Fact]
    public void Restart_DuringTheBatch_GivesThoseWhoCameBackTheirTimeAgain()
    {
        using var world = new BrokerWorld();
        world.Connect("a", First);
        world.Epochs.Started(Second);
        world.Wait(10);
        world.Connect("a", Second);
        RestartDuringTheBatch(world);

        world.Wait(109);
        Assert.True(world.IsConnected("a"));
        world.Wait(1);

        Assert.False(world.IsConnected("a"));
        Assert.Equal((1, 1), (world.Epochs.IncidentCount, world.Incident.Closed));
    }

    [Fact]
    public void LateNews_StoreFails_IsEndedOnceThereIsRoom()
    {
        using var world = new BrokerWorld();
        var names = Enumerable.Range(0, MoreThanOneSlice).Select(i => $"pump-{i}").ToArray();
        foreach (var name in names) world.Index.TryAdd(new ThingName(name));
        world.Epochs.Started(First);
        world.Epochs.Started(Second);
        world.Wait(60);
        world.WaitForRoom = _ => throw new StoreException(StoreFault.Full, "the disk is full");
        foreach (var name in names) world.Connect(name, First, at: 0);
        world.Wait(3);

        world.WaitForRoom = static _ => ValueTask.CompletedTask;
        world.Wait(1);

        Assert.Equal(0, world.Index.ConnectedCount);
        Assert.Equal(0, world.Clock.ArmedTimers);
    }

    private static void RestartDuringTheBatch(BrokerWorld world) => world.WaitForRoom = _ =>
    {
        world.Epochs.Started(Third);
        return ValueTask.CompletedTask;
    };
}
