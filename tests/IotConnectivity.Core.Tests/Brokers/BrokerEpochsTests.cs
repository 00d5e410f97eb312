using IotConnectivity.Indexing;
using IotConnectivity.KeepAlive;
using IotConnectivity.Lifecycle;
using IotConnectivity.TestKit;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.Brokers;

public class BrokerEpochsTests
{
    private static readonly LifecycleSource First = BrokerWorld.Broker(1);
    private static readonly LifecycleSource Second = BrokerWorld.Broker(2);
    private static readonly LifecycleSource Third = BrokerWorld.Broker(3);

    [Fact]
    public void Restart_AfterACrash_EndsWhatDidNotComeBackAtTheLastSignOfLife()
    {
        using var world = new BrokerWorld();
        world.Connect("a", First);
        world.Wait(10);
        world.Connect("b", First, number: 2);
        world.Wait(100);

        world.Connect("b", Second);
        world.Wait(59);
        Assert.True(world.IsConnected("a"));
        Assert.Equal(1, world.Epochs.SuspectCount);
        world.Wait(1);

        var state = world.StateOf("a");
        Assert.Equal((false, DisconnectReason.ServerError, ReasonQuality.Inferred), (state.Connected, state.DisconnectReason, state.ReasonQuality));
        Assert.Equal(10, world.ChangedAt("a"));
        Assert.True(world.IsConnected("b"));
        Assert.Equal(0, world.Epochs.SuspectCount);
        Assert.Equal(0, world.Clock.ArmedTimers);
    }

    [Fact]
    public void Restart_AfterACrash_IsOneIncident()
    {
        using var world = new BrokerWorld();
        foreach (var name in (string[])["a", "b", "c"]) world.Connect(name, First);
        world.Wait(100);

        world.Epochs.Started(Second);
        world.Wait(30);
        world.Connect("b", Second);
        world.End("c", First, at: 0);
        world.Wait(1000);

        Assert.Equal(
            new BrokerIncident(Second, 1, 2, IsPolite: false, Restarts: 1, Suspects: 3, Returned: 1, Ended: 1, Closed: 1, world.Start, world.Start.AddSeconds(100), world.Start.AddSeconds(160)),
            world.Incident);
        Assert.Equal(1, world.Epochs.IncidentCount);
        Assert.Equal(1, world.Meters.Sum("iot.connectivity.broker.incidents", ("source", "mqttnet"), ("cause", "crash")));
        Assert.Equal(1, world.Meters.Sum("iot.connectivity.broker.closed", ("source", "mqttnet"), ("cause", "crash")));
        Assert.Equal(
            [
                "Warning 1700: Broker mqttnet was stopped or restarted, its last epoch is 2: 3 connections are in doubt and get 00:01:00 to come back.",
                "Warning 1701: Broker mqttnet was killed with 3 connections: 1 came back, 1 ended in another way, 1 were ended, dated to its last sign of life 01/01/2026 00:00:00 +00:00.",
            ],
            world.Logger.Entries.Select(entry => entry.ToString()));
    }

    [Fact]
    public void Restart_AfterAnnouncedStop_EndsAsTheServersWishAtTheStop()
    {
        using var world = new BrokerWorld();
        world.Connect("a", First);
        world.Wait(50);
        world.Epochs.Stopping(First);
        world.Wait(5);
        world.Epochs.Started(Second);

        world.Wait(59);
        Assert.True(world.IsConnected("a"));
        world.Wait(1);

        Assert.Equal(DisconnectReason.ServerInitiatedDisconnect, world.StateOf("a").DisconnectReason);
        Assert.Equal(50, world.ChangedAt("a"));
        Assert.Equal((true, 1, (long?)2, 1), (world.Incident.IsPolite, world.Incident.OldEpoch, world.Incident.NewEpoch, world.Incident.Restarts));
        Assert.Equal(1, world.Epochs.IncidentCount);
    }

    [Fact]
    public void Restart_InTheEpochAfterTheStop_IsToldOfTheNewLifetime()
    {
        using var world = new BrokerWorld();
        world.Connect("a", First);
        world.Epochs.Stopping(First);
        world.Epochs.Started(Second);

        world.Wait(60);

        Assert.Same(Second, world.Incident.Source);
        Assert.Contains("its last epoch is 2:", world.Logger.Entries[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stopping_EndsAreStillUnderWay_IsNoIncident()
    {
        using var world = new BrokerWorld();
        world.Connect("a", First);
        world.Connect("b", First);
        world.Epochs.Stopping(First);
        world.Wait(0);
        Assert.Equal(2, world.Epochs.SuspectCount);

        world.End("a", First);
        world.End("b", First);
        world.Wait(60);

        Assert.Equal((0, 0, null), (world.Epochs.SuspectCount, world.Epochs.IncidentCount, world.Epochs.LastIncident));
        Assert.Equal(0, world.Meters.Sum("iot.connectivity.broker.incidents"));
        Assert.StartsWith("Warning 1701: Broker mqttnet was stopped with 2 connections: 0 came back, 2 ended in another way,", world.Logger.Entries[^1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Stopping_NoStartFollows_EndsWhatWasOpen()
    {
        using var world = new BrokerWorld();
        world.Connect("a", First);
        world.Wait(50);
        world.Epochs.Stopping(First);
        world.Epochs.Stopping(First);

        world.Wait(60);

        Assert.Equal((false, 50), (world.IsConnected("a"), world.ChangedAt("a")));
        Assert.Equal((true, 0, null), (world.Incident.IsPolite, world.Incident.Restarts, world.Incident.NewEpoch));
        world.Connect("a", Second);
        world.Wait(100);
        Assert.True(world.IsConnected("a"));
        Assert.Equal(1, world.Epochs.IncidentCount);
    }

    [Fact]
    public void Restart_AllComeBackInTime_EndsNothing()
    {
        using var world = new BrokerWorld();
        world.Connect("a", First);
        world.Connect("b", First);
        world.Wait(100);

        world.Connect("a", Second);
        world.Wait(59);
        world.Connect("b", Second);
        world.Wait(1000);

        Assert.Equal((true, true), (world.IsConnected("a"), world.IsConnected("b")));
        Assert.Equal(2, world.StateOf("b").Revision);
        Assert.Equal((1, 1, 0), (world.Incident.Suspects, world.Incident.Returned, world.Incident.Closed));
    }

    [Fact]
    public void Restart_ComesBackTooLate_IsConnectedAgain()
    {
        using var world = new BrokerWorld();
        world.Connect("a", First);
        world.Wait(10);
        world.Epochs.Started(Second);
        world.Wait(60);
        Assert.False(world.IsConnected("a"));

        world.Connect("a", Second);

        Assert.True(world.IsConnected("a"));
    }

    [Theory]
    [InlineData(10, 60)]
    [InlineData(30, 60)]
    [InlineData(31, 62)]
    [InlineData(300, 600)]
    [InlineData(65_535, 900)]
    [InlineData(null, 60)]
    public void Restart_KeepAliveOfTheSuspects_DecidesTheGrace(int? keepAlive, int expected)
    {
        using var world = new BrokerWorld();
        world.Connect("a", First, keepAlive: keepAlive);
        world.Wait(10);
        world.Epochs.Started(Second);

        world.Wait(expected - 1);
        Assert.True(world.IsConnected("a"));
        world.Wait(1);

        Assert.False(world.IsConnected("a"));
    }

    [Fact]
    public void Restart_TwiceWithinTheGrace_IsOneIncidentAndDatesEachByItsOwnLifetime()
    {
        using var world = new BrokerWorld();
        world.Connect("a", First);
        world.Connect("b", First);
        world.Wait(10);
        world.Connect("b", Second);
        world.Wait(30);
        world.Epochs.Started(Third);

        world.Wait(59);
        Assert.Equal((true, true), (world.IsConnected("a"), world.IsConnected("b")));
        world.Wait(1);

        Assert.Equal((0, 10), (world.ChangedAt("a"), world.ChangedAt("b")));
        Assert.Equal((1, (long?)3, 2, 2, 2), (world.Incident.OldEpoch, world.Incident.NewEpoch, world.Incident.Restarts, world.Incident.Suspects, world.Incident.Closed));
        Assert.Equal(1, world.Epochs.IncidentCount);
    }

    [Fact]
    public void Restart_AgainAndAgain_EndsAfterTheLongestGrace()
    {
        using var world = new BrokerWorld(new BrokerOptions { MaxReconnectGrace = TimeSpan.FromSeconds(100) });
        world.Connect("a", First);
        for (var epoch = 2; epoch < 7; epoch++)
        {
            Assert.True(world.IsConnected("a"));
            world.Epochs.Started(BrokerWorld.Broker(epoch));
            world.Wait(20);
        }

        world.Wait(1);

        Assert.False(world.IsConnected("a"));
        Assert.Equal(5, world.Incident.Restarts);
    }

    [Fact]
    public void Restart_OfOneNode_LeavesTheOthersAlone()
    {
        using var world = new BrokerWorld();
        world.Connect("a", BrokerWorld.Broker(1, "north"));
        world.Connect("b", BrokerWorld.Broker(1, "south"));
        world.Wait(10);

        world.Epochs.Started(BrokerWorld.Broker(2, "north"));
        world.Wait(1000);

        Assert.Equal((false, true), (world.IsConnected("a"), world.IsConnected("b")));
        Assert.Equal("mqttnet/north", world.Incident.Source.ToString());
    }

    [Fact]
    public void Event_OfAnEpochThatContinuesALifetime_StartsNothing()
    {
        using var world = new BrokerWorld();
        world.Connect("a", First);

        world.Connect("b", BrokerWorld.Broker(2, continues: true));
        world.Wait(1000);
        Assert.True(world.IsConnected("a"));

        // But the next start ends both.
        world.Epochs.Started(Third);
        world.Wait(60);
        Assert.Equal((false, false), (world.IsConnected("a"), world.IsConnected("b")));
        Assert.Equal((2, 2), (world.Incident.OldEpoch, world.Incident.Closed));
    }

    [Fact]
    public void Event_OfAnOldEpoch_StartsNothing()
    {
        using var world = new BrokerWorld();
        world.Connect("a", Third);
        world.Connect("b", First);
        world.Epochs.Started(Second);
        world.Epochs.Started(First);
        world.Epochs.Stopping(Second);
        world.Wait(1000);

        Assert.Equal((true, false), (world.IsConnected("a"), world.IsConnected("b")));
        Assert.Equal(0, world.Epochs.IncidentCount);
    }

    [Fact]
    public void Event_OfAnEndedLifetimeAfterTheIncident_IsEndedWithTheNextLook()
    {
        using var world = new BrokerWorld();
        world.Connect("a", First, at: 0);
        world.Wait(10);
        world.Epochs.Started(Second);
        world.Wait(60);

        world.Connect("b", First, at: 5);
        Assert.True(world.IsConnected("b"));
        world.Wait(1);

        Assert.Equal((false, 5), (world.IsConnected("b"), world.ChangedAt("b")));
        Assert.Equal(1, world.Epochs.IncidentCount);
    }

    [Fact]
    public void Event_OfAnEndedLifetimeWithinTheGrace_IsOneOfTheSuspects()
    {
        using var world = new BrokerWorld();
        world.Epochs.Started(First);
        world.Epochs.Started(Second);
        world.Connect("a", First, at: 0);
        world.Connect("b", First, at: 0);
        world.Connect("b", Second, at: 0);

        world.Wait(59);
        Assert.True(world.IsConnected("a"));
        world.Wait(1);

        Assert.Equal((false, true), (world.IsConnected("a"), world.IsConnected("b")));
        Assert.Equal((2, 1, 1), (world.Incident.Suspects, world.Incident.Returned, world.Incident.Closed));
    }

    [Fact]
    public void Process_RestartedWithinTheGrace_GivesItAgainAndEndsTheRest()
    {
        using var world = new BrokerWorld();
        world.Connect("a", First);
        world.Wait(10);
        world.Connect("b", Second);
        world.Wait(40);

        world.RestartProcess();
        world.Wait(59);
        Assert.True(world.IsConnected("a"));
        world.Wait(1);

        Assert.Equal((false, 0), (world.IsConnected("a"), world.ChangedAt("a")));
        Assert.Equal((1, (long?)2, 1), (world.Incident.OldEpoch, world.Incident.NewEpoch, world.Incident.Restarts));
    }

    [Fact]
    public void Process_DownWhileTheBrokerCrashed_NoticesItByTheFirstEvent()
    {
        using var world = new BrokerWorld();
        world.Connect("a", First);
        world.Wait(20);
        world.Connect("b", First);
        world.RestartProcess();
        world.Wait(1000);
        Assert.True(world.IsConnected("a"));

        world.Connect("b", Second);
        world.Wait(60);

        Assert.Equal((false, 20, true), (world.IsConnected("a"), world.ChangedAt("a"), world.IsConnected("b")));
    }

    [Fact]
    public void Started_BeforeTheStart_IsRemembered()
    {
        using var world = new BrokerWorld(isStarted: false);
        world.Connect("a", First);
        world.Epochs.Started(Second);
        world.Wait(1000);
        Assert.True(world.IsConnected("a"));

        world.Epochs.Start();
        world.Wait(60);

        Assert.False(world.IsConnected("a"));
        Assert.Equal((1, (long?)2), (world.Incident.OldEpoch, world.Incident.NewEpoch));
        Assert.Throws<InvalidOperationException>(world.Epochs.Start);
    }

    [Fact]
    public void Started_ConnectionIsStampedEarlier_DoesNotMoveTheStart()
    {
        using var world = new BrokerWorld();
        world.Connect("a", First);
        world.Wait(10);
        world.Beat("a", First);
        world.Wait(10);
        world.Epochs.Started(Second);
        world.Connect("b", Second, at: 5);

        world.Wait(60);

        Assert.Equal((false, 10, true), (world.IsConnected("a"), world.ChangedAt("a"), world.IsConnected("b")));
        Assert.Equal((0, 1), (world.Incident.Returned, world.Incident.Closed));
    }

    [Fact]
    public void Restart_IndexingOff_DoesNothing()
    {
        using var world = new BrokerWorld();
        world.Connect("a", First);
        world.Index.Disable();
        world.Epochs.Started(Second);
        world.Wait(1000);
        world.Index.Enable();

        Assert.Equal(0, world.Epochs.IncidentCount);
        Assert.Equal(DisconnectReason.Unknown, world.StateOf("a").DisconnectReason);
        Assert.Equal(0, world.Clock.ArmedTimers);
    }

    [Fact]
    public void Restart_ThingDeletedWithinTheGrace_CountsAsEnded()
    {
        using var world = new BrokerWorld();
        world.Connect("a", First);
        world.Epochs.Started(Second);
        world.Wait(10);

        world.Index.TryRemove("a");
        world.Wait(60);

        Assert.Equal((1, 0, 1, 0), (world.Incident.Suspects, world.Incident.Returned, world.Incident.Ended, world.Incident.Closed));
    }

    [Fact]
    public void Restart_NothingWasConnected_IsNoIncident()
    {
        using var world = new BrokerWorld();
        world.Connect("a", First);
        world.End("a", First);

        world.Epochs.Started(Second);
        world.Wait(1000);

        Assert.Equal(0, world.Epochs.IncidentCount);
        Assert.Empty(world.Logger.Entries);
    }

    [Fact]
    public void Source_WithoutEpoch_HasNoLifetimes()
    {
        using var world = new BrokerWorld();
        world.Connect("a", BrokerWorld.Broker(0));
        world.Epochs.Started(BrokerWorld.Broker(0));
        world.Epochs.Stopping(BrokerWorld.Broker(0));
        world.Wait(1000);

        Assert.True(world.IsConnected("a"));
        Assert.Equal(0, world.Epochs.IncidentCount);
    }

    [Fact]
    public void Activity_AfterTheRestart_KeepsOrBringsBackTheThing()
    {
        using var world = new BrokerWorld();
        world.Connect("a", First);
        world.Connect("b", First);
        world.Wait(10);
        world.Epochs.Started(Second);
        world.Beat("a", Second);
        world.Wait(60);
        Assert.Equal((true, false), (world.IsConnected("a"), world.IsConnected("b")));

        world.Beat("b", Second);
        world.Wait(10);

        Assert.Equal((true, true), (world.IsConnected("a"), world.IsConnected("b")));
        Assert.Equal((1, 1), (world.Incident.Returned, world.Incident.Closed));
    }

    [Fact]
    public void Activity_OfAnotherSourceBeforeTheRestart_DatesTheEnd()
    {
        using var world = new BrokerWorld();
        world.Connect("a", First);
        world.Wait(10);
        world.Beat("a", new LifecycleSource("app"));
        world.Wait(10);
        world.Epochs.Started(Second);

        world.Wait(60);

        Assert.Equal((false, 10), (world.IsConnected("a"), world.ChangedAt("a")));
    }

    [Fact]
    public void End_StatedAfterwards_ReplacesTheInferredOne()
    {
        using var world = new BrokerWorld();
        world.Connect("a", First);
        world.Wait(10);
        world.Epochs.Started(Second);
        world.Wait(60);

        world.End("a", First, at: 7);

        Assert.Equal((DisconnectReason.ConnectionLost, 7), (world.StateOf("a").DisconnectReason, world.ChangedAt("a")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Restart_ConnectionsWithKeysAndNoNumbers_AreEndedByTheirKey(bool reusesKeys)
    {
        using var world = new BrokerWorld();
        var before = new LifecycleSource("rabbitmq") { Epoch = 1, ReusesKeys = reusesKeys };
        var after = new LifecycleSource("rabbitmq") { Epoch = 2, ReusesKeys = reusesKeys };
        ConnectByKey(world, "a", before, "10.0.0.1:5000");
        ConnectByKey(world, "b", before, "10.0.0.2:5000");
        world.Wait(10);
        ConnectByKey(world, "b", after, reusesKeys ? "10.0.0.2:5000" : "10.0.0.2:5001");

        world.Wait(60);

        Assert.Equal((false, 0), (world.IsConnected("a"), world.ChangedAt("a")));
        Assert.Equal((true, 10), (world.IsConnected("b"), world.ChangedAt("b")));
        ConnectByKey(world, "a", after, reusesKeys ? "10.0.0.1:5000" : "10.0.0.1:5001");
        Assert.True(world.IsConnected("a"));
    }

    [Fact]
    public async Task Watch_Incidents_AreRead()
    {
        using var world = new BrokerWorld();
        using var feed = world.Epochs.Watch(capacity: 1);
        world.Connect("a", First);
        world.Epochs.Started(Second);
        world.Wait(60);
        world.Connect("a", Second);
        world.Epochs.Started(Third);
        world.Wait(60);
        feed.Dispose();

        var seen = new List<BrokerIncident>();
        await foreach (var incident in feed.WithCancellation(TestContext.Current.CancellationToken)) seen.Add(incident);

        Assert.Equal([world.Incident], seen);
        Assert.Equal(1, feed.Missed);
    }

    [Fact]
    public void Restart_ProcessSleptThroughTheGrace_CountsOnlyTheTimeAwake()
    {
        var time = new SuspendableTime(new ManualTimeProvider());
        var index = new ConnectivityIndex();
        index.TryAdd(new ThingName("a"));
        using var epochs = new BrokerEpochs(index, timeProvider: time);
        epochs.Start();
        index.Apply(new LifecycleEvent { Kind = LifecycleEventKind.Connected, ClientId = "a", Source = First, TimestampMs = 1, Number = 1 });
        epochs.Started(Second);
        time.Advance(TimeSpan.Zero);

        time.Suspend(TimeSpan.FromHours(1));
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, index.ConnectedCount);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, index.ConnectedCount);
    }

    [Fact]
    public void Look_NoRoom_TriesAgainAndSaysItOnce()
    {
        using var world = new BrokerWorld(isStarted: false);
        var isFull = true;
        using var epochs = new BrokerEpochs(world.Index, timeProvider: world.Clock, logger: world.Logger)
        {
            WaitForRoom = _ => isFull ? throw new InvalidOperationException("full") : ValueTask.CompletedTask,
        };
        epochs.Start();
        world.Connect("a", First);
        epochs.Started(Second);
        world.Wait(70);
        Assert.True(world.IsConnected("a"));

        isFull = false;
        world.Wait(1);

        Assert.False(world.IsConnected("a"));
        Assert.Equal(1, epochs.LastIncident!.Closed);
        Assert.Single(world.Logger.Entries, entry => entry.Level == LogLevel.Error);
    }

    private static void ConnectByKey(BrokerWorld world, string name, LifecycleSource source, string key) => world.Index.Apply(new LifecycleEvent
    {
        Kind = LifecycleEventKind.Connected,
        ClientId = name,
        Source = source,
        TimestampMs = world.Clock.GetUtcNow().ToUnixTimeMilliseconds(),
        Connection = ConnectionKey.Create(key),
    });
}
