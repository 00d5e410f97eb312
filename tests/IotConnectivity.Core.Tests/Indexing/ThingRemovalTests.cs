namespace IotConnectivity.Indexing;

/// <summary>Things that are removed and made again.</summary>
public class ThingRemovalTests
{
    private static readonly Teller Keys = Teller.Keys;

    [Fact]
    public void TryRemove_ForgetsTheThing()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"));

        Assert.True(heard.Index.TryRemove(Teller.Pump));
        Assert.False(heard.Index.TryGet(Teller.Pump, out _));
        Assert.False(heard.Index.TryRemove(Teller.Pump));
        Assert.Equal(ApplyOutcome.NotRegistered, heard.Hear(Keys.End(5, "a")));
    }

    [Fact]
    public void TryAdd_AfterTryRemove_StartsEmptyAndCountsRevisionsOn()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"), Keys.End(5, "a"));
        var ledger = new RevisionLedger(heard.Index);

        heard.Index.TryRemove(Teller.Pump);
        heard.Index.TryAdd(new ThingName(Teller.Pump));
        Assert.Equal("UNKNOWN", heard.Says);
        heard.Hear(Keys.Connect(0, "a"));

        Assert.Equal("connected a at 0", heard.Says);
        ledger.AssertIncreasing();
        Assert.Same(heard.State, ledger.LastOf(Teller.Pump));
    }

    [Fact]
    public void TryAdd_AfterTryRemoveOfANeverSeenThing_IsNotTakenForItsEnd()
    {
        var heard = new HeardIndex();
        var ledger = new RevisionLedger(heard.Index);

        heard.Index.TryRemove(Teller.Pump);
        heard.Index.TryAdd(new ThingName(Teller.Pump));
        heard.Hear(Keys.Connect(0, "a"));

        ledger.AssertIncreasing();
        Assert.Same(heard.State, ledger.LastOf(Teller.Pump));
    }

    [Fact]
    public void TryRemove_AgainAndAgainOfANeverSeenThing_DoesNotUseRevisionsUp()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"));
        for (var i = 0; i < 5; i++)
        {
            heard.Index.TryRemove(Teller.Pump);
            heard.Index.TryAdd(new ThingName(Teller.Pump));
        }

        Assert.InRange(heard.State.Revision, 2, 3);
    }

    [Fact]
    public void TryAdd_AfterADisabledThingWasRemoved_CountsRevisionsOn()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"));
        var ledger = new RevisionLedger(heard.Index);
        heard.Index.Disable();
        heard.Index.Enable();

        heard.Index.TryRemove(Teller.Pump);
        heard.Index.TryAdd(new ThingName(Teller.Pump));
        heard.Hear(Keys.Connect(0, "a"));

        ledger.AssertIncreasing();
        Assert.Same(heard.State, ledger.LastOf(Teller.Pump));
    }
}
