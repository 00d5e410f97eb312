using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using IotConnectivity.Lifecycle;
using IotConnectivity.TestKit;

namespace IotConnectivity.Indexing;

/// <summary>
/// Every order of arrival, with every repetition, ends in the true last state. The oracle is <see cref="TrueHistory"/>: intervals, not the comparator.
/// </summary>
public class ConnectionOrderProperties
{
    private static readonly int Permuted = Repetitions.AreFew ? 4 : 7;

    public static TheoryData<SourceKind> Kinds => new(Enum.GetValues<SourceKind>());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ShortHistory_EveryPermutation_EndsInTheTrueState(SourceKind kind) =>
        Check(300, choices =>
        {
            var history = TrueHistory.Of(kind, 1 + (choices.Length % 3), choices);
            foreach (var order in Permutations(Math.Min(history.Events.Count, Permuted)))
            {
                // What goes beyond that keeps its place at the end.
                var events = order.Select(i => history.Events[i]).Concat(history.Events.Skip(order.Length)).ToList();
                AssertEndsRight(history, events);
            }
        });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void LongHistory_RandomOrderWithRepetitions_EndsInTheTrueState(SourceKind kind) =>
        Check(400, choices =>
        {
            var history = TrueHistory.Of(kind, 4 + (choices.Length % 20), choices);
            for (var seed = 0; seed < 8; seed++) AssertEndsRight(history, Shuffled(history.Events, seed));
        });

    [Fact]
    public void TwoSources_RandomOrderWithRepetitions_EndsInTheTrueState() =>
        Check(400, choices =>
        {
            foreach (var first in Enum.GetValues<SourceKind>())
            {
                foreach (var second in Enum.GetValues<SourceKind>())
                {
                    var history = TrueHistory.OfTwo(first, second, 1 + (choices.Length % 4), choices);
                    for (var seed = 0; seed < 3; seed++) AssertEndsRight(history, Shuffled(history.Events, seed));
                }
            }
        });

    [Fact]
    public void WanderingBetweenSources_RandomOrderWithRepetitions_EndsInTheTrueState() =>
        Check(3_000, choices =>
        {
            var history = Wandering(choices);
            for (var seed = 0; seed < 6; seed++) AssertEndsRight(history, Shuffled(history.Events, seed));
        });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void VeryLongHistory_EndsBeforeConnectsOrBackwards_EndsInTheTrueState(SourceKind kind) =>
        Check(100, choices =>
        {
            var history = TrueHistory.Of(kind, 30 + (choices.Length % 60), choices);
            AssertEndsRight(history, [.. history.Events.Reverse()]);
            AssertEndsRight(history, [.. history.Events.OrderByDescending(news => news.Kind)]);
            AssertEndsRight(history, [.. history.Events.Reverse().OrderByDescending(news => news.Kind)]);
        });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AnyHistory_AfterItHasSettled_RepetitionChangesNothing(SourceKind kind) =>
        Check(200, choices => AssertRepetitionChangesNothing(TrueHistory.Of(kind, 1 + (choices.Length % 3), choices)));

    [Fact]
    public void WanderingBetweenSources_AfterItHasSettled_RepetitionChangesNothing() =>
        Check(1_000, choices => AssertRepetitionChangesNothing(Wandering(choices)));

    private static TrueHistory Wandering(int[] choices)
    {
        var kinds = Enum.GetValues<SourceKind>();
        var several = Enumerable.Range(0, 2 + (choices.Length % 3)).Select(i => kinds[choices.ElementAtOrDefault(i) % kinds.Length]);
        return TrueHistory.OfSeveral([.. several], 2 + (choices.Length % 7), choices);
    }

    private static void AssertRepetitionChangesNothing(TrueHistory history)
    {
        var index = IndexWithClient();
        foreach (var lifecycleEvent in history.Events) index.Apply(lifecycleEvent);
        index.TryGet(TrueHistory.Client, out var settled);

        foreach (var lifecycleEvent in history.Events)
        {
            // An end of a long-forgotten connection may be remembered once more, but nobody sees that.
            var outcome = index.Apply(lifecycleEvent);
            Assert.NotEqual(ApplyOutcome.Applied, outcome);
        }

        index.TryGet(TrueHistory.Client, out var repeated);
        Assert.True(repeated.ShowsTheSameAs(settled));
    }

    private static void AssertEndsRight(TrueHistory history, IReadOnlyList<LifecycleEvent> arrival)
    {
        var index = IndexWithClient();
        foreach (var lifecycleEvent in arrival) index.Apply(lifecycleEvent);

        index.TryGet(TrueHistory.Client, out var state);
        var expected = $"connected={history.Connected} {history.LastConnection} {history.Reason} at={history.TimestampMs} since={history.ConnectedAtMs} k={history.KeepAliveSeconds}";
        var actual = $"connected={state.Connected} {TrueHistory.Describe(state)} {state.DisconnectReason} at={state.TimestampMs} since={state.ConnectedAt?.ToUnixTimeMilliseconds()} k={state.KeepAliveSeconds}";
        if (expected != actual) Assert.Fail($"expected {expected}\n  actual {actual}\n{Print(arrival)}");
    }

    private static ConnectivityIndex IndexWithClient()
    {
        var index = new ConnectivityIndex();
        index.TryAdd(new ThingName(TrueHistory.Client));
        return index;
    }

    private static void Check(int tests, Action<int[]> property) =>
        Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary().Array(), property)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(tests)).WithEndSize(60));

    private static List<LifecycleEvent> Shuffled(IReadOnlyList<LifecycleEvent> events, int seed)
    {
        var random = new Random(seed);
        var all = new List<LifecycleEvent>(events);
        foreach (var lifecycleEvent in events)
        {
            if (random.Next(3) == 0) all.Add(lifecycleEvent);
        }

        var array = all.ToArray();
        random.Shuffle(array);
        return [.. array];
    }

    private static IEnumerable<int[]> Permutations(int n)
    {
        var order = Enumerable.Range(0, n).ToArray();
        do
        {
            yield return order;
        }
        while (NextPermutation(order));
    }

    private static bool NextPermutation(int[] order)
    {
        var i = order.Length - 2;
        while (i >= 0 && order[i] > order[i + 1]) i--;
        if (i < 0) return false;
        var j = order.Length - 1;
        while (order[j] < order[i]) j--;
        (order[i], order[j]) = (order[j], order[i]);
        Array.Reverse(order, i + 1, order.Length - i - 1);
        return true;
    }

    private static string Print(IEnumerable<LifecycleEvent> events)
    {
        var text = new StringBuilder();
        foreach (var e in events)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {e.Kind} {e.Source} epoch={e.Source.Epoch} key={e.Connection} n={e.Number} at={e.TimestampMs} since={e.ConnectedAtMs} {e.ReasonQuality} basis={e.LastActivityMs}");
        }

        return text.ToString();
    }
}
