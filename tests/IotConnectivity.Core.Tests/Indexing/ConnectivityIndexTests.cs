using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

public class ConnectivityIndexTests
{
    private static readonly Teller Keys = Teller.Keys;

    [Fact]
    public void TryGet_RegisteredAndNeverSeen_IsNeverConnected()
    {
        var heard = new HeardIndex();

        Assert.True(heard.Index.TryGet(Teller.Pump, out var state));
        Assert.False(state.Connected);
        Assert.Equal(DisconnectReason.Unknown, state.DisconnectReason);
        Assert.Equal(ReasonQuality.Absent, state.ReasonQuality);
        Assert.Null(state.RawReason);
        Assert.Null(state.Timestamp);
        Assert.Null(state.TimestampMs);
        Assert.Null(state.ConnectedAt);
        Assert.Null(state.DisconnectedAt);
        Assert.Null(state.Number);
        Assert.Null(state.Source);
        Assert.True(state.Connection.IsNone);
        Assert.Equal(0, state.Revision);
    }

    [Fact]
    public void TryGet_UnknownThing_ReturnsFalse()
    {
        var index = new ConnectivityIndex();

        Assert.False(index.TryGet("pump-18", out var byString));
        Assert.False(index.TryGet("pump-18".AsSpan(), out var bySpan));
        Assert.Same(ThingConnectivity.Never, byString);
        Assert.Same(ThingConnectivity.Never, bySpan);
        Assert.Null(index.FindName("pump-18"));
    }

    [Fact]
    public void TryGet_NamesCompareExactly()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"));

        Assert.False(heard.Index.TryGet("Pump-17", out _));
        Assert.True(heard.Index.TryGet("a pump-17".AsSpan(2), out var state));
        Assert.Same(heard.State, state);
    }

    [Fact]
    public void FindName_RegisteredThing_GivesTheIndexsOwnString()
    {
        var index = new ConnectivityIndex();
        var name = new ThingName(string.Concat("pump", "-17"));
        index.TryAdd(name);

        Assert.Same(name.Value, index.FindName("pump-17"));
    }

    [Fact]
    public void Apply_Connect_ShowsTheWholeSession()
    {
        Assert.True(PeerAddress.TryParse("198.51.100.24"u8, out var client));
        Assert.True(PeerAddress.TryParse("2001:db8::1"u8, out var broker));
        var connect = Keys.Connect(1_250, "a", keepAlive: 0) with
        {
            CleanSession = false,
            SessionExpirySeconds = uint.MaxValue,
            SourceIp = client,
            SourcePort = 65_535,
            TargetIp = broker,
            TargetPort = 8883,
            VpcEndpointId = "vpce-1",
        };

        var state = new HeardIndex(connect).State;

        Assert.True(state.Connected);
        Assert.Equal(DisconnectReason.None, state.DisconnectReason);
        Assert.Equal(Teller.Start + 1_250, state.TimestampMs);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(Teller.Start + 1_250), state.Timestamp);
        Assert.Equal(state.Timestamp, state.ConnectedAt);
        Assert.Null(state.DisconnectedAt);
        Assert.Equal("a", state.Connection.ToString());
        Assert.Equal(0, state.KeepAliveSeconds);
        Assert.False(state.CleanSession);
        Assert.Equal(uint.MaxValue, state.SessionExpirySeconds);
        Assert.Equal("198.51.100.24", state.SourceIp.ToString());
        Assert.Equal(65_535, state.SourcePort);
        Assert.Equal("2001:db8::1", state.TargetIp.ToString());
        Assert.Equal(8883, state.TargetPort);
        Assert.Equal("vpce-1", state.VpcEndpointId);
    }

    [Fact]
    public void Apply_ConnectThatTellsLittle_LeavesTheRestUnknown()
    {
        var state = new HeardIndex(Keys.Connect(0, "a", keepAlive: null)).State;

        Assert.Null(state.KeepAliveSeconds);
        Assert.Null(state.CleanSession);
        Assert.Null(state.SessionExpirySeconds);
        Assert.True(state.SourceIp.IsNone);
        Assert.Null(state.SourcePort);
        Assert.True(state.TargetIp.IsNone);
        Assert.Null(state.TargetPort);
        Assert.Null(state.VpcEndpointId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Apply_CleanSession_IsKeptAsSaid(bool clean) =>
        Assert.Equal(clean, new HeardIndex(Keys.Connect(0, "a") with { CleanSession = clean }).State.CleanSession);

    [Theory]
    [InlineData("ip")]
    [InlineData("port")]
    [InlineData("vpc")]
    public void Apply_AnyPartOfTheTarget_IsKept(string part)
    {
        Assert.True(PeerAddress.TryParse("198.51.100.1"u8, out var broker));
        var connect = Keys.Connect(0, "a");

        var state = new HeardIndex(part switch
        {
            "ip" => connect with { TargetIp = broker },
            "port" => connect with { TargetPort = 1883 },
            _ => connect with { VpcEndpointId = "vpce-1" },
        }).State;

        Assert.Equal(part == "ip" ? "198.51.100.1" : "", state.TargetIp.ToString());
        Assert.Equal(part == "port" ? 1883 : null, state.TargetPort);
        Assert.Equal(part == "vpc" ? "vpce-1" : null, state.VpcEndpointId);
    }

    [Fact]
    public void Apply_End_KeepsTheSessionOfTheConnection()
    {
        var state = new HeardIndex(Keys.Connect(0, "a") with { SourcePort = 1 }, Keys.End(5, "a")).State;

        Assert.Equal(60, state.KeepAliveSeconds);
        Assert.Equal(1, state.SourcePort);
        Assert.Equal(Teller.Start, state.ConnectedAt?.ToUnixTimeMilliseconds());
        Assert.Equal(Teller.Start + 5, state.DisconnectedAt?.ToUnixTimeMilliseconds());
        Assert.Equal(state.DisconnectedAt, state.Timestamp);
    }

    [Fact]
    public void Apply_Reconnect_ForgetsTheSessionBefore()
    {
        var heard = new HeardIndex(
            Keys.Connect(0, "a") with { CleanSession = true, SourcePort = 1, TargetPort = 8883, SessionExpirySeconds = 5 },
            Keys.End(5, "a"),
            Keys.Connect(10, "b", keepAlive: null));

        Assert.Equal("connected b at 0.01", heard.Says);
        Assert.Null(heard.State.KeepAliveSeconds);
        Assert.Null(heard.State.CleanSession);
        Assert.Null(heard.State.SourcePort);
        Assert.Null(heard.State.TargetPort);
        Assert.Null(heard.State.SessionExpirySeconds);
        Assert.Null(heard.State.RawReason);
        Assert.Equal(ReasonQuality.Absent, heard.State.ReasonQuality);
    }

    [Fact]
    public void Apply_EndWithoutReason_IsUnknownAndNeverAGuess()
    {
        var heard = new HeardIndex(
            Keys.Connect(0, "a"),
            Keys.End(5, "a", reason: DisconnectReason.Unknown) with { ReasonQuality = ReasonQuality.Absent, RawReason = null });

        Assert.Equal("UNKNOWN a at 0.005", heard.Says);
        Assert.Equal(ReasonQuality.Absent, heard.State.ReasonQuality);
        Assert.Null(heard.State.RawReason);
    }

    [Fact]
    public void Apply_EndWithReason_KeepsTheSourcesWords()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"), Keys.End(5, "a") with { RawReason = "tcp_closed" });

        Assert.Equal("tcp_closed", heard.State.RawReason);
        Assert.Equal(ReasonQuality.Stated, heard.State.ReasonQuality);
    }

    [Theory]
    [InlineData(LifecycleEventKind.ConnectFailed)]
    [InlineData(LifecycleEventKind.Subscribed)]
    [InlineData(LifecycleEventKind.Unsubscribed)]
    public void Apply_WhatDoesNotTouchConnectivity_IsIgnored(LifecycleEventKind kind)
    {
        var connected = new HeardIndex(Keys.Connect(0, "a"));
        var ended = new HeardIndex(Keys.Connect(0, "a"), Keys.End(5, "a"));

        Assert.Equal(ApplyOutcome.Ignored, connected.Hear(Keys.Of(kind, 99)));
        Assert.Equal(ApplyOutcome.Ignored, ended.Hear(Keys.Of(kind, 99)));
        Assert.Equal("connected a at 0", connected.Says);
        Assert.Equal("CONNECTION_LOST a at 0.005", ended.Says);
        Assert.Equal(1, connected.State.Revision);
    }

    [Fact]
    public void Apply_Heartbeat_NeverOpensAConnection()
    {
        var heard = new HeardIndex();

        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Keys.Beat(5)));
        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Keys.Beat(5)));
        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Keys.Beat(4)));
        Assert.Same(ThingConnectivity.Never, heard.State);
    }

    [Theory]
    [InlineData(LifecycleEventKind.Connected)]
    [InlineData(LifecycleEventKind.Disconnected)]
    [InlineData(LifecycleEventKind.ConnectFailed)]
    [InlineData(LifecycleEventKind.Subscribed)]
    [InlineData(LifecycleEventKind.Heartbeat)]
    public void Apply_UnregisteredClient_LeavesNoTrace(LifecycleEventKind kind)
    {
        var index = new ConnectivityIndex();

        Assert.Equal(ApplyOutcome.NotRegistered, index.Apply(Keys.Of(kind, 0)));
        Assert.Equal(0, index.Count);
        Assert.Empty(index.Enumerate());
    }

    [Fact]
    public void TryAdd_AfterEventsOfTheClient_DoesNotPickThemUp()
    {
        var index = new ConnectivityIndex();
        index.Apply(Keys.Connect(0, "a"));

        Assert.True(index.TryAdd(new ThingName(Teller.Pump)));

        index.TryGet(Teller.Pump, out var state);
        Assert.Same(ThingConnectivity.Never, state);
        Assert.Equal(ApplyOutcome.Applied, index.Apply(Keys.End(5, "a")));
        index.TryGet(Teller.Pump, out state);
        Assert.Equal(DisconnectReason.ConnectionLost, state.DisconnectReason);
    }

    [Fact]
    public void TryAdd_Twice_ReturnsFalseAndKeepsTheRecord()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"));

        Assert.False(heard.Index.TryAdd(new ThingName(Teller.Pump)));
        Assert.Equal("connected a at 0", heard.Says);
        Assert.Equal(1, heard.Index.Count);
    }

    [Fact]
    public void Apply_AcceptedChanges_CountRevisionsOneByOne()
    {
        var heard = new HeardIndex();
        var revisions = new List<long>();
        foreach (var news in new[]
        {
            Keys.Connect(0, "a"), Keys.Connect(0, "a"), Keys.End(5, "a"), Keys.End(5, "a"), Keys.Beat(7), Keys.Connect(9, "b"), Keys.Of(LifecycleEventKind.Subscribed, 9),
        })
        {
            heard.Hear(news);
            revisions.Add(heard.State.Revision);
        }

        Assert.Equal([1, 1, 2, 2, 2, 3, 3], revisions);
    }

    [Fact]
    public void Apply_Outcomes_SayWhatBecameOfTheEvent()
    {
        var heard = new HeardIndex();

        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Keys.Connect(10, "a")));
        Assert.Equal(ApplyOutcome.Duplicate, heard.Hear(Keys.Connect(10, "a")));
        Assert.Equal(ApplyOutcome.Duplicate, heard.Hear(Keys.Connect(11, "a")));
        Assert.Equal(ApplyOutcome.Stale, heard.Hear(Keys.Connect(9, "b")));
        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Keys.End(20, "a")));
        Assert.Equal(ApplyOutcome.Duplicate, heard.Hear(Keys.End(20, "a")));
        Assert.Equal(ApplyOutcome.Duplicate, heard.Hear(Keys.End(21, "a")));
    }

    [Fact]
    public void Apply_EarlierConnectOfTheSameConnection_Counts()
    {
        var heard = new HeardIndex(Keys.Connect(10, "a", keepAlive: 60));

        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Keys.Connect(9, "a", keepAlive: null)));
        Assert.Equal("connected a at 0.009", heard.Says);
        Assert.Null(heard.State.KeepAliveSeconds);
    }

    [Fact]
    public void Apply_EventWithoutClientOrSource_Throws()
    {
        var index = new ConnectivityIndex();
        var noClient = Assert.Throws<ArgumentException>(() => index.Apply(Keys.Connect(0) with { ClientId = null! }));
        var noSource = Assert.Throws<ArgumentException>(() => index.Apply(Keys.Connect(0) with { Source = null! }));

        Assert.Equal("an event needs a client id and a source (Parameter 'lifecycleEvent')", noClient.Message);
        Assert.Equal(noClient.Message, noSource.Message);
    }

    [Fact]
    public void ConnectedCount_FollowsEveryWayInAndOut()
    {
        var heard = new HeardIndex();
        var index = heard.Index;
        Assert.Equal(0, index.ConnectedCount);

        heard.Hear(Keys.Connect(0, "a"));
        Assert.Equal(1, index.ConnectedCount);
        heard.Hear(Keys.Connect(5, "b"));
        Assert.Equal(1, index.ConnectedCount);
        heard.Hear(Keys.InferredEnd(5, "b", since: 5));
        Assert.Equal(0, index.ConnectedCount);
        heard.Hear(Keys.Beat(6));
        Assert.Equal(1, index.ConnectedCount);
        heard.Hear(Keys.End(7, "b"));
        Assert.Equal(0, index.ConnectedCount);
        heard.Hear(Keys.Connect(9, "c"));
        index.Disable();
        Assert.Equal(0, index.ConnectedCount);
        index.Enable();
        heard.Hear(Keys.Connect(9, "c"));
        Assert.True(index.TryRemove(Teller.Pump));
        Assert.Equal(0, index.ConnectedCount);
    }

    [Fact]
    public void Disable_DropsRecordsAndIgnoresEvents()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"));

        heard.Index.Disable();

        Assert.False(heard.Index.IsEnabled);
        Assert.Equal("UNKNOWN", heard.Says);
        Assert.Equal(2, heard.State.Revision);
        Assert.Equal(ApplyOutcome.Ignored, heard.Hear(Keys.Connect(5, "b")));
        Assert.Equal(ApplyOutcome.Ignored, heard.Hear(Keys.Beat(5)));
        Assert.Equal("UNKNOWN", heard.Says);
    }

    [Fact]
    public void Enable_StartsFromTheNextEvents()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"));
        heard.Index.Disable();
        heard.Hear(Keys.Connect(5, "b"));

        heard.Index.Enable();

        Assert.True(heard.Index.IsEnabled);
        Assert.Equal("UNKNOWN", heard.Says);
        Assert.Equal(ApplyOutcome.Applied, heard.Hear(Keys.End(3, "z")));
        Assert.Equal("CONNECTION_LOST z at 0.003", heard.Says);
        Assert.Equal(3, heard.State.Revision);
    }

    [Fact]
    public void Disable_Twice_ChangesNothingMore()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"));
        heard.Index.Disable();
        heard.Index.Disable();

        Assert.Equal(2, heard.State.Revision);
    }

    [Fact]
    public void Enumerate_GivesEveryThingOnce()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"));
        heard.Index.TryAdd(new ThingName("pump-18"));

        var things = heard.Index.Enumerate().OrderBy(pair => pair.Key, StringComparer.Ordinal).ToList();

        Assert.Equal([Teller.Pump, "pump-18"], things.Select(pair => pair.Key));
        Assert.Same(heard.State, things[0].Value);
        Assert.Same(ThingConnectivity.Never, things[1].Value);
    }

    [Fact]
    public void Apply_MemberOutOfItsRange_IsNamed()
    {
        const long TooLate = LifecycleLimits.MaxTimestampMs + 1;
        var index = new ConnectivityIndex();
        (LifecycleEvent News, string Message)[] cases =
        [
            (Keys.End(0) with { ConnectedAtMs = -1 }, $"ConnectedAtMs is -1, expected 0 to {LifecycleLimits.MaxTimestampMs} (Parameter 'ConnectedAtMs')"),
            (Keys.End(0) with { LastActivityMs = TooLate }, $"LastActivityMs is {TooLate}, expected 0 to {LifecycleLimits.MaxTimestampMs} (Parameter 'LastActivityMs')"),
            (Keys.Connect(0) with { SourcePort = 65_536 }, "SourcePort is 65536, expected 0 to 65535 (Parameter 'SourcePort')"),
            (Keys.Connect(0) with { KeepAliveSeconds = -1 }, $"KeepAliveSeconds is -1, expected 0 to {int.MaxValue} (Parameter 'KeepAliveSeconds')"),
        ];

        Assert.All(cases, one => Assert.Equal(one.Message, Assert.Throws<ArgumentException>(() => index.Apply(one.News)).Message));
    }

    [Fact]
    public void Apply_WhatChangesNothing_IsNotPublished()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"), Keys.End(-5, "z"));
        var ledger = new RevisionLedger(heard.Index);

        heard.Hear(Keys.Connect(0, "a"));
        heard.Hear(Keys.Beat(5));
        Assert.Empty(ledger.LastOfAll());

        heard.Index.TryAdd(new ThingName("pump-18"));
        heard.Index.Disable();
        Assert.Equal([Teller.Pump], ledger.LastOfAll().Keys);
    }

    [Fact]
    public void Apply_HeartbeatWithAnOldStamp_TellsFollowersThatTheThingWasHeard()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"), Keys.Beat(10));
        var beaten = new List<ThingCell>();
        heard.Index.Follow(new BeatFollower(beaten.Add));

        heard.Hear(Keys.Beat(5));
        heard.Hear(Keys.Beat(15));

        Assert.Equal([Teller.Pump, Teller.Pump], beaten.Select(cell => cell.Name));
    }

    [Fact]
    public void Apply_ConnectThatIsKnown_DoesNotForgetTheHeartbeats()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"), Keys.Beat(5));
        var cell = heard.Index.Find(Teller.Pump)!;

        heard.Hear(Keys.Connect(0, "a"));
        Assert.True(cell.IsBeaten);
        heard.Hear(Keys.Connect(9, "b"));
        Assert.False(cell.IsBeaten);
    }

    [Fact]
    public void Disable_AfterHeartbeats_ForgetsThem()
    {
        var heard = new HeardIndex(Keys.Connect(0, "a"), Keys.Beat(5));
        var cell = heard.Index.Find(Teller.Pump)!;

        heard.Index.Disable();

        Assert.False(cell.IsBeaten);
        Assert.Equal(ThingConnectivity.None, cell.LastActivityMs);
    }

    [Theory]
    [InlineData(LifecycleEventKind.Connected)]
    [InlineData(LifecycleEventKind.Heartbeat)]
    public void Apply_SwitchedOffWhileTheEventWasJudged_LeavesNothing(LifecycleEventKind kind)
    {
        var index = new ConnectivityIndex();
        var cell = new ThingCell(Teller.Pump);
        index.RegisterUnknown = _ =>
        {
            index.Disable();
            index.TryAdd(cell);
            return cell;
        };

        index.Apply(Keys.Of(kind, 5));

        Assert.False(cell.Current!.IsKnown);
        Assert.Equal(ThingConnectivity.None, cell.LastActivityMs);
        Assert.Equal(0, index.ConnectedCount);
    }

    [Fact]
    public void TryRemove_Null_IsNamed() =>
        Assert.Equal("thingName", Assert.Throws<ArgumentNullException>(() => new ConnectivityIndex().TryRemove((string)null!)).ParamName);

    [Theory]
    [InlineData(-1)]
    [InlineData(LifecycleLimits.MaxTimestampMs + 1)]
    public void Apply_TimeThatCannotBeShown_Throws(long timestampMs)
    {
        var index = new ConnectivityIndex();
        index.TryAdd(new ThingName("pump-17"));
        var news = new LifecycleEvent
        {
            Kind = LifecycleEventKind.Connected, ClientId = "pump-17", Source = LifecycleSource.Aws, TimestampMs = timestampMs,
        };

        var error = Assert.Throws<ArgumentException>(() => index.Apply(news));

        Assert.StartsWith($"TimestampMs is {timestampMs}, expected 0 to {LifecycleLimits.MaxTimestampMs}", error.Message, StringComparison.Ordinal);
        Assert.True(index.TryGet("pump-17", out var status));
        Assert.Equal(0, status.Revision);
    }

    private sealed class BeatFollower(Action<ThingCell> beaten) : IConnectivityFollower
    {
        public void OnChanged(in ConnectivityChange change)
        {
        }

        public void OnBeaten(ThingCell cell) => beaten(cell);
    }
}
