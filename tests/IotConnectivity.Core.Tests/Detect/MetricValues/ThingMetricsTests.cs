using FsCheck;
using FsCheck.Fluent;
using IotConnectivity.History;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.TestKit;

namespace IotConnectivity.Detect.MetricValues;

public class ThingMetricsTests
{
    private const long Minute = Teller.Minute;
    private static readonly Teller Keys = Teller.Keys;

    [Fact]
    public async Task ListAsync_DisconnectDuration_GrowsInStepsOfFiveMinutes()
    {
        var thing = Heard(40 * Minute, Keys.Connect(Minute, "a"), Keys.End(12 * Minute, "a"), Keys.Connect(33 * Minute, "b"));

        Assert.Equal(["5: 0", "10: 0", "15: 0", "20: 5", "25: 10", "30: 15", "35: 0", "40: 0"], await ValuesAsync(thing, DetectMetrics.DisconnectDuration));
    }

    [Fact]
    public async Task ListAsync_EndOnTheGrid_CountsFromThere()
    {
        var thing = Heard(20 * Minute, Keys.Connect(Minute, "a"), Keys.End(10 * Minute, "a"));

        Assert.Equal(["5: 0", "10: 0", "15: 5", "20: 10"], await ValuesAsync(thing, DetectMetrics.DisconnectDuration));
    }

    [Fact]
    public async Task ListAsync_TakenOverAndNothingElseKnown_HasNoValue()
    {
        var thing = Heard(20 * Minute, Keys.Connect(Minute, "a"), Keys.End(6 * Minute, "a", reason: DisconnectReason.DuplicateClientId));

        Assert.Equal(["5: 0"], await ValuesAsync(thing, DetectMetrics.DisconnectDuration));
    }

    [Fact]
    public async Task ListAsync_LateEvent_CorrectsValues()
    {
        var thing = Heard(20 * Minute, Keys.Connect(Minute, "a"), Keys.End(6 * Minute, "a"));
        Assert.Equal(["5: 0", "10: 0", "15: 5", "20: 10"], await ValuesAsync(thing, DetectMetrics.DisconnectDuration));

        thing.Hear(Keys.Connect(7 * Minute, "b"));

        Assert.Equal(["5: 0", "10: 0", "15: 0", "20: 0"], await ValuesAsync(thing, DetectMetrics.DisconnectDuration));
    }

    [Fact]
    public async Task ListAsync_Counts_AreThoseOfTheFiveMinutesBefore()
    {
        var thing = Heard(
            15 * Minute,
            Keys.Connect(0, "a"),
            Keys.End(Minute, "a"),
            Keys.Connect(2 * Minute, "b"),
            Keys.Connect(2 * Minute, "b"),
            Failed(3 * Minute) with { RawReason = "AUTHORIZATION_FAILED" },
            Failed(5 * Minute) with { Reason = DisconnectReason.AuthError },
            Failed((5 * Minute) + 1),
            Keys.End(11 * Minute, "b"));

        Assert.Equal(["0: 1", "5: 3", "10: 1", "15: 0"], await ValuesAsync(thing, DetectMetrics.NumConnectionAttempts));
        Assert.Equal(["0: 0", "5: 1", "10: 0", "15: 1"], await ValuesAsync(thing, DetectMetrics.NumDisconnects));
        Assert.Equal(["0: 0", "5: 2", "10: 0", "15: 0"], await ValuesAsync(thing, DetectMetrics.NumAuthorizationFailures));
    }

    [Fact]
    public async Task ListAsync_Addresses_AreThoseThatTheThingCameFrom()
    {
        var thing = Heard(
            20 * Minute,
            Keys.Connect(Minute, "a") with { SourceIp = Address("198.51.100.7") },
            Keys.Connect(2 * Minute, "b") with { SourceIp = Address("192.0.2.1") },
            Keys.Connect(3 * Minute, "c") with { SourceIp = Address("192.0.2.1") },
            Keys.Connect(8 * Minute, "d"),
            Failed(11 * Minute) with { SourceIp = Address("2001:db8::1") });

        Assert.Equal(["5: 192.0.2.1,198.51.100.7", "15: 2001:db8::1"], await ValuesAsync(thing, DetectMetrics.SourceIpAddress));
    }

    [Fact]
    public void ListAsync_AnyHistory_IsWhatTheSlowModelSays() =>
        Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary().Array(), choices =>
        {
            var history = TrueHistory.Of(SourceKind.Keys, 1 + (choices.Length % 8), choices);
            var thing = new RecordedThing();
            thing.Clock.SetUtcNow(DateTimeOffset.FromUnixTimeMilliseconds(history.Events.Max(static news => news.TimestampMs) + (31 * Minute)));
            thing.Hear([.. history.Events]);
            var journal = thing.History.ReadJournalAsync(Teller.Pump, CancellationToken.None).Result!.Value;
            var slow = new SlowTimeline(journal.Entries);

            var values = ListAsync(thing, DetectMetrics.DisconnectDuration, long.MinValue, long.MaxValue).Result!.Values.ToDictionary(static one => one.Timestamp.ToUnixTimeMilliseconds(), static one => one.Value.Count);

            for (var tick = DatapointGrid.NextFrom(journal.Known.AvailableFromMs); tick <= journal.Known.NowMs; tick += 300_000)
            {
                var state = slow.StateAt(tick);
                ulong? expected = !state.IsKnown || (!state.Connected && state.DisconnectReason == DisconnectReason.DuplicateClientId) ? null
                    : state.Connected ? 0
                    : (ulong)(5 * Math.Max(0, (tick - state.DisconnectedAt!.Value.ToUnixTimeMilliseconds()) / 300_000));
                Assert.Equal(expected, values.GetValueOrDefault(tick));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(60)).WithEndSize(40));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(250)]
    public async Task ListAsync_PageByPage_GivesWhatOnePageGives(int size)
    {
        var thing = Heard(200 * Minute, Keys.Connect(Minute, "a"), Keys.End(12 * Minute, "a"), Keys.Connect(33 * Minute, "b"), Keys.End(71 * Minute, "b"));
        var whole = await ListAsync(thing, DetectMetrics.DisconnectDuration, 0, 200 * Minute);
        var pages = new List<MetricDatum>();
        string? token = null;
        do
        {
            var page = await ListAsync(thing, DetectMetrics.DisconnectDuration, 0, 200 * Minute, size, token);
            Assert.InRange(page!.Values.Count, 1, size);
            pages.AddRange(page.Values);
            token = page.NextToken;
        }
        while (token is not null);

        Assert.Equal(40, whole!.Values.Count);
        Assert.Equal(whole.Values, pages);
    }

    [Fact]
    public async Task ListAsync_RangeOnTheGrid_HoldsBothEnds()
    {
        var thing = Heard(60 * Minute, Keys.Connect(Minute, "a"));

        Assert.Equal(["10: 0", "15: 0", "20: 0"], Says((await ListAsync(thing, DetectMetrics.DisconnectDuration, 10 * Minute, 20 * Minute))!));
        Assert.Equal(["15: 0"], Says((await ListAsync(thing, DetectMetrics.DisconnectDuration, (10 * Minute) + 1, (20 * Minute) - 1))!));
        Assert.Empty((await ListAsync(thing, DetectMetrics.DisconnectDuration, (10 * Minute) + 1, (15 * Minute) - 1))!.Values);
    }

    [Fact]
    public async Task ListAsync_TheFuture_HasNoValues()
    {
        var thing = Heard(12 * Minute, Keys.Connect(Minute, "a"));

        Assert.Equal(["5: 0", "10: 0"], Says((await ListAsync(thing, DetectMetrics.DisconnectDuration, 0, 60 * Minute))!));
    }

    [Fact]
    public async Task ListAsync_NoSuchThing_IsNull() =>
        Assert.Null(await new ThingMetrics(new RecordedThing().History).ListAsync(
            new MetricValueQuery { ThingName = "nobody", MetricName = DetectMetrics.DisconnectDuration, StartTime = At(0), EndTime = At(1) }, TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("aws:message-byte-size", 0, 1, 1, null, "the metric `aws:message-byte-size` is not measured, expected one of aws:disconnect-duration, ")]
    [InlineData(DetectMetrics.NumDisconnects, 1, 0, 1, null, "before it begins")]
    [InlineData(DetectMetrics.NumDisconnects, 0, (14 * 24 * 60 * Minute) + 1, 1, null, "expected at most 14 days")]
    [InlineData(DetectMetrics.NumDisconnects, 0, 1, 0, null, "0 results are asked for, expected at least 1")]
    [InlineData(DetectMetrics.NumDisconnects, 0, 1, 1, "x", "the next token is not one")]
    [InlineData(DetectMetrics.NumDisconnects, 0, 1, 1, "1", "the next token is not one")]
    public async Task ListAsync_WrongQuery_SaysWhatIsWrong(string metric, long from, long to, int size, string? token, string message)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => ListAsync(new RecordedThing(), metric, from, to, size, token));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static RecordedThing Heard(long now, params ReadOnlySpan<LifecycleEvent> events)
    {
        var thing = new RecordedThing();
        thing.Clock.SetUtcNow(At(now));
        thing.Hear(events);
        return thing;
    }

    private static async Task<IEnumerable<string>> ValuesAsync(RecordedThing thing, string metric) =>
        Says((await ListAsync(thing, metric, 0, 24 * 60 * Minute))!);

    private static Task<MetricValuePage?> ListAsync(RecordedThing thing, string metric, long from, long to, int size = 5000, string? token = null)
    {
        // Everything, where no range is asked for: as much as one query may.
        var (start, end) = from == long.MinValue ? (thing.Clock.GetUtcNow() - MetricValueQuery.MaxRange, thing.Clock.GetUtcNow()) : (At(from), At(to));
        return new ThingMetrics(thing.History).ListAsync(
            new MetricValueQuery { ThingName = Teller.Pump, MetricName = metric, StartTime = start, EndTime = end, MaxResults = size, NextToken = token },
            TestContext.Current.CancellationToken);
    }

    private static IEnumerable<string> Says(MetricValuePage page) =>
        page.Values.Select(static one => $"{(one.Timestamp - At(0)).TotalMinutes}: {one.Value.Count?.ToString() ?? string.Join(',', one.Value.Cidrs!)}");

    private static LifecycleEvent Failed(long at) => Keys.Of(LifecycleEventKind.ConnectFailed, at);

    private static PeerAddress Address(string text) => PeerAddress.From(System.Net.IPAddress.Parse(text));

    private static DateTimeOffset At(long ms) => RecordedThing.At(ms);
}
