using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using IotConnectivity.Lifecycle;
using IotConnectivity.TestKit;

namespace IotConnectivity.Indexing;

/// <summary>A state is worth exactly the events that it says: they make it again, and whatever comes later does to both the same.</summary>
public class StateAsEventsProperties
{
    public static TheoryData<SourceKind> Kinds => new(Enum.GetValues<SourceKind>());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ToEvents_OfEveryPrefix_MakeAStateThatIsAndActsTheSame(SourceKind kind) =>
        Check(150, choices => AssertEveryPrefixIsWorthItsEvents(Shuffled(TrueHistory.Of(kind, 1 + (choices.Length % 12), choices).Events, choices.Length)));

    [Fact]
    public void ToEvents_OfSeveralSources_MakeAStateThatIsAndActsTheSame() =>
        Check(300, choices => AssertEveryPrefixIsWorthItsEvents(Shuffled(Wandering(choices).Events, choices.Length)));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ToEvents_OfTwoWritersStates_MakeTheTrueStateTogether(SourceKind kind) =>
        Check(150, choices => AssertWritersAgree(TrueHistory.Of(kind, 1 + (choices.Length % 12), choices)));

    [Fact]
    public void ToEvents_OfTwoWritersOfSeveralSources_MakeTheTrueStateTogether() =>
        Check(600, choices => AssertWritersAgree(Wandering(choices)));

    private static void AssertEveryPrefixIsWorthItsEvents(List<LifecycleEvent> arrival)
    {
        var activity = ThingConnectivity.None;
        var state = ThingConnectivity.Never;
        for (var i = 0; i < arrival.Count; i++)
        {
            state = Apply(state, arrival[i], ref activity);
            var events = state.ToEvents(TrueHistory.Client);
            for (var seed = 0; seed < 3; seed++)
            {
                var activityAgain = activity;
                var again = ConnectionOrder.Join(Shuffled(events, seed), ref activityAgain);
                AssertSame(state, again, arrival.Take(i + 1), events);
                AssertActsTheSame(state, again, activity, arrival);
            }
        }
    }

    private static void AssertActsTheSame(ThingConnectivity state, ThingConnectivity again, long activity, List<LifecycleEvent> later)
    {
        foreach (var news in later.Where(news => news.Kind is LifecycleEventKind.Connected or LifecycleEventKind.Disconnected))
        {
            var rule = ConnectionOrder.Judge(state, news, activity, out var next);
            var ruleAgain = ConnectionOrder.Judge(again, news, activity, out var nextAgain);
            if (rule != ruleAgain) Assert.Fail($"{rule}, but {ruleAgain} of the copy\n{Print([news])}of\n{Print(state.ToEvents("x"))}");
            AssertSame(next, nextAgain, [news], state.ToEvents("x"));
        }

        foreach (var news in later.Where(news => news.Kind == LifecycleEventKind.Heartbeat))
        {
            AssertSame(ConnectionOrder.Revoke(state, news.TimestampMs), ConnectionOrder.Revoke(again, news.TimestampMs), [news], state.ToEvents("x"));
        }
    }

    private static void AssertWritersAgree(TrueHistory history)
    {
        var random = new Random(history.Events.Count);
        var activities = new[] { ThingConnectivity.None, ThingConnectivity.None };
        var states = new[] { ThingConnectivity.Never, ThingConnectivity.Never };
        foreach (var news in Shuffled(history.Events, 1))
        {
            // Some events reach both writers.
            var writers = random.Next(1, 4);
            if ((writers & 1) != 0) states[0] = Apply(states[0], news, ref activities[0]);
            if ((writers & 2) != 0) states[1] = Apply(states[1], news, ref activities[1]);
        }

        var activity = Math.Max(activities[0], activities[1]);
        var merged = ConnectionOrder.Join([.. states[0].ToEvents(TrueHistory.Client), .. states[1].ToEvents(TrueHistory.Client)], ref activity);
        var turned = ConnectionOrder.Join([.. states[1].ToEvents(TrueHistory.Client), .. states[0].ToEvents(TrueHistory.Client)], ref activity);

        Assert.Equal((history.Connected, history.LastConnection, history.Reason, history.TimestampMs), Shown(merged));
        Assert.Equal(Shown(merged), Shown(turned));
    }

    private static (bool Connected, string Connection, DisconnectReason Reason, long TimestampMs) Shown(ThingConnectivity state) =>
        (state.Connected, TrueHistory.Describe(state), state.DisconnectReason, state.TimestampMs ?? 0);

    /// <summary>What the index does with an event, in one thread.</summary>
    private static ThingConnectivity Apply(ThingConnectivity state, in LifecycleEvent news, ref long activity)
    {
        if (news.Kind == LifecycleEventKind.Heartbeat) activity = Math.Max(activity, news.TimestampMs);
        else if (news.Kind is LifecycleEventKind.Connected or LifecycleEventKind.Disconnected) ConnectionOrder.Judge(state, news, activity, out state);
        return ConnectionOrder.Revoke(state, activity);
    }

    private static void AssertSame(ThingConnectivity expected, ThingConnectivity actual, IEnumerable<LifecycleEvent> heard, IReadOnlyList<LifecycleEvent> events)
    {
        if (expected.IsWorthTheSameAs(actual)) return;
        Assert.Fail($"after\n{Print(heard)}the state says\n{Print(events)}the state\n{Print(expected.ToEvents("x"))}the copy\n{Print(actual.ToEvents("x"))}");
    }

    private static TrueHistory Wandering(int[] choices)
    {
        var kinds = Enum.GetValues<SourceKind>();
        var several = Enumerable.Range(0, 2 + (choices.Length % 3)).Select(i => kinds[choices.ElementAtOrDefault(i) % kinds.Length]);
        return TrueHistory.OfSeveral([.. several], 2 + (choices.Length % 7), choices);
    }

    private static List<LifecycleEvent> Shuffled(IReadOnlyList<LifecycleEvent> events, int seed)
    {
        var random = new Random(seed);
        var array = events.Concat(events.Where(_ => random.Next(4) == 0)).ToArray();
        random.Shuffle(array);
        return [.. array];
    }

    private static void Check(int tests, Action<int[]> property) =>
        Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary().Array(), property)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(tests)).WithEndSize(60));

    private static string Print(IEnumerable<LifecycleEvent> events) => string.Concat(events.Select(e => string.Create(
        CultureInfo.InvariantCulture,
        $"  {e.Kind} {e.Source} epoch={e.Source.Epoch} key={e.Connection} n={e.Number} at={e.TimestampMs} since={e.ConnectedAtMs} {e.ReasonQuality} basis={e.LastActivityMs} k={e.KeepAliveSeconds}\n")));
}
