using FsCheck;
using FsCheck.Fluent;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Storage;
using IotConnectivity.TestKit;

namespace IotConnectivity.History;

/// <summary>Where stamps are right and everything was heard, history is the true intervals, exactly. The oracle is the intervals that the events were made from.</summary>
public class TrueIntervalsTests
{
    private static readonly DisconnectReason[] Reasons = [DisconnectReason.ConnectionLost, DisconnectReason.ClientInitiatedDisconnect, DisconnectReason.ServerError];

    public static TheoryData<SourceKind> Kinds => new(Enum.GetValues<SourceKind>());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Of_EventsOfTrueIntervals_AreTheIntervals(SourceKind kind) => Check(choices =>
    {
        var (intervals, arrival) = Tell(kind, choices);

        var timeline = ThingTimeline.Of(HeardJournal.Of(arrival));

        var expected = intervals.SelectMany(interval => new (long, bool, DisconnectReason)[] { (interval.From, true, DisconnectReason.None), (interval.To, false, interval.Reason) });
        Assert.Equal(expected, Enumerable.Range(0, timeline.Count).Select(i => (timeline[i].TimestampMs, timeline[i].Connected, timeline[i].DisconnectReason)));
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Uptime_AnyRange_IsWhatTheIntervalsAddUpTo(SourceKind kind) => Check(choices =>
    {
        var (intervals, arrival) = Tell(kind, choices);
        var timeline = ThingTimeline.Of(HeardJournal.Of(arrival));
        var random = new Random(choices.Length);
        var (first, last) = (intervals[0].From, intervals[^1].To);
        for (var round = 0; round < 5; round++)
        {
            var from = first + random.NextInt64(last - first);
            var to = from + 1 + random.NextInt64(last - first);

            var count = UptimeCount.Of(timeline, from, to);

            Assert.Equal(intervals.Sum(interval => Math.Max(0, Math.Min(interval.To, to) - Math.Max(interval.From, from))), count.ConnectedMs);
            var ended = intervals.Where(interval => interval.To >= from && interval.To < to).CountBy(interval => interval.Reason).ToDictionary();
            Assert.Equal(ended.OrderBy(pair => pair.Key), count.Drops.OrderBy(pair => pair.Key));
            Assert.Equal(LongestOutage(intervals, from, to), count.LongestOutage);
        }
    });

    private static ConnectivityOutage? LongestOutage(List<Interval> intervals, long from, long to)
    {
        ConnectivityOutage? longest = null;
        for (var i = 0; i < intervals.Count; i++)
        {
            var start = Math.Max(intervals[i].To, from);
            var length = Math.Min(i + 1 < intervals.Count ? intervals[i + 1].From : long.MaxValue, to) - start;
            if (length > 0 && TimeSpan.FromMilliseconds(length) > (longest?.Length ?? TimeSpan.Zero))
            {
                longest = new ConnectivityOutage(DateTimeOffset.FromUnixTimeMilliseconds(start), TimeSpan.FromMilliseconds(length), intervals[i].Reason);
            }
        }

        return longest;
    }

    private static (List<Interval> Intervals, LifecycleEvent[] Arrival) Tell(SourceKind kind, int[] choices)
    {
        var random = new Random(choices.Length == 0 ? 0 : choices[0]);
        var teller = TellerOf(kind);
        var intervals = new List<Interval>();
        var events = new List<LifecycleEvent>();
        long now = 0;
        for (var i = 0; i < 1 + (choices.Length % 12); i++)
        {
            // Far enough apart that AWS's numbers and a key that waits for its connect leave no doubt.
            var (from, to) = (now + 1 + random.Next(400_000), now + 400_002 + random.Next(3_000_000));
            now = to;
            var reason = Reasons[random.Next(Reasons.Length)];
            intervals.Add(new Interval(Teller.Start + from, Teller.Start + to, reason));

            var key = kind is SourceKind.Timed ? null : kind is SourceKind.ReusedKeys or SourceKind.ReusedKeysWithConnectTime ? $"p{random.Next(2)}" : $"k{i}";
            long? number = kind is SourceKind.Aws or SourceKind.Epochs ? i : null;
            long? since = kind is SourceKind.KeysWithConnectTime or SourceKind.ReusedKeysWithConnectTime ? from : null;
            events.Add(teller.Connect(from, key, number));
            events.Add(teller.End(to, key, number, since, reason));
            if (random.Next(3) == 0 && to - from > 100_000)
            {
                // Silent for a while, and heard again: before or after the stamp of the end that was inferred.
                events.Add(teller.InferredEnd(from, key, number, since: from));
                events.Add(teller.Beat(from + 1 + random.Next((int)(to - from - 1))));
            }
        }

        var arrival = events.Concat(events.Where(_ => random.Next(4) == 0)).ToArray();
        random.Shuffle(arrival);
        return (intervals, arrival);
    }

    private static Teller TellerOf(SourceKind kind) => new(
        new LifecycleSource(kind.ToString())
        {
            Epoch = kind == SourceKind.Epochs ? 3 : 0,
            Numbers = kind == SourceKind.Aws ? ConnectionNumbers.ResetWhenAway : ConnectionNumbers.Growing,
            ReusesKeys = kind is SourceKind.ReusedKeys or SourceKind.ReusedKeysWithConnectTime,
        },
        TrueHistory.Client);

    private static void Check(Action<int[]> property) =>
        Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary().Array(), property)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(100)).WithEndSize(60));

    private sealed record Interval(long From, long To, DisconnectReason Reason);
}
