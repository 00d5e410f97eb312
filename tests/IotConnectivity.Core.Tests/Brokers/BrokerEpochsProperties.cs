using FsCheck;
using FsCheck.Fluent;
using IotConnectivity.Lifecycle;
using IotConnectivity.TestKit;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.Brokers;

/// <summary>Two brokers that are started again and again, events in any order and any number of times, and restarts of this process: compared with what really happened.</summary>
public class BrokerEpochsProperties
{
    private const int Lifetimes = 3;
    private const double LifetimeSeconds = 1000;
    private static readonly string[] Things = ["a", "b", "c", "d"];

    [Fact]
    public void Restarts_EventsInAnyOrderAndAnyNumberOfTimes_EndInTheTrueState() =>
        Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed => Check(new Random(seed)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(500)));

    private static void Check(Random random)
    {
        using var world = new BrokerWorld();
        world.Clock.SetUtcNow(world.Start.AddSeconds(Lifetimes * LifetimeSeconds));
        var truth = Things.Select((name, i) => (name, new TrueThing(random, i % 2 == 0 ? "north" : "south"))).ToArray();
        var events = truth.SelectMany(thing => thing.Item2.Events.Select(one => (thing.name, one))).ToArray();

        var told = events.Length == 0 ? [] : random.GetItems(events, events.Length);
        var isRestarted = false;
        foreach (var one in told)
        {
            Tell(world, one);
            if (random.Next(3) == 0) world.Wait(random.Next(90));
            if (random.Next(20) != 0) continue;
            isRestarted = true;
            world.RestartProcess();
        }

        random.Shuffle(events);
        foreach (var one in events)
        {
            Tell(world, one);
            if (random.Next(10) == 0) world.Wait(random.Next(90));
        }

        world.Wait(1000);

        foreach (var (name, thing) in truth)
        {
            var last = events.Select(one => one.one).Where(one => one.Source.Node == thing.Node).Select(one => one.Source.Epoch).DefaultIfEmpty().Max();
            
            // After a restart nobody knows whose activity it was that a record shows without its connect.
            AssertTrue(world, name, thing, last, latestEnd: (isRestarted ? last : last - 1) * LifetimeSeconds);
        }

        Assert.Equal(0, world.Epochs.SuspectCount);
        Assert.DoesNotContain(world.Logger.Entries, entry => entry.Level >= LogLevel.Error);
    }

    private static void AssertTrue(BrokerWorld world, string name, TrueThing thing, long lastEpoch, double latestEnd)
    {
        var state = world.StateOf(name);
        if (thing.Latest is not { } latest)
        {
            Assert.False(state.Connected);
            return;
        }

        Assert.Equal((latest.Source.Epoch, latest.Number), (state.Source!.Epoch, state.Number));
        Assert.Equal(latest.EndedAt is null && latest.Source.Epoch == lastEpoch, state.Connected);
        if (state.Connected) return;
        if (latest.EndedAt is { } endedAt)
        {
            Assert.Equal((DisconnectReason.ConnectionLost, endedAt), (state.DisconnectReason, world.ChangedAt(name)));
            return;
        }

        Assert.Equal(DisconnectReason.ServerError, state.DisconnectReason);
        Assert.InRange(world.ChangedAt(name)!.Value, latest.ConnectedAt, latestEnd);
    }

    private static void Tell(BrokerWorld world, (string Name, TrueEvent Event) one)
    {
        var (name, (source, number, kind, at)) = one;
        if (kind == LifecycleEventKind.Connected) world.Connect(name, source, number, at: at);
        else if (kind == LifecycleEventKind.Disconnected) world.End(name, source, number, at);
        else world.Beat(name, source, at);
    }

    private sealed record TrueEvent(LifecycleSource Source, long Number, LifecycleEventKind Kind, double At);

    private sealed record TrueConnection(LifecycleSource Source, long Number, double ConnectedAt, double? EndedAt);

    /// <summary>One thing's connections, one after the other, in the lifetimes of its broker. A lifetime ends without a word.</summary>
    private sealed class TrueThing
    {
        internal TrueThing(Random random, string node)
        {
            Node = node;
            long number = 0;
            for (var lifetime = 0; lifetime < Lifetimes; lifetime++)
            {
                var source = BrokerWorld.Broker(lifetime + 1, node);
                var at = (lifetime * LifetimeSeconds) + random.Next(1, 300);
                for (var i = random.Next(3); i > 0; i--)
                {
                    var connectedAt = at;
                    Events.Add(new TrueEvent(source, ++number, LifecycleEventKind.Connected, connectedAt));
                    for (var beats = random.Next(3); beats > 0; beats--) Events.Add(new TrueEvent(source, number, LifecycleEventKind.Heartbeat, at += random.Next(1, 50)));
                    double? endedAt = i > 1 || random.Next(2) == 0 ? at += random.Next(1, 50) : null;
                    if (endedAt is { } ended) Events.Add(new TrueEvent(source, number, LifecycleEventKind.Disconnected, ended));
                    Latest = new TrueConnection(source, number, connectedAt, endedAt);
                    at += random.Next(1, 50);
                }
            }
        }

        internal string Node { get; }

        internal List<TrueEvent> Events { get; } = [];

        internal TrueConnection? Latest { get; }
    }
}
