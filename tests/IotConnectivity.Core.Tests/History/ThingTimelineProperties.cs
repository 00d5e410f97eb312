using FsCheck;
using FsCheck.Fluent;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Storage;
using IotConnectivity.TestKit;

namespace IotConnectivity.History;

/// <summary>History says at every moment what a slow model says, however the events came in and whatever was forgotten before the moment.</summary>
public class ThingTimelineProperties
{
    public static TheoryData<SourceKind> Kinds => new(Enum.GetValues<SourceKind>());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Of_OneSource_EqualsTheSlowModel(SourceKind kind) =>
        Check(60, choices => AssertEqualsTheSlowModel(TrueHistory.Of(kind, 1 + (choices.Length % 10), choices), choices.Length));

    [Fact]
    public void Of_SeveralSources_EqualsTheSlowModel() =>
        Check(200, choices => AssertEqualsTheSlowModel(Wandering(choices), choices.Length));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Of_AnyOrderOfEntries_IsTheSame(SourceKind kind) =>
        Check(60, choices => AssertOrderDoesNotMatter(TrueHistory.Of(kind, 1 + (choices.Length % 10), choices), choices.Length));

    [Fact]
    public void Of_AnyOrderOfEntriesOfSeveralSources_IsTheSame() =>
        Check(200, choices => AssertOrderDoesNotMatter(Wandering(choices), choices.Length));

    [Fact]
    public void Of_ManyEventsOfFewMoments_IsTheSameInAnyOrder() => Check(300, choices =>
    {
        Teller[] tellers = [Teller.Keys, Teller.ReusedKeys, Teller.Timed, Teller.Aws];
        var entries = choices.Select((choice, i) =>
        {
            var kind = choice % 4;
            var teller = new Teller(tellers[kind].Source, TrueHistory.Client);
            var (at, key) = ((choice / 4) % 4, kind == 2 ? null : $"k{(choice / 16) % 3}");
            long? number = kind == 3 ? (choice / 16) % 3 : null;
            var news = ((choice / 64) % 5) switch
            {
                0 or 1 => teller.Connect(at, key, number),
                2 => teller.InferredEnd(at, key, number) with { TimestampMs = Teller.Start + at },
                3 => teller.Beat(at),
                _ => teller.End(at, key, number, reason: (DisconnectReason)(5 + ((choice / 640) % 3))),
            };
            return new JournalEntry { ThingKey = 1, Event = news, ReceivedAtMs = i, Rule = OrderRule.FirstNews };
        }).ToArray();
        var expected = Transitions(ThingTimeline.Of(entries), 0);

        for (var seed = 0; seed < 4; seed++)
        {
            new Random(seed).Shuffle(entries);
            Assert.Equal(expected, Transitions(ThingTimeline.Of(entries), 0));
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Of_WhatTrimmingLeaves_IsTheSameFromTheHorizonOn(SourceKind kind) =>
        Check(100, choices => AssertTrimmingDoesNotMatter(TrueHistory.Of(kind, 1 + (choices.Length % 10), choices), choices.Length));

    [Fact]
    public void Of_WhatTrimmingLeavesOfSeveralSources_IsTheSameFromTheHorizonOn() =>
        Check(200, choices => AssertTrimmingDoesNotMatter(Wandering(choices), choices.Length));

    private static void AssertEqualsTheSlowModel(TrueHistory history, int seed)
    {
        var entries = HeardJournal.Of(Shuffled(history.Events, seed));
        var timeline = ThingTimeline.Of(entries);
        var model = new SlowTimeline(entries);
        foreach (var moment in model.Moments)
        {
            var (expected, actual) = (Shown(model.StateAt(moment)), StateBefore(timeline, moment + 1));
            if (expected != actual) Assert.Fail($"at {moment} expected {expected}\nactual {actual}\n{Print(entries)}");
        }
    }

    private static void AssertOrderDoesNotMatter(TrueHistory history, int seed)
    {
        var entries = HeardJournal.Of(Shuffled(history.Events, seed)).ToArray();
        var expected = Transitions(ThingTimeline.Of(entries), 0);
        for (var round = 0; round < 4; round++)
        {
            new Random(seed + round).Shuffle(entries);
            Assert.Equal(expected, Transitions(ThingTimeline.Of(entries.Concat(entries.Take(round))), 0));
        }
    }

    private static void AssertTrimmingDoesNotMatter(TrueHistory history, int seed)
    {
        var random = new Random(seed);
        var entries = HeardJournal.Of(Shuffled(history.Events, seed));
        for (var round = 0; round < 4; round++)
        {
            var horizon = entries[random.Next(entries.Count)].Event.TimestampMs + random.Next(2);
            var received = random.Next(entries.Count + 1);
            var expired = entries.Where(entry => entry.ReceivedAtMs < received && entry.Event.TimestampMs < horizon).ToArray();
            var dropped = JournalTrimming.FindDroppable(expired, random.Next(expired.Length + 1)).Select(i => expired[i].ReceivedAtMs).ToHashSet();
            var left = entries.Where(entry => !dropped.Contains(entry.ReceivedAtMs)).ToList();

            var (whole, trimmed) = (ThingTimeline.Of(entries), ThingTimeline.Of(left));
            if (Transitions(whole, horizon).SequenceEqual(Transitions(trimmed, horizon)) && StateBefore(whole, horizon) == StateBefore(trimmed, horizon)) continue;
            Assert.Fail($"horizon {horizon}\n{StateBefore(whole, horizon)}\n{string.Join('\n', Transitions(whole, horizon))}\nnot\n{StateBefore(trimmed, horizon)}\n{string.Join('\n', Transitions(trimmed, horizon))}\n{Print(entries)}dropped {string.Join(' ', dropped)}");
        }
    }

    private static List<ConnectivityTransition> Transitions(ThingTimeline timeline, long from) =>
        [.. Enumerable.Range(0, timeline.Count).Skip(timeline.CountBefore(from)).Select(i => timeline[i])];

    private static ConnectivityTransition? StateBefore(ThingTimeline timeline, long moment) =>
        timeline.CountBefore(moment) is > 0 and var count ? Shown(timeline.StateAfter(count - 1)) : null;

    // The stamp is that of the event which made the state, and another one may do when that one was forgotten.
    private static ConnectivityTransition? Shown(ThingConnectivity state) => state.IsKnown ? ConnectivityTransition.Of(state, 0) : null;

    private static TrueHistory Wandering(int[] choices)
    {
        var kinds = Enum.GetValues<SourceKind>();
        var several = Enumerable.Range(0, 2 + (choices.Length % 3)).Select(i => kinds[choices.ElementAtOrDefault(i) % kinds.Length]);
        return TrueHistory.OfSeveral([.. several], 2 + (choices.Length % 7), choices);
    }

    private static LifecycleEvent[] Shuffled(IReadOnlyList<LifecycleEvent> events, int seed)
    {
        var random = new Random(seed);
        var array = events.Concat(events.Where(_ => random.Next(4) == 0)).ToArray();

        // In order, nearly in order, and in no order at all.
        if (seed % 3 == 0) return array;
        if (seed % 3 == 1) return [.. array.OrderBy(news => news.TimestampMs + random.Next(100_000))];
        random.Shuffle(array);
        return array;
    }

    private static void Check(int tests, Action<int[]> property) =>
        Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary().Array(), property)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(tests)).WithEndSize(60));

    private static string Print(IEnumerable<JournalEntry> entries) => string.Concat(entries.Select(entry =>
        $"  {entry.ReceivedAtMs} {entry.Rule} {entry.Event.Kind} {entry.Event.Source} epoch={entry.Event.Source.Epoch} key={entry.Event.Connection} n={entry.Event.Number} at={entry.Event.TimestampMs} since={entry.Event.ConnectedAtMs} {entry.Event.ReasonQuality} basis={entry.Event.LastActivityMs}\n"));
}
