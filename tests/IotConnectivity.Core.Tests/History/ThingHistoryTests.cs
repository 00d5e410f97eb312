using IotConnectivity.Indexing;

namespace IotConnectivity.History;

public class ThingHistoryTests
{
    private const long Day = 24 * 3600 * 1000;

    private static readonly Teller Keys = Teller.Keys;
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly RecordedThing _thing = new();

    [Fact]
    public async Task AnyQuestion_NoSuchThing_IsNull()
    {
        Assert.Null(await _thing.History.GetTransitionsAsync("stranger", Range(0, 1), Token));
        Assert.Null(await _thing.History.GetStateAtAsync("stranger", At(0), Token));
        Assert.Null(await _thing.History.GetUptimeAsync("stranger", At(0), At(1), Token));
        Assert.Null(await _thing.History.ExplainAsync("stranger", Token));
    }

    [Fact]
    public async Task AnyQuestion_ThingThatWasNeverSeen_KnowsNothing()
    {
        Now(Day);

        var history = await Transitions(0, Day);
        var moment = await _thing.History.GetStateAtAsync(Teller.Pump, At(5), Token);
        var uptime = await Uptime(0, Day);
        var explanation = await _thing.History.ExplainAsync(Teller.Pump, Token);

        Assert.Equal(new ConnectivityMoment(At(5), null, null), moment);
        Assert.Empty(history.Transitions);
        Assert.Null(history.AvailableFrom);
        Assert.Equal(history.From, history.To);
        Assert.Null(uptime.Share);
        Assert.Null(uptime.LongestOutage);
        Assert.Null(explanation!.State);
        Assert.Null(explanation.LastActivity);
        Assert.Empty(explanation.Events);
    }

    [Fact]
    public async Task AnyQuestion_WaitsUntilWhatWasHeardIsStored()
    {
        _thing.Hear(Keys.Connect(0, "a"));
        Now(1);

        await Transitions(0, 1);
        await Uptime(0, 1);
        await _thing.History.GetStateAtAsync(Teller.Pump, At(0), Token);
        await _thing.History.ExplainAsync(Teller.Pump, Token);

        Assert.Equal(4, _thing.Flushes);
    }

    [Fact]
    public async Task GetTransitions_Range_IsFromInclusiveToExclusive()
    {
        _thing.Hear(Keys.Connect(0, "a"), Keys.End(5, "a"), Keys.Connect(9, "b"));
        Now(Day);

        var history = await Transitions(5, 9);

        Assert.Equal(["5 CONNECTION_LOST"], Says(history));
        Assert.Equal((At(5), At(9), At(0)), (history.From, history.To, history.AvailableFrom!.Value));
        Assert.True(history.Before!.Connected);
        Assert.Equal(Teller.Start, history.Before.TimestampMs);
        Assert.Null(history.NextToken);
    }

    [Fact]
    public async Task GetTransitions_LateEvents_StandWhereTheyBelong()
    {
        _thing.Hear(Keys.Connect(20, "c"), Keys.End(5, "a"), Keys.Connect(0, "a"), Keys.Connect(0, "a"));
        Now(Day);

        Assert.Equal(["0 connected", "5 CONNECTION_LOST", "20 connected"], Says(await Transitions(0, Day)));
    }

    [Fact]
    public async Task GetTransitions_BeyondNowAndBeforeTheFirstEvent_IsClipped()
    {
        _thing.Hear(Keys.Connect(10, "a"), Keys.End(99, "a"));
        Now(50);

        var history = await Transitions(-Day, Day);

        Assert.Equal(["10 connected"], Says(history));
        Assert.Equal((At(10), At(50)), (history.From, history.To));
        Assert.Null(history.Before);
    }

    [Fact]
    public async Task GetTransitions_OlderThanTheRetention_IsClippedButTheStateIsKnown()
    {
        _thing.Hear(Keys.Connect(0, "a"), Keys.End(31 * Day, "a"));
        Now(40 * Day);

        var history = await Transitions(0, 50 * Day);

        Assert.Equal(At(10 * Day), history.AvailableFrom);
        Assert.Equal(At(10 * Day), history.From);
        Assert.True(history.Before!.Connected);
        Assert.Equal([$"{31 * Day} CONNECTION_LOST"], Says(history));
    }

    [Fact]
    public async Task GetTransitions_Pages_GiveAllOfThemOnceThoughLateEventsComeIn()
    {
        for (var i = 0; i < 5; i++) _thing.Hear(Keys.Connect(i * 10_000_000, $"k{i}"), Keys.End(i * 10_000_000, $"k{i}"));
        Now(Day);
        var seen = new List<string>();
        string? token = null;
        do
        {
            var page = (await _thing.History.GetTransitionsAsync(Teller.Pump, Range(0, Day) with { MaxResults = 3, NextToken = token }, Token))!;
            Assert.InRange(page.Transitions.Count, 1, 3);
            Assert.Equal(seen.Count == 0, page.Before is null);
            seen.AddRange(Says(page));
            token = page.NextToken;
            if (seen.Count == 3) _thing.Hear(Keys.Connect(1, "late"), Keys.End(2, "late"));
        }
        while (token is not null);

        Assert.Equal(Enumerable.Range(0, 5).SelectMany(i => new[] { $"{i * 10_000_000} connected", $"{i * 10_000_000} CONNECTION_LOST" }), seen);
    }

    [Theory]
    [InlineData(0, "0 results are asked for, expected 1 to 1000")]
    [InlineData(1001, "1001 results are asked for, expected 1 to 1000")]
    public async Task GetTransitions_WrongNumberOfResults_Throws(int maxResults, string message)
    {
        var exception = await Assert.ThrowsAsync<ArgumentException>(() => _thing.History.GetTransitionsAsync(Teller.Pump, Range(0, 1) with { MaxResults = maxResults }, Token));

        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("00000000000000000000000g")]
    [InlineData("0000000000000000ffffffff")]
    [InlineData("000000000000000000000000000000")]
    public async Task GetTransitions_AnyTextForAToken_Throws(string token)
    {
        var exception = await Assert.ThrowsAsync<ArgumentException>(() => _thing.History.GetTransitionsAsync(Teller.Pump, Range(0, 1) with { NextToken = token }, Token));

        Assert.StartsWith("the next token is not one that a page of history gave", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyRange_ThatEndsBeforeItBegins_Throws()
    {
        var exception = await Assert.ThrowsAsync<ArgumentException>("to", () => _thing.History.GetUptimeAsync(Teller.Pump, At(1), At(0), Token));

        Assert.StartsWith("the range ends at 2025-12-31T08:00:00.0000000+00:00 before it begins at 2025-12-31T08:00:00.0010000+00:00", exception.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>("to", () => _thing.History.GetTransitionsAsync(Teller.Pump, Range(1, 0), Token));
    }

    [Theory]
    [InlineData(9, null)]
    [InlineData(10, "connected")]
    [InlineData(19, "connected")]
    [InlineData(20, "CONNECTION_LOST")]
    [InlineData(Day, "CONNECTION_LOST")]
    [InlineData(2 * Day, "CONNECTION_LOST")]
    public async Task GetStateAt_AnyMoment_IsTheTransitionBefore(long at, string? expected)
    {
        _thing.Hear(Keys.Connect(10, "a"), Keys.End(20, "a"));
        Now(Day);

        var moment = await _thing.History.GetStateAtAsync(Teller.Pump, At(at), Token);

        Assert.Equal(expected, moment!.Since is null ? null : Says(moment.Since));
        Assert.Equal(At(Math.Min(at, Day)), moment.Time);
        Assert.Equal(At(10), moment.AvailableFrom);
    }

    [Fact]
    public async Task GetUptime_Range_CountsTheKnownPart()
    {
        _thing.Hear(Keys.Connect(0, "a"), Keys.End(30, "a"), Keys.Connect(40, "b"), Keys.End(60, "b", reason: DisconnectReason.ServerError), Keys.Connect(90, "c"));
        Now(100);

        var uptime = await Uptime(-50, 200);

        Assert.Equal((At(0), At(100)), (uptime.From, uptime.To));
        Assert.Equal(TimeSpan.FromMilliseconds(60), uptime.Connected);
        Assert.Equal(0.6, uptime.Share);
        Assert.Equal([(DisconnectReason.ConnectionLost, 1), (DisconnectReason.ServerError, 1)], uptime.Drops.Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Equal(new ConnectivityOutage(At(60), TimeSpan.FromMilliseconds(30), DisconnectReason.ServerError), uptime.LongestOutage);
    }

    [Fact]
    public async Task GetUptime_OutageThatBeganBefore_IsNoDropButAnOutage()
    {
        _thing.Hear(Keys.Connect(0, "a"), Keys.End(30, "a"));
        Now(100);

        var uptime = await Uptime(50, 80);

        Assert.Equal(0, uptime.Share);
        Assert.Empty(uptime.Drops);
        Assert.Equal(new ConnectivityOutage(At(50), TimeSpan.FromMilliseconds(30), DisconnectReason.ConnectionLost), uptime.LongestOutage);
    }

    [Fact]
    public async Task GetUptime_AlwaysConnectedThoughTakenOver_HasNeitherDropNorOutage()
    {
        _thing.Hear(Keys.Connect(0, "a"), Keys.Connect(30, "b"), Keys.End(31, "a", reason: DisconnectReason.DuplicateClientId));
        Now(100);

        var uptime = await Uptime(0, 100);

        Assert.Equal(1, uptime.Share);
        Assert.Empty(uptime.Drops);
        Assert.Null(uptime.LongestOutage);
    }

    [Fact]
    public async Task AnyAnswer_HoldsNoAddress()
    {
        var peers = Teller.ReusedKeys;
        Assert.True(PeerAddress.TryParse("198.51.100.7"u8, out var ip));
        _thing.Hear(
            peers.Connect(0, "198.51.100.7:49152") with { SourceIp = ip, SourcePort = 49_152, TargetIp = ip },
            peers.End(5, "198.51.100.7:49152") with { RawReason = "198.51.100.7 went away" });
        Now(Day);

        var history = await Transitions(0, Day);
        var explanation = await _thing.History.ExplainAsync(Teller.Pump, Token);

        var text = string.Join('\n', history.Transitions) + explanation + string.Join('\n', explanation!.Events);
        Assert.DoesNotContain("198.51", text, StringComparison.Ordinal);
        Assert.Equal("… went away", history.Transitions[1].RawReason);
    }

    private static DateTimeOffset At(long ms) => RecordedThing.At(ms);

    private static HistoryQuery Range(long from, long to) => new() { From = At(from), To = At(to) };

    private static IEnumerable<string> Says(ConnectivityHistory history) => history.Transitions.Select(t => $"{t.TimestampMs - Teller.Start} {Says(t)}");

    private static string Says(ConnectivityTransition transition) => transition.Connected ? "connected" : transition.DisconnectReason.ToWireText();

    private void Now(long ms) => _thing.Clock.SetUtcNow(At(ms));

    private async Task<ConnectivityHistory> Transitions(long from, long to) => (await _thing.History.GetTransitionsAsync(Teller.Pump, Range(from, to), Token))!;

    private async Task<ConnectivityUptime> Uptime(long from, long to) => (await _thing.History.GetUptimeAsync(Teller.Pump, At(from), At(to), Token))!;
}
