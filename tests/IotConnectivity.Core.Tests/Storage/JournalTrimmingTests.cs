using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.TestKit;

namespace IotConnectivity.Storage;

public class JournalTrimmingTests
{
    private static readonly Teller Keys = Teller.Keys;

    public static TheoryData<SourceKind> Kinds => new(Enum.GetValues<SourceKind>());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void FindDroppable_AnyHorizon_LaterStatesStayTheSame(SourceKind kind) => Check(100, choices =>
        AssertLaterStatesStay(TrueHistory.Of(kind, 1 + (choices.Length % 12), choices), choices.Length));

    [Fact]
    public void FindDroppable_TwoSources_LaterStatesStayTheSame() => Check(150, choices =>
        AssertLaterStatesStay(TrueHistory.OfTwo((SourceKind)(choices.Length % 7), (SourceKind)(choices.Sum() % 7), 1 + (choices.Length % 4), choices), choices.Length));

    [Fact]
    public void FindDroppable_ConnectionThatIsOver_DropsIt()
    {
        var entries = HeardJournal.Of([Keys.Connect(0, "a"), Keys.End(1, "a"), Keys.Connect(10_000_000, "b"), Keys.End(10_000_001, "b")]);

        Assert.Equal([0, 1], FindDroppable(entries, 4));
        Assert.Equal([0], FindDroppable(entries, 1));
        Assert.Empty(FindDroppable(entries, 0));
        Assert.Empty(FindDroppable([], 0));
    }

    [Fact]
    public void FindDroppable_WhatCameTwice_KeepsOne()
    {
        var entries = HeardJournal.Of([Keys.Connect(0, "a"), Keys.Connect(0, "a"), Keys.Connect(0, "a")]);

        Assert.Equal([1, 2], FindDroppable(entries, 3));
        Assert.Equal([0], FindDroppable(entries, 1));
    }

    [Fact]
    public void FindDroppable_WhatDoesNotTouchConnectivity_IsDroppedAmongWhatStays()
    {
        var entries = HeardJournal.Of([Keys.Of(LifecycleEventKind.ConnectFailed, 0), Keys.Connect(1, "a"), Keys.Of(LifecycleEventKind.ConnectFailed, 2)]);

        Assert.Equal([0, 2], FindDroppable(entries, 3));
    }

    [Fact]
    public void FindDroppable_EndThatWaitsForItsConnect_Stays()
    {
        var entries = HeardJournal.Of([Keys.Connect(0, "a"), Keys.End(5, "b")]);

        Assert.Empty(FindDroppable(entries, 2));
    }

    [Fact]
    public void FindDroppable_EndThatWasTakenBack_GoesButNotTheActivity()
    {
        var entries = HeardJournal.Of([Keys.Connect(0, "a"), Keys.InferredEnd(0, "a", since: 0), Keys.Beat(1)]);

        Assert.Equal([1], FindDroppable(entries, 3));
    }

    [Fact]
    public void FindDroppable_ActivityBeforeTheLast_IsDropped()
    {
        var entries = HeardJournal.Of([Keys.Connect(0, "a"), Keys.InferredEnd(0, "a", since: 0), Keys.Beat(1), Keys.InferredEnd(2, "a", since: 0), Keys.Beat(3)]);

        Assert.Equal([1, 2, 3], FindDroppable(entries, 5));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void FindDroppable_WrongNumberOfCandidates_Throws(int candidates) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(candidates), () => FindDroppable(HeardJournal.Of([Keys.Connect(0, "a")]), candidates));

    [Fact]
    public void FindDroppable_LongJournal_KeepsTheLastConnection()
    {
        var entries = HeardJournal.Of(Enumerable.Range(0, 5_000).SelectMany(i => new[] { Keys.Connect(i * Teller.Minute, $"k{i}"), Keys.End((i * Teller.Minute) + 1, $"k{i}") }));

        var dropped = FindDroppable(entries, entries.Count);

        Assert.Equal(Enumerable.Range(0, entries.Count - 2), dropped);
    }

    private static IReadOnlyList<int> FindDroppable(List<JournalEntry> expired, int candidates) => JournalTrimming.FindDroppable(CollectionsMarshal.AsSpan(expired), candidates);

    private static void AssertLaterStatesStay(TrueHistory history, int seed)
    {
        var random = new Random(seed);
        var arrival = history.Events.ToArray();
        for (var round = 0; round < 4; round++)
        {
            var entries = HeardJournal.Of(arrival);
            var horizon = arrival[random.Next(arrival.Length)].TimestampMs;
            var received = random.Next(entries.Count + 1);
            var expired = entries.Where(entry => entry.ReceivedAtMs < received && entry.Event.TimestampMs < horizon).ToList();
            var later = entries.Where(entry => entry.ReceivedAtMs >= received || entry.Event.TimestampMs >= horizon).OrderBy(entry => entry.Event.TimestampMs).ToList();
            var dropped = FindDroppable(expired, random.Next(expired.Count + 1));
            var kept = expired.Where((_, i) => !dropped.Contains(i)).ToList();

            Assert.True(HeardJournal.Join(kept).IsWorthTheSameAs(HeardJournal.Join(expired)));
            for (var i = 0; i <= later.Count; i++)
            {
                Assert.True(HeardJournal.Join([.. kept, .. later.Take(i)]).ShowsTheSameAs(HeardJournal.Join([.. expired, .. later.Take(i)])));
            }

            random.Shuffle(arrival);
        }
    }

    private static void Check(int tests, Action<int[]> property) =>
        Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary().Array(), property)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(tests)).WithEndSize(60));
}
