namespace IotConnectivity.Indexing;

/// <summary>Threads that meet within one event, played out on one thread.</summary>
public class InterleavingTests
{
    private static readonly Teller Keys = Teller.Keys;

    [Fact]
    public void Apply_SwitchedOffAfterItWasLookedAt_LeavesNothing()
    {
        var index = new ConnectivityIndex();
        index.RegisterUnknown = name =>
        {
            index.Disable();
            index.TryAdd(new ThingName(name));
            return index.Find(name);
        };

        index.Apply(Keys.Connect(0, "a"));

        index.TryGet(Teller.Pump, out var state);
        Assert.False(state.IsKnown);
        Assert.Equal(0, index.ConnectedCount);
    }

    [Fact]
    public void Apply_ActivityNotedWhileAnInferredEndWentIn_RevokesIt()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"));
        heard.Index.Follow(new Meanwhile(() => heard.Index.Find(Teller.Pump)!.TryNoteActivity(Teller.Start + 1, 0)));

        heard.Hear(Keys.InferredEnd(0, "a", since: 0));

        Assert.Equal("connected a at 0", heard.Says);
        Assert.Equal(3, heard.State.Revision);
        Assert.Equal(1, heard.Index.ConnectedCount);
    }

    [Fact]
    public void Apply_ActivityNoLaterThanTheInferredEndKnew_LeavesIt()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"));
        heard.Index.Follow(new Meanwhile(() => heard.Index.Find(Teller.Pump)!.TryNoteActivity(Teller.Start, 0)));

        heard.Hear(Keys.InferredEnd(0, "a", since: 0));

        Assert.False(heard.State.Connected);
    }

    [Fact]
    public void Apply_ToACellThatWasRetired_IsNotRegistered()
    {
        var heard = new HeardIndex();
        var cell = heard.Index.Find(Teller.Pump)!;
        heard.Index.TryRemove(Teller.Pump);

        Assert.Equal(ApplyOutcome.NotRegistered, heard.Index.Apply(cell, Keys.Connect(0, "a")));
        Assert.False(heard.Index.TryRemove(cell));
        Assert.Equal(0, heard.Index.ConnectedCount);
    }

    private sealed class Meanwhile(Action action) : IConnectivityFollower
    {
        public void OnChanged(in ConnectivityChange change) => action();
    }
}
