using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Storage;

namespace IotConnectivity.History;

public class ExplanationTests
{
    private static readonly Teller Keys = Teller.Keys;
    private static readonly Teller Numbers = Teller.Epoch(1);
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly RecordedThing _thing = new();

    [Fact]
    public async Task Explain_EndOfAConnectionThatIsOver_DoesNotWait()
    {
        _thing.Hear(Keys.Connect(0, "a"), Keys.Connect(5_000, "b"), Keys.End(5_001, "a"), Keys.End(5_002, "c"));

        var explanation = await Explain();

        Assert.Equal([OrderRule.EndWaitsForConnect, OrderRule.EndWaitsForConnect], explanation.Events.Take(2).Select(news => news.Rule));
        Assert.Equal("Nobody has told yet when connection `c` began; this end waits for its connect.", explanation.Events[0].Explanation);
        Assert.Equal("This end speaks of connection `a`; the thing was already connected again by connection `b`, since 2025-12-31T08:00:05.000Z.", explanation.Events[1].Explanation);
    }

    [Fact]
    public async Task Explain_EndOfAnEarlierConnection_NamesTheOneThatIsOpen()
    {
        _thing.Hear(Numbers.Connect(0, "a", 1), Numbers.Connect(5_000, "b", 2), Numbers.End(5_001, "a", 1, reason: DisconnectReason.DuplicateClientId));

        var explanation = await Explain();

        Assert.True(explanation.State!.Connected);
        Assert.Equal(Teller.Start + 5_000, explanation.State.TimestampMs);
        Assert.Equal(2, explanation.Revision);
        var last = explanation.Events[0];
        Assert.Equal((OrderRule.EarlierConnection, ApplyOutcome.Stale), (last.Rule, last.Outcome));
        Assert.Equal((LifecycleEventKind.Disconnected, "a", DisconnectReason.DuplicateClientId, "lost"), (last.Kind, last.Connection, last.Reason, last.RawReason));
        Assert.Equal(RecordedThing.At(5_001), last.Timestamp);
        Assert.Equal("This end speaks of connection `a` (number 1); the thing was already connected again by connection `b` (number 2), since 2025-12-31T08:00:05.000Z.", last.Explanation);
    }

    [Fact]
    public async Task Explain_MoreThan32Events_GivesTheLastOnesWithWhatTheyMet()
    {
        for (var i = 0; i < 40; i++) _thing.Hear(Keys.Connect(i * Teller.Minute * 10, $"k{i}"));

        var explanation = await Explain();

        Assert.Equal(Enumerable.Range(8, 32).Reverse().Select(i => $"k{i}"), explanation.Events.Select(news => news.Connection));
        Assert.Equal("This connect speaks of connection `k8`, which is later than connection `k7`, the latest known before.", explanation.Events[^1].Explanation);
    }

    [Fact]
    public async Task Explain_ActivityThatTookBackAnEnd_IsAmongTheEvents()
    {
        _thing.Hear(Keys.Connect(0, "a"), Keys.InferredEnd(0, "a", since: 0), Keys.Beat(1));

        var explanation = await Explain();

        Assert.Equal(RecordedThing.At(1), explanation.LastActivity);
        Assert.Equal([OrderRule.ActivityRevokesEnd, OrderRule.EndOfKnown, OrderRule.FirstNews], explanation.Events.Select(news => news.Rule));
        Assert.Equal("The client was active after the moment from which the end was inferred, so that connection `a` had not ended.", explanation.Events[0].Explanation);
        Assert.Equal((RecordedThing.At(0), RecordedThing.At(0)), (explanation.Events[1].ConnectedAt!.Value, explanation.Events[1].LastActivity!.Value));
    }

    [Fact]
    public void Of_EveryRule_HasASentenceOfItsOwn()
    {
        var entry = new JournalEntry { ThingKey = 1, Event = Keys.End(0, "a"), ReceivedAtMs = 0, Rule = OrderRule.FirstNews };

        var sentences = Enum.GetValues<OrderRule>().Select(rule => RuleSentence.Of(entry with { Rule = rule }, ThingConnectivity.Never, new HashSet<ConnectionKey>())).ToList();

        Assert.Equal(sentences.Count, sentences.Distinct(StringComparer.Ordinal).Count());
        Assert.All(sentences, sentence => Assert.EndsWith(".", sentence, StringComparison.Ordinal));
        Assert.DoesNotContain(sentences, sentence => sentence.StartsWith("Rule", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(LifecycleEventKind.ConnectFailed, "A refused connection does not touch connectivity.")]
    [InlineData(LifecycleEventKind.Subscribed, "A subscription does not touch connectivity.")]
    [InlineData(LifecycleEventKind.Unsubscribed, "A cancelled subscription does not touch connectivity.")]
    public async Task Explain_WhatDoesNotTouchConnectivity_SaysWhatItIs(LifecycleEventKind kind, string sentence)
    {
        _thing.Hear(Keys.Of(kind, 0));

        Assert.Equal(sentence, (await Explain()).Events.Single().Explanation);
    }

    [Fact]
    public async Task Explain_ConnectionsByNumber_AreNamedByIt()
    {
        _thing.Hear(Numbers.Connect(0, number: 4), Numbers.Connect(9, "k", 5), Teller.Timed.Connect(5));

        var explanation = await Explain();

        Assert.Equal(
            [
                "This connect speaks of a connection without a name at webhook; mqttnet has told of a later connection, connection `k` (number 5).",
                "This connect speaks of connection `k` (number 5), which is later than connection number 4, the latest known before.",
                "Nothing was known of the thing's connectivity before this connect of connection number 4.",
            ],
            explanation.Events.Select(news => news.Explanation));
    }

    private async Task<ThingExplanation> Explain() => (await _thing.History.ExplainAsync(Teller.Pump, Token))!;
}
