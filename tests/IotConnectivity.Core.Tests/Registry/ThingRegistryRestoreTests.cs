using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.Registry;

public class ThingRegistryRestoreTests
{
    private static readonly Teller Keys = Teller.Keys;
    private static readonly Guid Id = Guid.Parse("6d1f0a4e-5a77-4f0f-9a53-0d8f7c1f2b11");

    private readonly RegistryFixture _fixture = new();

    [Fact]
    public void Restore_Thing_IsRegisteredAsItWas()
    {
        _fixture.CreateType("pump");
        var thing = new Thing("pump-17", Id, "pump", ThingAttributes.Create([new("site", "north")]), 4);

        Restore(thing, []);

        Assert.Equal(thing, _fixture.Registry.Find("pump-17"));
        Assert.Equal(["pump-17"], _fixture.ListAll());
        Assert.Equal(9, _fixture.Index.Find("pump-17")!.StorageKey);
        Assert.False(State.IsKnown);
    }

    [Fact]
    public void Restore_ThingThatWasNeverChanged_SharesItsData()
    {
        Restore(new Thing("a", Id, null, ThingAttributes.Empty, 1), []);

        Assert.Same(ThingData.Initial, ((RegisteredThing)_fixture.Index.Find("a")!).Data);
    }

    [Fact]
    public void Restore_Connected_CountsAndGoesOnFromItsRevision()
    {
        Restore(Pump(), [Keys.Connect(0, "a")], revision: 70);

        Assert.True(State.Connected);
        Assert.Equal(70, State.Revision);
        Assert.Equal(70, _fixture.Index.Find("pump-17")!.JournaledRevision);
        Assert.Equal(1, _fixture.Index.ConnectedCount);
        _fixture.Index.Apply(Keys.End(5, "a"));
        Assert.Equal(71, State.Revision);
        Assert.Equal(0, _fixture.Index.ConnectedCount);
    }

    [Fact]
    public void Restore_ThingThatWasForgotten_KeepsItsRevision()
    {
        Restore(Pump(), [], revision: 70);

        Assert.False(State.IsKnown);
        Assert.Equal(70, State.Revision);
        Assert.Equal(0, ThingConnectivity.Never.Revision);
    }

    [Fact]
    public void Restore_Followers_HearNothing()
    {
        var changes = new RevisionLedger(_fixture.Index);
        var told = new ToldLedger(_fixture.Index);

        Restore(Pump(), [Keys.Connect(0, "a")]);

        Assert.Empty(changes.LastOfAll());
        Assert.Empty(told.All);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(9, false)]
    [InlineData(null, false)]
    public void Restore_ActivitySinceTheConnect_IsBeaten(int? at, bool isBeaten)
    {
        Restore(Pump(), [Keys.Connect(10, "a")], activity: Teller.Start + at);

        Assert.Equal(isBeaten, _fixture.Index.Find("pump-17")!.IsBeaten);
    }

    [Fact]
    public void Restore_ActivityAndEnded_IsNotBeaten()
    {
        Restore(Pump(), [Keys.Connect(10, "a"), Keys.End(20, "a")], activity: Teller.Start + 15);

        Assert.False(_fixture.Index.Find("pump-17")!.IsBeaten);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Restore_InferredEndThatActivityContradicts_DoesNotCount(bool isAmongTheEvents)
    {
        LifecycleEvent[] events = [Keys.InferredEnd(10, "a", since: 0), Keys.Connect(0, "a")];

        if (isAmongTheEvents) Restore(Pump(), [.. events, Keys.Beat(11)]);
        else Restore(Pump(), events, activity: Teller.Start + 11);

        Assert.True(State.Connected);
        Assert.Equal(Teller.Start + 11, _fixture.Index.Find("pump-17")!.LastActivityMs);
        Assert.Equal(ApplyOutcome.Stale, _fixture.Index.Apply(Keys.InferredEnd(10, "a", since: 0)));
    }

    [Fact]
    public void Restore_EmptyName_Throws()
    {
        var exception = Assert.Throws<ArgumentException>("thing", () => Restore(new Thing("", Id, null, ThingAttributes.Empty, 1), []));

        Assert.StartsWith("a thing name is missing, expected 1 to 128 characters", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, _fixture.Registry.Count);
    }

    [Fact]
    public void Restore_VersionZero_Throws()
    {
        var exception = Assert.Throws<ArgumentException>("thing", () => Restore(Pump() with { Version = 0 }, []));

        Assert.StartsWith("thing `pump-17` has version 0, expected at least 1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Restore_Twice_Throws()
    {
        Restore(Pump(), [Keys.Connect(0, "a")]);

        var exception = Assert.Throws<InvalidOperationException>(() => Restore(Pump(), [Keys.Connect(0, "a")]));

        Assert.Equal("thing `pump-17` was restored before, expected each thing once", exception.Message);
        Assert.Equal(1, _fixture.Index.ConnectedCount);
        Assert.Equal(["pump-17"], _fixture.ListAll());
    }

    [Fact]
    public void Restore_TypeThatIsNotThere_ComesBackWithoutIt()
    {
        Restore(Pump() with { TypeName = "pump" }, []);

        Assert.Equal(Pump(), _fixture.Registry.Find("pump-17"));
    }

    private ThingConnectivity State => _fixture.Index.Find("pump-17")!.Current!;

    private static Thing Pump() => new("pump-17", Id, null, ThingAttributes.Empty, 1);

    private void Restore(Thing thing, LifecycleEvent[] events, long revision = 0, long? activity = null)
    {
        var last = activity ?? ThingConnectivity.None;
        var state = ConnectionOrder.Join(events, ref last, revision);
        _fixture.Registry.Restore(thing, 9, state, last, []);
    }
}
