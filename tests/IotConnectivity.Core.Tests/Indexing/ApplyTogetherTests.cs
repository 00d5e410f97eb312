using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

/// <summary>Several events at once are the same as one after the other.</summary>
public class ApplyTogetherTests
{
    private const int Clients = 7;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(200)]
    public void Apply_SeveralEvents_GivesWhatOneByOneGives(int count)
    {
        var events = AnyEvents(count);
        var (oneByOne, together) = (IndexWithClients(), IndexWithClients());
        var outcomes = new ApplyOutcome[count + 1];
        outcomes[count] = (ApplyOutcome)99;

        together.Apply(events, outcomes);

        Assert.Equal([.. events.Select(lifecycleEvent => oneByOne.Apply(lifecycleEvent)), (ApplyOutcome)99], outcomes);
        foreach (var (name, state) in oneByOne.Enumerate())
        {
            together.TryGet(name, out var other);
            Assert.True(state.IsWorthTheSameAs(other), name);
            Assert.Equal(state.Revision, other.Revision);
        }
    }

    [Fact]
    public void Apply_TwoEventsOfAClientThatRegistersOnFirstContact_RegistersItOnce()
    {
        var index = new ConnectivityIndex();
        var asked = 0;
        index.RegisterUnknown = name =>
        {
            asked++;
            var cell = new ThingCell(name);
            index.TryAdd(cell);
            return cell;
        };
        var outcomes = new ApplyOutcome[2];

        index.Apply([Teller.Keys.Connect(0, "a"), Teller.Keys.End(1, "a")], outcomes);

        Assert.Equal([ApplyOutcome.Applied, ApplyOutcome.Applied], outcomes);
        Assert.Equal(1, asked);
    }

    [Fact]
    public void Apply_OneOfSeveralHasNoClient_AppliesNone()
    {
        var heard = new HeardIndex();
        LifecycleEvent[] events = [Teller.Keys.Connect(0, "a"), Teller.Keys.Connect(1, "b") with { ClientId = null! }];

        Assert.Throws<ArgumentException>(() => heard.Index.Apply(events, new ApplyOutcome[2]));

        Assert.False(heard.State.IsKnown);
    }

    [Fact]
    public void Apply_NoRoomForTheOutcomes_AppliesNone()
    {
        var heard = new HeardIndex();

        var error = Assert.Throws<ArgumentException>("outcomes", () => heard.Index.Apply([Teller.Keys.Connect(0, "a"), Teller.Keys.End(1, "a")], new ApplyOutcome[1]));

        Assert.Contains("room for 1 outcomes, expected 2 or more", error.Message, StringComparison.Ordinal);
        Assert.False(heard.State.IsKnown);
    }

    [Fact]
    public void Apply_SeveralWhileIndexingIsOff_AreIgnored()
    {
        var heard = new HeardIndex();
        heard.Index.Disable();
        var outcomes = new ApplyOutcome[] { ApplyOutcome.Applied };

        heard.Index.Apply([Teller.Keys.Connect(0, "a")], outcomes);

        Assert.Equal([ApplyOutcome.Ignored], outcomes);
    }

    private static ConnectivityIndex IndexWithClients()
    {
        // One of the clients is no thing.
        var index = new ConnectivityIndex();
        for (var i = 1; i < Clients; i++) index.TryAdd(new ThingName($"client-{i}"));
        return index;
    }

    private static LifecycleEvent[] AnyEvents(int count)
    {
        var random = new Random(count);
        var tellers = Enumerable.Range(0, Clients).Select(i => new Teller(new LifecycleSource("rabbitmq"), $"client-{i}")).ToArray();
        return [.. Enumerable.Range(0, count).Select(_ => AnyEvent(tellers[random.Next(Clients)], random))];
    }

    private static LifecycleEvent AnyEvent(Teller teller, Random random)
    {
        var (key, at) = ($"k{random.Next(3)}", random.Next(5) * Teller.Second);
        return random.Next(5) switch
        {
            0 => teller.Beat(at),
            1 => teller.Of(LifecycleEventKind.Subscribed, at),
            2 => teller.End(at, key),
            _ => teller.Connect(at, key),
        };
    }
}
