using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

/// <summary>Which rule decides about which event, and who is told of it.</summary>
public class OrderRuleTests
{
    private static readonly Teller Keys = Teller.Keys;
    private static readonly Teller Peers = Teller.ReusedKeys;
    private static readonly Teller Numbers = Teller.Epoch(1);
    private static readonly Teller Timed = Teller.Timed;

    public static TheoryData<OrderRule> Rules => new(Enum.GetValues<OrderRule>());

    /// <summary>Gets the stories of <see cref="Tell"/>, each with the rule that must decide about its last event.</summary>
    public static TheoryData<string, OrderRule> Stories => new()
    {
        { "refused connection", OrderRule.NotConnectivity },
        { "connect", OrderRule.FirstNews },
        { "end without anything before", OrderRule.FirstNews },
        { "greater number", OrderRule.LaterConnection },
        { "later connect of another key", OrderRule.LaterConnection },
        { "later end of another unknown key", OrderRule.LaterConnection },
        { "later connect without key", OrderRule.LaterConnection },
        { "second end without key", OrderRule.LaterConnection },
        { "end without key of a later connect", OrderRule.LaterConnection },
        { "later connect at another source", OrderRule.LaterConnection },
        { "connect of an end that waited behind another", OrderRule.LaterConnection },
        { "connect after its numbered end", OrderRule.ConnectOfKnown },
        { "connect of an earlier stamp", OrderRule.ConnectOfKnown },
        { "connect of a reused key after its end", OrderRule.ConnectOfKnown },
        { "connect without key before its end", OrderRule.ConnectOfKnown },
        { "later end that tells the connect time", OrderRule.ConnectOfKnown },
        { "earlier end that tells the connect time", OrderRule.BetterEnd },
        { "end by number", OrderRule.EndOfKnown },
        { "end by key", OrderRule.EndOfKnown },
        { "end of a reused key", OrderRule.EndOfKnown },
        { "end without key", OrderRule.EndOfKnown },
        { "stated end after an inferred one", OrderRule.BetterEnd },
        { "earlier end of a reused key", OrderRule.BetterEnd },
        { "stated end without key after an inferred one", OrderRule.BetterEnd },
        { "activity after an inferred end", OrderRule.ActivityRevokesEnd },
        { "activity while connected", OrderRule.ActivityNoted },
        { "connect again", OrderRule.KnownConnect },
        { "connect without key again", OrderRule.KnownConnect },
        { "end again", OrderRule.KnownEnd },
        { "end of an unknown reused key again", OrderRule.KnownEnd },
        { "end without key again", OrderRule.KnownEnd },
        { "inferred end after a stated one", OrderRule.KnownEnd },
        { "smaller number", OrderRule.EarlierConnection },
        { "earlier connect of another key", OrderRule.EarlierConnection },
        { "end of a reused key before its connect", OrderRule.EarlierConnection },
        { "end of an unknown key long ago", OrderRule.EarlierConnection },
        { "end without key before the connect", OrderRule.EarlierConnection },
        { "end of an unknown key", OrderRule.EndWaitsForConnect },
        { "later end of a reused key", OrderRule.EndWaitsForConnect },
        { "inferred end after activity", OrderRule.ActivityContradictsEnd },
        { "activity of an earlier stamp", OrderRule.EarlierActivity },
        { "earlier connect at another source", OrderRule.OtherSourceIsLater },
        { "end at a source that is not shown", OrderRule.OtherSourceIsLater },
    };

    [Theory]
    [MemberData(nameof(Stories))]
    public void Apply_Story_IsToldWithTheRuleThatDecided(string story, OrderRule rule)
    {
        var (before, news) = Tell(story);
        var heard = new HeardIndex(before);
        var ledger = new ToldLedger(heard.Index);

        var outcome = heard.Hear(news);

        var told = Assert.Single(ledger.All);
        Assert.Equal(rule, told.Rule);
        Assert.Equal(rule.OutcomeOf(), outcome);
        Assert.Equal(news, told.News);
        Assert.Same(heard.Index.Find(Teller.Pump), told.Cell);
        Assert.Same(heard.State, told.State);
        Assert.False(told.IsConcluded);
    }

    [Fact]
    public void Stories_EveryRuleOfARegisteredThing_IsAmongThem() =>
        Assert.Empty(Enum.GetValues<OrderRule>()
            .Except(Stories.Select(story => story.Data.Item2))
            .Except([OrderRule.IndexingOff, OrderRule.NotRegistered]));

    [Fact]
    public void Apply_ClientThatIsNoThing_IsToldWithoutOne()
    {
        var index = new ConnectivityIndex();
        var ledger = new ToldLedger(index);

        index.Apply(Keys.Connect(0, "a"));

        Assert.Equal(new ToldLedger.Told(null, Keys.Connect(0, "a"), OrderRule.NotRegistered, null, false), Assert.Single(ledger.All));
    }

    [Fact]
    public void Apply_WhileSwitchedOff_IsToldWithoutAThing()
    {
        var heard = new HeardIndex();
        var ledger = new ToldLedger(heard.Index);
        heard.Index.Disable();

        heard.Hear(Keys.Connect(0, "a"));

        var told = Assert.Single(ledger.All);
        Assert.Equal(OrderRule.IndexingOff, told.Rule);
        Assert.Null(told.Cell);
        Assert.Null(told.State);
    }

    [Fact]
    public void Apply_EndThatWasConcluded_IsToldAsConcluded()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"));
        var ledger = new ToldLedger(heard.Index);

        heard.Index.Apply(heard.Index.Find(Teller.Pump)!, Keys.InferredEnd(0, "a", since: 0));

        var told = Assert.Single(ledger.All);
        Assert.True(told.IsConcluded);
        Assert.Equal(OrderRule.EndOfKnown, told.Rule);
        Assert.Same(heard.Index.Find(Teller.Pump), told.Cell);
        Assert.Same(heard.State, told.State);
    }

    [Fact]
    public void Apply_ConcludedEndOfADeletedThing_IsToldWithoutAThing()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"));
        var cell = heard.Index.Find(Teller.Pump)!;
        heard.Index.TryRemove(Teller.Pump);
        var ledger = new ToldLedger(heard.Index);

        Assert.Equal(ApplyOutcome.NotRegistered, heard.Index.Apply(cell, Keys.InferredEnd(0, "a", since: 0)));

        var told = Assert.Single(ledger.All);
        Assert.Null(told.Cell);
        Assert.Null(told.State);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void IsPartOfState_EveryRule_OfAnEventThatCounts(OrderRule rule) =>
        Assert.Equal((int)rule >= 10 && rule != OrderRule.ActivityContradictsEnd, rule.IsPartOfState());

    [Theory]
    [MemberData(nameof(Rules))]
    public void OutcomeOf_EveryRule_IsWhatItsNumberSays(OrderRule rule)
    {
        ApplyOutcome[] byTens = [ApplyOutcome.Ignored, ApplyOutcome.Applied, ApplyOutcome.Duplicate, ApplyOutcome.Stale];
        var expected = rule == OrderRule.NotRegistered ? ApplyOutcome.NotRegistered : byTens[(int)rule / 10];

        Assert.Equal(expected, rule.OutcomeOf());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(17)]
    [InlineData(22)]
    [InlineData(35)]
    [InlineData(255)]
    public void OutcomeOf_NoRule_Throws(byte number) =>
        Assert.Throws<ArgumentOutOfRangeException>("rule", () => ((OrderRule)number).OutcomeOf());

    private static (LifecycleEvent[] Before, LifecycleEvent News) Tell(string story) => story switch
    {
        "refused connection" => ([Keys.Connect(0, "a")], Keys.Of(LifecycleEventKind.ConnectFailed, 1)),
        "connect" => ([], Keys.Connect(0, "a")),
        "end without anything before" => ([], Keys.End(0, "a")),
        "greater number" => ([Numbers.Connect(9, number: 1)], Numbers.End(0, number: 2)),
        "later connect of another key" => ([Keys.Connect(0, "a")], Keys.Connect(1, "b")),
        "later end of another unknown key" => ([Keys.End(0, "a")], Keys.End(1, "b")),
        "connect of an end that waited behind another" => ([Keys.End(5, "b"), Keys.End(3, "a")], Keys.Connect(1, "a")),
        "later connect without key" => ([Timed.Connect(0)], Timed.Connect(1)),
        "second end without key" => ([Timed.Connect(0), Timed.End(1)], Timed.End(2)),
        "end without key of a later connect" => ([Timed.Connect(0)], Timed.End(2, since: 1)),
        "later connect at another source" => ([Keys.Connect(0, "a")], Timed.Connect(1)),
        "connect after its numbered end" => ([Numbers.End(5, number: 1)], Numbers.Connect(0, number: 1)),
        "connect of an earlier stamp" => ([Keys.Connect(5, "a")], Keys.Connect(4, "a")),
        "connect of a reused key after its end" => ([Peers.End(5, "p")], Peers.Connect(0, "p")),
        "connect without key before its end" => ([Timed.End(5)], Timed.Connect(0)),
        "later end that tells the connect time" => ([Keys.End(5, "a")], Keys.End(6, "a", since: 0)),
        "earlier end that tells the connect time" => ([Keys.End(5, "a")], Keys.End(4, "a", since: 0)),
        "end by number" => ([Numbers.Connect(0, number: 1)], Numbers.End(1, number: 1)),
        "end by key" => ([Keys.Connect(0, "a")], Keys.End(1, "a")),
        "end of a reused key" => ([Peers.Connect(0, "p")], Peers.End(1, "p")),
        "end without key" => ([Timed.Connect(0)], Timed.End(1)),
        "stated end after an inferred one" => ([Keys.Connect(0, "a"), Keys.InferredEnd(0, "a", since: 0)], Keys.End(999, "a")),
        "earlier end of a reused key" => ([Peers.Connect(0, "p"), Peers.End(5, "p")], Peers.End(4, "p")),
        "stated end without key after an inferred one" => ([Timed.Connect(0), Timed.InferredEnd(0, since: 0)], Timed.End(1)),
        "activity after an inferred end" => ([Keys.Connect(0, "a"), Keys.InferredEnd(0, "a", since: 0)], Keys.Beat(1)),
        "activity while connected" => ([Keys.Connect(0, "a")], Keys.Beat(1)),
        "connect again" => ([Keys.Connect(0, "a")], Keys.Connect(0, "a")),
        "connect without key again" => ([Timed.Connect(0)], Timed.Connect(0)),
        "end again" => ([Keys.Connect(0, "a"), Keys.End(1, "a")], Keys.End(1, "a")),
        "end of an unknown reused key again" => ([Peers.End(1, "p")], Peers.End(1, "p")),
        "end without key again" => ([Timed.Connect(0), Timed.End(1)], Timed.End(1)),
        "inferred end after a stated one" => ([Keys.Connect(0, "a"), Keys.End(1, "a")], Keys.InferredEnd(0, "a", since: 0)),
        "smaller number" => ([Numbers.Connect(0, number: 2)], Numbers.End(9, number: 1)),
        "earlier connect of another key" => ([Keys.Connect(1, "b")], Keys.Connect(0, "a")),
        "end of a reused key before its connect" => ([Peers.Connect(1, "p")], Peers.End(0, "p")),
        "end of an unknown key long ago" => ([Keys.Connect(5 * Teller.Minute, "b")], Keys.End(0, "a")),
        "end without key before the connect" => ([Timed.Connect(1)], Timed.End(0)),
        "end of an unknown key" => ([Keys.Connect(1, "b")], Keys.End(2, "c")),
        "later end of a reused key" => ([Peers.Connect(0, "p"), Peers.End(5, "p")], Peers.End(6, "p")),
        "inferred end after activity" => ([Keys.Connect(0, "a"), Keys.Beat(1)], Keys.InferredEnd(0, "a", since: 0)),
        "activity of an earlier stamp" => ([Keys.Connect(0, "a"), Keys.Beat(1)], Keys.Beat(0)),
        "earlier connect at another source" => ([Keys.Connect(1, "a")], Timed.Connect(0)),
        "end at a source that is not shown" => ([Timed.Connect(0), Keys.Connect(1, "a")], Timed.End(2)),
        _ => throw new ArgumentOutOfRangeException(nameof(story), story, "nobody knows this story"),
    };
}
