using IotConnectivity.Lifecycle;
using IotConnectivity.TestKit;

namespace IotConnectivity.Brokers;

/// <summary>Writers that tell of many restarts on several threads, while time passes and outages end.</summary>
[Collection(SoakCollection.Name)]
[Trait("Category", "Soak")]
public class BrokerEpochsSoakTests
{
    private const int Writers = 3;
    private const int ThingsEach = 40;
    private const int Lifetimes = 40;

    [Fact]
    public void Restarts_WhileManyWritersTellOfThem_LeaveOnlyTheLastLifetimeConnected()
    {
        var seed = Concurrently.Seed();
        using var world = new BrokerWorld();
        for (var i = 0; i < Writers * ThingsEach; i++) world.Index.TryAdd(new ThingName(NameOf(i)));
        var sources = Enumerable.Range(1, Lifetimes).Select(epoch => BrokerWorld.Broker(epoch)).ToArray();
        var isThere = new bool[Writers * ThingsEach];
        var over = 0;

        Concurrently.Run(Writers + 1, seed, (thread, random) =>
        {
            if (thread == Writers)
            {
                while (Volatile.Read(ref over) < Writers) world.Wait(1);
                return;
            }

            for (var lifetime = 0; lifetime < Lifetimes; lifetime++)
            {
                var told = new List<LifecycleEvent>();
                for (var i = 0; i < Repetitions.Of(20) * ThingsEach; i++)
                {
                    var thing = (thread * ThingsEach) + random.Next(ThingsEach);
                    told.Add(Connect(world, thing, sources[lifetime], number: i + 1));
                    if (lifetime == Lifetimes - 1) isThere[thing] = true;
                }

                // Some of the lifetime before come late.
                foreach (var one in told) world.Index.Apply(one);
                if (lifetime > 0) world.Index.Apply(Connect(world, thread * ThingsEach, sources[lifetime - 1], number: 1_000_000));
            }

            Interlocked.Increment(ref over);
        });
        world.Wait(2000);

        for (var i = 0; i < isThere.Length; i++)
        {
            Assert.Equal((NameOf(i), isThere[i]), (NameOf(i), world.IsConnected(NameOf(i))));
        }

        Assert.Equal(isThere.Count(there => there), world.Index.ConnectedCount);
        Assert.Equal(0, world.Epochs.SuspectCount);
    }

    private static LifecycleEvent Connect(BrokerWorld world, int thing, LifecycleSource source, long number) => new()
    {
        Kind = LifecycleEventKind.Connected,
        ClientId = NameOf(thing),
        Source = source,
        TimestampMs = world.Start.ToUnixTimeMilliseconds() + (source.Epoch * 1000),
        Number = number,
    };

    private static string NameOf(int i) => $"pump-{i}";
}
