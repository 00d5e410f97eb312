using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.TestKit;

namespace IotConnectivity.Brokers;

/// <summary>A broker whose clients come and go, with events that are told later than they happen, while its list is compared all the time.</summary>
[Collection(SoakCollection.Name)]
[Trait("Category", "Soak")]
public class ReconciliationSoakTests
{
    private const int Things = 50;
    private static readonly LifecycleSource Source = new("mqttnet") { Epoch = 1 };

    [Fact]
    public void Reconcile_WhileConnectionsChange_HarmsNone()
    {
        var seed = Concurrently.Seed();
        var broker = new ToyBroker();
        var reconciliation = new Reconciliation(broker.Index, new BrokerOptions { ListSlack = TimeSpan.Zero });

        Concurrently.Run(4, seed, (thread, random) =>
        {
            if (thread > 0) broker.Live(random, thread, lost: 0);
            else while (!broker.IsOver) broker.Compare(reconciliation);
        });

        broker.AssertAllTrue();
    }

    [Fact]
    public void Reconcile_WhileConnectionsChangeAndEventsGetLost_RepairsAll()
    {
        var seed = Concurrently.Seed();
        var broker = new ToyBroker();
        var reconciliation = new Reconciliation(broker.Index, new BrokerOptions { ListSlack = TimeSpan.Zero });

        Concurrently.Run(4, seed, (thread, random) =>
        {
            if (thread > 0) broker.Live(random, thread, lost: 20);
            else while (!broker.IsOver) broker.Compare(reconciliation);
        });
        broker.Compare(reconciliation);

        broker.AssertAllTrue();
        Assert.False(broker.Compare(reconciliation).HasDrift);
    }

    private sealed class ToyBroker
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, LifecycleEvent> _open = [];
        private long _clock;
        private long _numbers;
        private int _over;

        internal ToyBroker()
        {
            for (var i = 0; i < 3 * Things; i++) Index.TryAdd(new ThingName(NameOf(i)));
        }

        internal ConnectivityIndex Index { get; } = new();

        internal bool IsOver => Volatile.Read(ref _over) == 3;

        internal void Live(Random random, int thread, int lost)
        {
            for (var i = Repetitions.Of(40_000); i > 0; i--)
            {
                var name = NameOf(((thread - 1) * Things) + random.Next(Things));
                var happened = Change(name);
                if (random.Next(8) == 0) Thread.Yield();
                if (random.Next(100) >= lost) Index.Apply(happened);
            }

            Interlocked.Increment(ref _over);
        }

        internal ReconciliationResult Compare(Reconciliation reconciliation)
        {
            LifecycleEvent[] open;
            long takenAt;
            lock (_lock)
            {
                takenAt = ++_clock;
                open = [.. _open.Values];
            }

            return reconciliation.Reconcile(Source, open, DateTimeOffset.FromUnixTimeMilliseconds(takenAt));
        }

        internal void AssertAllTrue()
        {
            for (var i = 0; i < 3 * Things; i++)
            {
                Index.TryGet(NameOf(i), out var state);
                long? number = _open.TryGetValue(NameOf(i), out var open) ? open.Number : null;
                Assert.Equal((NameOf(i), number), (NameOf(i), state.Connected ? state.Number : null));
            }

            Assert.Equal(_open.Count, Index.ConnectedCount);
        }

        private LifecycleEvent Change(string name)
        {
            lock (_lock)
            {
                var at = ++_clock;
                if (_open.Remove(name, out var open))
                {
                    return open with { Kind = LifecycleEventKind.Disconnected, TimestampMs = at, Reason = DisconnectReason.ConnectionLost, ReasonQuality = ReasonQuality.Stated };
                }

                return _open[name] = new LifecycleEvent { Kind = LifecycleEventKind.Connected, ClientId = name, Source = Source, TimestampMs = at, Number = ++_numbers };
            }
        }

        private static string NameOf(int i) => $"pump-{i}";
    }
}
