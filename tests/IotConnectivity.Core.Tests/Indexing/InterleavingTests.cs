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
    public void Apply_ActivityNotedWhileAnInferredEndWentIn_IsToldAfterTheEnd()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"));
        var ledger = new ToldLedger(heard.Index);
        heard.Index.Follow(new Meanwhile(() => heard.Index.Find(Teller.Pump)!.TryNoteActivity(Teller.Start + 1, 0)));

        heard.Hear(Keys.InferredEnd(0, "a", since: 0));

        Assert.Equal([OrderRule.EndOfKnown, OrderRule.ActivityRevokesEnd], ledger.All.Select(told => told.Rule));
        Assert.Equal([false, true], ledger.All.Select(told => told.IsConcluded));
        Assert.Equal([2, 3], ledger.All.Select(told => told.State!.Revision));
        Assert.Equal(Teller.Start + 1, ledger.All.Last().News.TimestampMs);
    }

    [Fact]
    public void Apply_BeatWhileAnotherThreadNotedLaterActivity_TellsOfTheActivityThatTookTheEndBack()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"), Keys.InferredEnd(10, "a", since: 0));
        var ledger = new ToldLedger(heard.Index);
        heard.Index.Follow(new WhileBeaten(() => heard.Index.Find(Teller.Pump)!.TryNoteActivity(Teller.Start + 20, 0)));

        heard.Hear(Keys.Beat(5));

        Assert.Equal([(OrderRule.ActivityRevokesEnd, 20), (OrderRule.ActivityNoted, 5)], ledger.All.Select(told => (told.Rule, told.News.TimestampMs - Teller.Start)));
        Assert.Equal([true, false], ledger.All.Select(told => told.IsConcluded));
        Assert.True(heard.State.Connected);
    }

    [Fact]
    public void Apply_ActivityNotedWhileAnInferredEndWentIntoALineThatIsNotShown_RevokesIt()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"), Teller.Timed.Connect(1));
        heard.Index.Follow(new Meanwhile(() => heard.Index.Find(Teller.Pump)!.TryNoteActivity(Teller.Start + 1, 0)));

        heard.Hear(Keys.InferredEnd(0, "a", since: 0));

        Assert.False(heard.State.Backlog!.Others[0].HasInferredEnd);
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

    private sealed class WhileBeaten(Action action) : IConnectivityFollower
    {
        public void OnChanged(in ConnectivityChange change)
        {
        }

        public void OnBeaten(ThingCell cell) => action();
    }

    private sealed class Meanwhile(Action action) : IConnectivityFollower
    {
        public void OnChanged(in ConnectivityChange change) => action();
    }
}
