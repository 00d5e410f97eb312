using System.Text;

namespace IotConnectivity.Lifecycle;

public class MosquittoLogSessionTests
{
    private const string Accept = "1767168000: New connection from 198.51.100.24:52123 on port 1883.";
    private const string Connect = "1767168000: New client connected from 198.51.100.24:52123 as pump-17 (p2, c1, k60, u'fleet').";
    private const string Connected = "pump-17 #1 connected from 198.51.100.24:52123 to ";
    private const string Takeover = "1767168010: Client pump-17 already connected, closing old connection.";
    private const string WebSocketConnect = "1767168010: New client connected from ::ffff:198.51.100.25:55630 as pump-17 (p2, c1, k30, u'fleet').";
    private const string Closed = "1767168010: Client pump-17 closed its connection.";

    [Fact]
    public void TryParseLine_Connect_ReadsEveryMember()
    {
        var session = new MosquittoLogSession { Node = "north", ReadsPrincipal = true };

        var read = session.Read(Accept, Connect);

        Assert.Equal(
            [
                new LifecycleEvent
                {
                    Kind = LifecycleEventKind.Connected,
                    ClientId = "pump-17",
                    Source = session.Source!,
                    TimestampMs = 1767168000000,
                    Number = 2,
                    KeepAliveSeconds = 60,
                    CleanSession = true,
                    SourceIp = Ip("198.51.100.24"),
                    SourcePort = 52123,
                    TargetPort = 1883,
                    Principal = "fleet",
                },
            ],
            read);
        Assert.Equal(("mosquitto", "north", 1767168000000, ConnectionNumbers.Growing), (session.Source!.Name, session.Source.Node, session.Source.Epoch, session.Source.Numbers));
    }

    [Fact]
    public void TryParseLine_ConnectWithoutUser_HasNoPrincipalAndKeepsTheFlags()
    {
        var read = new MosquittoLogSession { ReadsPrincipal = true }.Read("1767168000: New bridge connected from 203.0.113.9:41022 as site-a (p5, c0, k0).").Single();

        Assert.Equal(("site-a", null, false, 0, 41022), (read.ClientId, read.Principal, read.CleanSession, read.KeepAliveSeconds, read.SourcePort));
    }

    [Fact]
    public void TryParseLine_Connect_ReadsNoPrincipalUnlessAsked() =>
        Assert.Null(new MosquittoLogSession().Read(Connect).Single().Principal);

    [Fact]
    public void TryParseLine_KeepAliveBeyondMqtt_IsNotKnown() =>
        Assert.Null(new MosquittoLogSession().Read("1767168000: New client connected from 198.51.100.24 as a (p2, c1, k65536).").Single().KeepAliveSeconds);

    [Fact]
    public void TryParseLine_PeerWithoutPort_HasNone()
    {
        var session = new MosquittoLogSession();

        Assert.Null(session.Read("1767168000: New client connected from 198.51.100.24 as a (p2, c1, k60).").Single().SourcePort);
        Assert.Equal("", session.Source!.Node);
    }

    [Fact]
    public void TryParseLine_End_CarriesNumberAddressAndTimeOfItsConnect()
    {
        var session = new MosquittoLogSession();

        var end = session.Read(Accept, Connect, "1767168060: Client pump-17 has exceeded timeout, disconnecting.")[1];

        Assert.Equal(
            new LifecycleEvent
            {
                Kind = LifecycleEventKind.Disconnected,
                ClientId = "pump-17",
                Source = session.Source!,
                TimestampMs = 1767168060000,
                Number = 2,
                ConnectedAtMs = 1767168000000,
                Reason = DisconnectReason.MqttKeepAliveTimeout,
                ReasonQuality = ReasonQuality.Stated,
                RawReason = "has exceeded timeout",
                SourceIp = Ip("198.51.100.24"),
                SourcePort = 52123,
            },
            end);
    }

    [Fact]
    public void TryParseLine_CleanEnd_IsTheClientsOwn()
    {
        var events = new MosquittoLogSession().Read(Connect, "1767168001: Client pump-17 disconnected.");

        Assert.True(events[1].ClientInitiated);
        Assert.Equal(DisconnectReason.ClientInitiatedDisconnect, events[1].Reason);
    }

    [Theory]
    [InlineData("closed its connection.", DisconnectReason.ConnectionLost, "closed its connection")]
    [InlineData("has exceeded timeout, disconnecting.", DisconnectReason.MqttKeepAliveTimeout, "has exceeded timeout")]
    [InlineData("disconnected due to malformed packet.", DisconnectReason.ClientError, "malformed packet")]
    [InlineData("disconnected due to protocol error.", DisconnectReason.ClientError, "protocol error")]
    [InlineData("disconnected due to oversize packet.", DisconnectReason.ClientError, "oversize packet")]
    [InlineData("disconnected due to oversize payload.", DisconnectReason.ClientError, "oversize payload")]
    [InlineData("disconnected due to out of memory.", DisconnectReason.ServerError, "out of memory")]
    [InlineData("disconnected due to using not allowed feature (QoS too high, retain not supported, or bad AUTH method).", DisconnectReason.ClientError, "using not allowed feature (QoS too high, retain not supported, or bad AUTH method)")]
    [InlineData("disconnected for exceeding the receive maximum.", DisconnectReason.ClientError, "exceeding the receive maximum")]
    [InlineData("disconnected, quota exceeded.", DisconnectReason.Throttled, "quota exceeded")]
    [InlineData("been disconnected by administrative action.", DisconnectReason.ServerInitiatedDisconnect, "administrative action")]
    [InlineData("disconnected: Connection reset by peer.", DisconnectReason.ConnectionLost, "Connection reset by peer")]
    [InlineData("disconnected: Success.", DisconnectReason.ConnectionLost, "Success")]
    public void TryParseLine_EndInWordingA_MapsItsReason(string end, DisconnectReason reason, string raw)
    {
        var session = new MosquittoLogSession();

        var ended = session.Read(Connect, $"1767168001: Client pump-17 {end}")[1];

        Assert.Equal((1L, reason, raw), (ended.Number, ended.Reason, ended.RawReason));
        Assert.Equal(ReasonQuality.Stated, ended.ReasonQuality);
        Assert.Null(ended.ClientInitiated);
    }

    [Fact]
    public void TryParseLine_SocketError_IsALostConnection() =>
        Assert.Equal(
            [Connected, "pump-17 #1 ConnectionLost: The connection was lost"],
            new MosquittoLogSession().Show(Connect, "1767168001: Bad socket read/write on client pump-17: The connection was lost"));

    [Theory]
    [InlineData("", DisconnectReason.ClientInitiatedDisconnect, "disconnected")]
    [InlineData(": connection closed by client", DisconnectReason.ConnectionLost, "connection closed by client")]
    [InlineData(": exceeded timeout", DisconnectReason.MqttKeepAliveTimeout, "exceeded timeout")]
    [InlineData(": session taken over", DisconnectReason.DuplicateClientId, "session taken over")]
    [InlineData(": malformed packet", DisconnectReason.ClientError, "malformed packet")]
    [InlineData(": protocol error", DisconnectReason.ClientError, "protocol error")]
    [InlineData(": oversize packet", DisconnectReason.ClientError, "oversize packet")]
    [InlineData(": oversize payload", DisconnectReason.ClientError, "oversize payload")]
    [InlineData(": receive maximum exceeded", DisconnectReason.ClientError, "receive maximum exceeded")]
    [InlineData(": topic alias invalid", DisconnectReason.ClientError, "topic alias invalid")]
    [InlineData(": used disallowed feature (QoS too high, retain not supported, or bad AUTH method)", DisconnectReason.ClientError, "used disallowed feature (QoS too high, retain not supported, or bad AUTH method)")]
    [InlineData(": not authorised", DisconnectReason.AuthError, "not authorised")]
    [InlineData(": bad username or password", DisconnectReason.AuthError, "bad username or password")]
    [InlineData(": bad authentication method", DisconnectReason.AuthError, "bad authentication method")]
    [InlineData(": client identifier not valid", DisconnectReason.AuthError, "client identifier not valid")]
    [InlineData(": client banned", DisconnectReason.ForbiddenAccess, "client banned")]
    [InlineData(": non-matching http origin", DisconnectReason.ForbiddenAccess, "non-matching http origin")]
    [InlineData(": quota exceeded", DisconnectReason.Throttled, "quota exceeded")]
    [InlineData(": connection rate exceeded", DisconnectReason.Throttled, "connection rate exceeded")]
    [InlineData(": server unavailable", DisconnectReason.ServerInitiatedDisconnect, "server unavailable")]
    [InlineData(": server busy", DisconnectReason.ServerInitiatedDisconnect, "server busy")]
    [InlineData(": administrative action", DisconnectReason.ServerInitiatedDisconnect, "administrative action")]
    [InlineData(": out of memory", DisconnectReason.ServerError, "out of memory")]
    [InlineData(": implementation specific error", DisconnectReason.ServerError, "implementation specific error")]
    [InlineData(": Connection timed out", DisconnectReason.ConnectionLost, "Connection timed out")]
    public void TryParseLine_EndInWordingBOfTheOpenPeer_MapsItsReason(string why, DisconnectReason reason, string raw)
    {
        var ended = new MosquittoLogSession().Read(
            "1767168000: New client connected from 198.51.100.24:52123 as pump-17 (p4, c1, k60).",
            $"1767168001: Client pump-17 [198.51.100.24:52123] disconnected{why}.")[1];

        Assert.Equal((LifecycleEventKind.Disconnected, 1L, reason, raw), (ended.Kind, ended.Number, ended.Reason, ended.RawReason));
    }

    [Theory]
    [InlineData(": not authorised", "pump-17 ConnectFailed from 198.51.100.99:41000: not authorised")]
    [InlineData(": client banned", "pump-17 ConnectFailed from 198.51.100.99:41000: client banned")]
    [InlineData(": exceeded timeout", null)]
    [InlineData("", null)]
    public void TryParseLine_EndInWordingBOfAnotherPeer_NeverEndsTheOpenConnection(string why, string? expected)
    {
        var session = new MosquittoLogSession();

        var shown = session.Show(
            "1767168000: New client connected from 198.51.100.24:52123 as pump-17 (p4, c1, k60).",
            $"1767168001: Client pump-17 [198.51.100.99:41000] disconnected{why}.",
            "1767168002: Client pump-17 [198.51.100.24:52123] disconnected.");

        string[] middle = expected is null ? [] : [expected];
        Assert.Equal([Connected, .. middle, "pump-17 #1 ClientInitiatedDisconnect: disconnected"], shown);
    }

    [Fact]
    public void TryParseLine_EndInWordingBOfAPendingPeer_IsARefusalWhateverItsWords() =>
        Assert.Equal(
            ["pump-17 ConnectFailed from 198.51.100.24:52123: connection closed by client"],
            new MosquittoLogSession().Show(Accept, "1767168001: Client pump-17 [198.51.100.24:52123] disconnected: connection closed by client."));

    [Fact]
    public void TryParseLine_AddressInPlaceOfTheId_IsNoDevice() =>
        Assert.Empty(new MosquittoLogSession().Show(
            "1767168000: Client 198.51.100.24 [198.51.100.24:53400] disconnected: protocol error.",
            "1767168000: Client <unknown> [198.51.100.24:53401] disconnected: protocol error."));

    [Fact]
    public void TryParseLine_ClientNamedLikeItsAddress_IsADevice() =>
        Assert.Equal(
            ["198.51.100.24 #1 connected from 198.51.100.24:5 to ", "198.51.100.24 #1 ClientInitiatedDisconnect: disconnected"],
            new MosquittoLogSession().Show(
                "1767168000: New client connected from 198.51.100.24:5 as 198.51.100.24 (p4, c1, k60).",
                "1767168000: Client 198.51.100.24 [198.51.100.24:5] disconnected."));

    [Fact]
    public void TryParseLine_EndWithoutAConnect_IsNumberedByItsOwnPlace() =>
        Assert.Equal(
            ["pump-17 #2 ConnectionLost: closed its connection", "pump-18 #3 MqttKeepAliveTimeout: exceeded timeout", "pump-19 #4 DuplicateClientId: already connected, closing old connection"],
            new MosquittoLogSession().Show(
                "1767168000: anything",
                Closed,
                "1767168010: Client pump-18 [198.51.100.24:1] disconnected: exceeded timeout.",
                "1767168010: Client pump-19 already connected, closing old connection."));

    [Fact]
    public void TryParseLine_EndWithoutAConnectInWordingB_HasItsPeer()
    {
        var end = new MosquittoLogSession().Read("1767168010: Client pump-18 [::ffff:198.51.100.24:1] disconnected: exceeded timeout.").Single();

        Assert.Equal((Ip("198.51.100.24"), 1, null), (end.SourceIp, end.SourcePort, end.ConnectedAtMs));
    }

    [Fact]
    public void TryParseLine_TakeoverOverTcp_EndsTheOldAndLeavesTheNewOpen() =>
        Assert.Equal(
            [
                "pump-17 #2 connected from 198.51.100.24:52123 to 1883",
                "pump-17 #2 DuplicateClientId: already connected, closing old connection",
                "pump-17 #5 connected from 198.51.100.24:60036 to 1883",
                "pump-17 #5 ConnectionLost: closed its connection",
            ],
            new MosquittoLogSession().Show(
                Accept,
                Connect,
                "1767168010: New connection from 198.51.100.24:60036 on port 1883.",
                Takeover,
                "1767168010: New client connected from 198.51.100.24:60036 as pump-17 (p2, c1, k30, u'fleet').",
                Closed));

    [Fact]
    public void TryParseLine_WebSocketTakenOver_ItsLateWordIsNotTheEndOfTheNew() =>
        Assert.Equal(
            [
                "pump-17 #1 connected from 198.51.100.25:55630 to ",
                "pump-17 #1 DuplicateClientId: already connected, closing old connection",
                "pump-17 #3 connected from 198.51.100.24:52123 to ",
                "pump-17 #3 ConnectionLost: closed its connection",
            ],
            new MosquittoLogSession().Show(WebSocketConnect, Takeover, Connect, Closed, Closed));

    [Fact]
    public void TryParseLine_TakeoverSeenFromTheMiddle_AWebSocketLeavesALateWord() =>
        Assert.Equal(
            ["pump-17 #1 DuplicateClientId: already connected, closing old connection", "pump-17 #2 connected from 198.51.100.25:55630 to "],
            new MosquittoLogSession().Show(Takeover, WebSocketConnect, Closed));

    [Fact]
    public void TryParseLine_WebSocketTakesOverKnownTcp_LeavesNoLateWord() =>
        Assert.Equal(
            [
                "pump-17 #2 connected from 198.51.100.24:52123 to 1883",
                "pump-17 #2 DuplicateClientId: already connected, closing old connection",
                "pump-17 #4 connected from 198.51.100.25:55630 to ",
                "pump-17 #4 ConnectionLost: closed its connection",
            ],
            new MosquittoLogSession().Show(Accept, Connect, Takeover, WebSocketConnect, Closed));

    [Fact]
    public void TryParseLine_TakeoverWhereAcceptsAreNotLogged_LeavesNoLateWord() =>
        Assert.Equal("pump-17 #3 ConnectionLost: closed its connection", new MosquittoLogSession().Show(Connect, Takeover, Connect, Closed)[^1]);

    [Fact]
    public void TryParseLine_SecondTakeoverWithoutAConnect_IsNumberedByItsOwnPlace() =>
        Assert.Equal(
            [Connected, "pump-17 #1 DuplicateClientId: already connected, closing old connection", "pump-17 #3 DuplicateClientId: already connected, closing old connection"],
            new MosquittoLogSession().Show(Connect, Takeover, Takeover));

    [Fact]
    public void TryParseLine_EndAfterATakeover_IsNotThatOfTheConnectionTakenOver() =>
        Assert.Equal("pump-17 #3 MqttKeepAliveTimeout: has exceeded timeout", new MosquittoLogSession().Show(
            Connect, Takeover, "1767168010: Client pump-17 has exceeded timeout, disconnecting.")[^1]);

    [Fact]
    public void TryParseLine_SecondEndWhileALateWordIsAwaited_IsNumberedByItsOwnPlace() =>
        Assert.Equal("pump-17 #5 MqttKeepAliveTimeout: has exceeded timeout", new MosquittoLogSession().Show(
            WebSocketConnect, Takeover, WebSocketConnect, "1767168010: Client pump-17 disconnected.", "1767168010: Client pump-17 has exceeded timeout, disconnecting.")[^1]);

    [Fact]
    public void TryParseLine_BrokerStartsAgain_PendingPeersAreForgotten()
    {
        const string Start = "1767168000: mosquitto version 2.0.22 starting";

        Assert.Equal(["pump-17 #1 connected from 198.51.100.24:52123 to "], new MosquittoLogSession().Show(Accept, Start, Connect));
        Assert.Equal(
            "pump-17 #3 ConnectionLost: closed its connection",
            new MosquittoLogSession().Show("1767168000: New connection from 198.51.100.77:1 on port 1883.", Start, Connect, Takeover, Connect, Closed)[^1]);
    }

    [Theory]
    [InlineData(1767168015, false)]
    [InlineData(1767168016, true)]
    public void TryParseLine_LateWord_CountsForFiveSeconds(long second, bool isEnd) =>
        Assert.Equal(
            isEnd ? 4 : 3,
            new MosquittoLogSession().Show(WebSocketConnect, Takeover, WebSocketConnect, $"{second}: Client pump-17 closed its connection.").Length);

    [Fact]
    public void TryParseLine_TwoTakeoversBeforeTheLateWords_SwallowsBoth() =>
        Assert.Equal(
            "pump-17 #5 MqttKeepAliveTimeout: has exceeded timeout",
            new MosquittoLogSession().Show(
                WebSocketConnect, Takeover, WebSocketConnect, Takeover, WebSocketConnect, Closed, Closed,
                "1767168011: Client pump-17 has exceeded timeout, disconnecting.")[^1]);

    [Fact]
    public void TryParseLine_LateWordAfterTheNewHasEnded_IsNoSecondEnd() =>
        Assert.Equal(
            "pump-17 #3 ClientInitiatedDisconnect: disconnected",
            new MosquittoLogSession().Show(WebSocketConnect, Takeover, WebSocketConnect, "1767168010: Client pump-17 disconnected.", Closed)[^1]);

    [Fact]
    public void TryParseLine_ConnectWithoutAcceptWhereAcceptsAreLogged_IsAWebSocket() =>
        Assert.Equal(
            ["pump-17 #2 connected from 198.51.100.24:52123 to ", "pump-17 #2 DuplicateClientId: already connected, closing old connection", "pump-17 #4 connected from 198.51.100.24:52123 to "],
            new MosquittoLogSession().Show("1767168000: New connection from 198.51.100.77:1 on port 1883.", Connect, Takeover, Connect, Closed));

    [Fact]
    public void TryParseLine_ConnectOverAnOpenOne_EndsTheNewestOnly() =>
        Assert.Equal("pump-17 #2 ConnectionLost: closed its connection", new MosquittoLogSession().Show(Connect, Connect, Closed)[^1]);

    [Fact]
    public void TryParseLine_RejectedStranger_IsAFailureOfTheOnlyPendingPeer() =>
        Assert.Equal(
            [Connected, "pump-17 ConnectFailed from 198.51.100.99:41000: not authorised", "pump-17 #1 ConnectionLost: closed its connection"],
            new MosquittoLogSession().Show(
                Connect,
                "1767168001: New connection from 198.51.100.99:41000 on port 1883.",
                "1767168001: Client pump-17 disconnected, not authorised.",
                Closed));

    [Fact]
    public void TryParseLine_RejectedStrangerAmongSeveralPending_NamesNoPeer() =>
        Assert.Equal(
            ["pump-17 ConnectFailed from :: not authorised"],
            new MosquittoLogSession().Show(
                "1767168001: New connection from 198.51.100.99:41000 on port 1883.",
                "1767168001: New connection from 198.51.100.98:41000 on port 1883.",
                "1767168001: Client pump-17 disconnected, not authorised."));

    [Fact]
    public void TryParseLine_StrangerWithoutId_UsesUpThePendingPeer() =>
        Assert.Equal(
            ["pump-17 #3 ClientError: protocol error"],
            new MosquittoLogSession().Show(
                Accept,
                "1767168001: Client <unknown> closed its connection.",
                "1767168001: Client pump-17 disconnected due to protocol error."));

    [Fact]
    public void TryParseLine_ErrorOfAnIdThatIsNotConnected_IsThatOfThePendingPeer() =>
        Assert.Equal(
            ["pump-17 ConnectFailed from 198.51.100.24:52123: protocol error", "pump-17 #3 ConnectionLost: closed its connection"],
            new MosquittoLogSession().Show(Accept, "1767168001: Client pump-17 disconnected due to protocol error.", Closed));

    [Fact]
    public void TryParseLine_ErrorOfAnOpenConnection_EndsItThoughAnotherPeerIsPending() =>
        Assert.Equal(
            [Connected, "pump-17 #1 ClientError: protocol error"],
            new MosquittoLogSession().Show(
                Connect,
                "1767168001: New connection from 198.51.100.99:41000 on port 1883.",
                "1767168001: Bad client pump-17 sending multiple CONNECT messages.",
                "1767168001: Client pump-17 disconnected due to protocol error."));

    [Theory]
    [InlineData(1024, "1883")]
    [InlineData(1025, "")]
    public void TryParseLine_PendingPeers_AreBounded(int others, string port)
    {
        var session = new MosquittoLogSession();
        session.Read(Accept);
        for (var i = 1; i < others; i++) session.Read($"1767168000: New connection from 198.51.100.77:{i} on port 1883.");

        Assert.EndsWith($"to {port}", session.Show(Connect).Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void TryParseLine_PeerPendingAgain_IsForgottenByItsLastAcceptOnly()
    {
        var session = new MosquittoLogSession();
        session.Read(Accept);
        for (var i = 1; i < 1024; i++) session.Read($"1767168000: New connection from 198.51.100.77:{i} on port 1883.");
        session.Read(Accept);

        Assert.EndsWith("to 1883", session.Show(Connect).Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void TryParseLine_TooManyConnections_AreForgottenButTheirEndsStillCount() =>
        Assert.Equal(
            ["a #1 connected from 192.0.2.1:1 to ", "b #2 connected from 192.0.2.1:2 to ", "b #3 connected from 192.0.2.1:3 to ", "c #4 connected from 192.0.2.1:4 to ", "b #5 ConnectionLost: closed its connection", "c #4 ConnectionLost: closed its connection"],
            new MosquittoLogSession { MaxOpenConnections = 2 }.Show(
                "New client connected from 192.0.2.1:1 as a (p2, c1, k60).",
                "New client connected from 192.0.2.1:2 as b (p2, c1, k60).",
                "New client connected from 192.0.2.1:3 as b (p2, c1, k60).",
                "New client connected from 192.0.2.1:4 as c (p2, c1, k60).",
                "Client b closed its connection.",
                "Client c closed its connection."));

    [Fact]
    public void TryParseLine_ConnectionsThatEnded_LeaveRoomForOthers()
    {
        var session = new MosquittoLogSession { MaxOpenConnections = 2 };
        session.Read(Connect);
        for (var i = 0; i < 5; i++) session.Read($"New client connected from 192.0.2.1:1 as b{i} (p2, c1, k60).", $"Client b{i} disconnected.");

        Assert.Equal(["pump-17 #1 ConnectionLost: closed its connection"], session.Show(Closed));
    }

    [Fact]
    public void TryParseLine_WebSocketsThatWereTakenOver_LeaveRoomForOthers()
    {
        var session = new MosquittoLogSession { MaxOpenConnections = 2 };
        session.Read("1767168000: New client connected from 192.0.2.1:1 as other (p2, c1, k60).");
        for (var i = 0; i < 3; i++)
        {
            var connect = WebSocketConnect.Replace("pump-17", $"pump-{i}", StringComparison.Ordinal);
            var takeover = Takeover.Replace("pump-17", $"pump-{i}", StringComparison.Ordinal);
            session.Read(connect, takeover, connect, $"1767168010: Client pump-{i} disconnected.", $"1767168010: Client pump-{i} closed its connection.");
        }

        Assert.Equal(["other #1 ConnectionLost: closed its connection"], session.Show("1767168010: Client other closed its connection."));
    }

    [Fact]
    public void MaxOpenConnections_LessThanOne_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MosquittoLogSession { MaxOpenConnections = 0 });

    [Fact]
    public void TryParseLine_BrokerStarts_BeginsANewLifetime()
    {
        var session = new MosquittoLogSession();
        Assert.Null(session.Source);

        session.Read("1767168000: mosquitto version 2.0.22 starting");
        var first = session.Source!;
        var read = session.Show("1767168000: x", Connect);
        session.Read("1767168001: mosquitto version 2.0.22 terminating");
        Assert.True(session.IsTerminated);
        session.Read("1767168000: mosquitto version 2.1.2 starting");

        Assert.False(session.IsTerminated);
        Assert.Equal((1767168000000, 1767168000001), (first.Epoch, session.Source!.Epoch));
        Assert.Equal(["pump-17 #2 connected from 198.51.100.24:52123 to "], read);
        Assert.Equal(["pump-17 #1 MqttKeepAliveTimeout: exceeded timeout"], session.Show("1767168002: Client pump-17 [198.51.100.24:52123] disconnected: exceeded timeout."));
    }

    [Fact]
    public void TryParseLine_StartNotSeen_ContinuesALifetime()
    {
        var session = new MosquittoLogSession();
        session.Read("1767168000: x");
        Assert.True(session.Source!.ContinuesLifetime);

        session.Read("1767168001: mosquitto version 2.0.22 starting");

        Assert.False(session.Source!.ContinuesLifetime);
    }

    [Fact]
    public void TryParseLine_StopsAndStarts_AreTold()
    {
        var told = new List<string>();
        var session = new MosquittoLogSession
        {
            Started = (source, at) => told.Add($"{source.Epoch} started at {at.ToUnixTimeSeconds()}"),
            Stopping = (source, at) => told.Add($"{source.Epoch} stops at {at.ToUnixTimeSeconds()}"),
        };

        session.Read("1767168000: mosquitto version 2.0.22 starting", "1767168001: mosquitto version 2.0.22 terminating", "1767168002: mosquitto version 2.0.22 starting");

        Assert.Equal(["1767168000000 started at 1767168000", "1767168000000 stops at 1767168001", "1767168002000 started at 1767168002"], told);
    }

    [Fact]
    public void TryParseLine_LogThatDoesNotSpeakForItsBroker_TellsNothing()
    {
        var told = new List<string>();
        var session = new MosquittoLogSession { SpeaksForBroker = false, Started = (_, _) => told.Add("start"), Stopping = (_, _) => told.Add("stop") };

        session.Read("1767168000: mosquitto version 2.0.22 starting", "1767168001: mosquitto version 2.0.22 terminating");

        Assert.True(session.Source!.ContinuesLifetime);
        Assert.Empty(told);
    }

    [Fact]
    public void TryParseLine_ConnectAfterTheStop_BeginsALifetimeWhoseStartWasNotSeen()
    {
        var session = new MosquittoLogSession();
        session.Read("1767168000: mosquitto version 2.0.22 starting", "1767168001: mosquitto version 2.0.22 terminating");
        var stopped = session.Source!;

        session.Read("1767168005: New client connected from 198.51.100.24:52123 as pump-17 (p2, c1, k60).");

        Assert.False(session.IsTerminated);
        Assert.Equal((1767168005000, false), (session.Source!.Epoch, session.Source.ContinuesLifetime));
        Assert.NotSame(stopped, session.Source);
    }

    [Fact]
    public void TryParseLine_EventsOfOneLifetime_ShareTheirSource()
    {
        var session = new MosquittoLogSession();

        var events = session.Read(Connect, Closed);

        Assert.Same(events[0].Source, events[1].Source);
        Assert.Same(events[0].ClientId, events[1].ClientId);
        Assert.Same(session.Source, events[1].Source);
    }

    [Fact]
    public void TryParseLine_LaterStart_TakesItsOwnTimeAsEpoch()
    {
        var session = new MosquittoLogSession();
        session.Read("1767168000: x", "1767169000: mosquitto version 2.0.22 starting");

        Assert.Equal(1767169000000, session.Source!.Epoch);
    }

    [Theory]
    [InlineData("2.0.22", "pump-17 [198.51.100.24:52123]")]
    [InlineData("2.1.0", "pump-17 [198.51.100.24:52123]")]
    [InlineData("1.6.9", "pump-17 [198.51.100.24:52123]")]
    [InlineData("2.1.1", "pump-17")]
    [InlineData("2.2.0", "pump-17")]
    public void TryParseLine_VersionLine_DecidesTheWording(string version, string clientId) =>
        Assert.Equal(
            [$"{clientId} #2 ClientInitiatedDisconnect: disconnected", $"{clientId} #1 ClientInitiatedDisconnect: disconnected"],
            [
                .. new MosquittoLogSession().Show($"1767168000: mosquitto version {version} running", "1767168000: Client pump-17 [198.51.100.24:52123] disconnected."),
                .. new MosquittoLogSession().Show($"1767168000: mosquitto version {version} starting", "1767168000: Client pump-17 [198.51.100.24:52123] disconnected."),
            ]);

    [Theory]
    [InlineData("p1", "pump-17 [198.51.100.24:52123]")]
    [InlineData("p2", "pump-17 [198.51.100.24:52123]")]
    [InlineData("p3", "pump-17")]
    [InlineData("p4", "pump-17")]
    [InlineData("p5", "pump-17")]
    public void TryParseLine_NoVersionLine_TheProtocolNumberHints(string protocol, string clientId) =>
        Assert.StartsWith(
            clientId + " #2",
            new MosquittoLogSession().Show($"New client connected from 192.0.2.1:1 as other ({protocol}, c1, k60).", "Client pump-17 [198.51.100.24:52123] disconnected.")[1],
            StringComparison.Ordinal);

    [Theory]
    [InlineData("2.0.22", "p4", "pump-17 [198.51.100.24:52123] #3")]
    [InlineData("2.1.2", "p2", "pump-17 #3")]
    public void TryParseLine_VersionLine_CountsMoreThanTheProtocolNumber(string version, string protocol, string expected) =>
        Assert.StartsWith(
            expected,
            new MosquittoLogSession().Show(
                $"mosquitto version {version} running",
                $"New client connected from 192.0.2.1:1 as other ({protocol}, c1, k60).",
                "Client pump-17 [198.51.100.24:52123] disconnected.")[1],
            StringComparison.Ordinal);

    [Fact]
    public void TryParseLine_VersionLineOfWordingB_ThePeerInBracketsIsMeant() =>
        Assert.Equal(
            "a #3 ClientInitiatedDisconnect: disconnected",
            new MosquittoLogSession().Show(
                "mosquitto version 2.1.2 running", "New client connected from 192.0.2.1:1 as a [192.0.2.1:1] (p5, c1, k60).", "Client a [192.0.2.1:1] disconnected.")[1]);

    [Fact]
    public void TryParseLine_NoVersionLine_AnOpenIdThatEndsInBracketsIsMeant() =>
        Assert.Equal(
            "a [192.0.2.1:1] #1 ClientInitiatedDisconnect: disconnected",
            new MosquittoLogSession().Show("New client connected from 192.0.2.1:1 as a [192.0.2.1:1] (p5, c1, k60).", "Client a [192.0.2.1:1] disconnected.")[1]);

    [Fact]
    public void TryParseLine_IdThatReadsLikeAnothersEnd_EndsItselfOnly() =>
        Assert.Equal(
            ["pump-17 disconnected: foo #2 ClientInitiatedDisconnect: disconnected", "pump-17 #1 ConnectionLost: foo disconnected"],
            new MosquittoLogSession().Show(
                Connect,
                "1767168000: New client connected from 192.0.2.1:1 as pump-17 disconnected: foo (p2, c1, k60).",
                "1767168000: Client pump-17 disconnected: foo disconnected.",
                "1767168000: Client pump-17 disconnected: foo disconnected.")[2..]);

    [Fact]
    public void TryParseLine_UserNameThatReadsLikeParameters_DoesNotBecomeAnotherClient() =>
        Assert.Equal(
            "evil (p2, c1, k60, u'x') as pump-17 #1 connected from 192.0.2.1:1 to ",
            new MosquittoLogSession().Show("New client connected from 192.0.2.1:1 as evil (p2, c1, k60, u'x') as pump-17 (p2, c1, k60, u'y').").Single());

    [Theory]
    [InlineData("1767168000: ", 1767168000000)]
    [InlineData("999999999: ", 999999999000)]
    [InlineData("99999999999: ", 99999999999000)]
    [InlineData("2025-12-31T08:00:00: ", 1767168000000 - 3_600_000)]
    [InlineData("2025-12-31T08:00:00Z: ", 1767168000000)]
    [InlineData("2025-12-31T08:00:00+0130: ", 1767168000000 - 5_400_000)]
    [InlineData("2025-12-31T08:00:00-0130: ", 1767168000000 + 5_400_000)]
    [InlineData("1970-01-01T00:00:00Z: ", 0)]
    [InlineData("9999-12-31T23:59:59Z: ", 253_402_300_799_000)]
    [InlineData("", MosquittoLogs.ReceivedAtMs)]
    [InlineData("$SYS/broker/log/N 1767168000: ", 1767168000000)]
    [InlineData("$SYS/broker/log/N ", MosquittoLogs.ReceivedAtMs)]
    public void TryParseLine_Prefix_DatesTheEvent(string prefix, long timestampMs) =>
        Assert.Equal(timestampMs, new MosquittoLogSession { UtcOffset = TimeSpan.FromHours(1) }.Read(prefix + "Client a disconnected.").Single().TimestampMs);

    [Theory]
    [InlineData("99999999: ")]
    [InlineData("999999999999: ")]
    [InlineData("176716800x: ")]
    [InlineData("-176716800: ")]
    [InlineData("2025-13-31T08:00:00: ")]
    [InlineData("2025-12-31 08:00:00: ")]
    [InlineData("2025-12-31T08:00:00 0130: ")]
    [InlineData("1767168000 ")]
    [InlineData("$SYS/broker/log/M/subscribe 1767168000: ")]
    [InlineData("$SYS/broker/log/D ")]
    [InlineData("$SYS/broker/log/N")]
    [InlineData("$SYS/broker/log/")]
    public void TryParseLine_OtherPrefix_IsNoEvent(string prefix) => Assert.Empty(new MosquittoLogSession().Read(prefix + "Client a disconnected."));

    [Theory]
    [InlineData("$SYS/broker/log/")]
    [InlineData("$SYS/broker/log/N")]
    [InlineData("$SYS/broker/log/N ")]
    public void TryParseLine_TopicWithoutALine_IsNoEvent(string line) => Assert.Empty(new MosquittoLogSession().Read(line));

    [Theory]
    [InlineData("HH.mm.ss dd-MM-yyyy", "08.00.00 31-12-2025: ")]
    [InlineData("yyyy-MM-dd HH:mm:ss", "2025-12-31 08:00:00: ")]
    [InlineData("yyyy-MM-dd HH:mm:sszzz", "2025-12-31 09:00:00+0100: ")]
    [InlineData("[dd.MM.yyyy: HH.mm.ss]", "[31.12.2025: 08.00.00]: ")]
    public void TryParseLine_OwnTimestampFormat_DatesTheEvent(string format, string prefix) =>
        Assert.Equal(1767168000000, new MosquittoLogSession { TimestampFormat = format }.Read(prefix + "Client a disconnected.").Single().TimestampMs);

    [Theory]
    [InlineData("HH:mm:ss", "08:00:00: ")]
    [InlineData("yyyy", "é: ")]
    public void TryParseLine_OwnTimestampFormatThatDoesNotFit_IsNoEvent(string format, string prefix) =>
        Assert.Empty(new MosquittoLogSession { TimestampFormat = format }.Read(prefix + "Client a disconnected."));

    [Theory]
    [InlineData("Expiring client pump-17 due to timeout.")]
    [InlineData("Client pump-17 negotiated TLSv1.3 cipher TLS_AES_256_GCM_SHA384")]
    [InlineData("Client connection from 192.0.2.1 denied: max_connections exceeded.")]
    [InlineData("Client pump-17 connected with too large Will payload")]
    [InlineData("Client pump-17 has exceeded its receive-maximum quota. This behaviour must be fixed on the client.")]
    [InlineData("Sending CONNACK to pump-17 (0, 0)")]
    [InlineData("Opening ipv4 listen socket on port 1883.")]
    [InlineData("")]
    public void TryParseLine_LineOfNoInterest_IsNothing(string line) =>
        Assert.Equal([Connected, "pump-17 #1 ConnectionLost: closed its connection"], new MosquittoLogSession().Show(Connect, line, Closed));

    [Theory]
    [InlineData("1767168000: Client pump-17 went away", LifecycleErrorCode.UnknownLine, "unknown line `Client pump-17 went away` at byte 12, expected a connect or disconnect line of Mosquitto 2.0 or 2.1")]
    [InlineData("New client connected from 192.0.2.1:1 as a", LifecycleErrorCode.UnknownLine, "unknown line `New client connected from 192.0.2.1:1 as a` at byte 0, expected a connect or disconnect line of Mosquitto 2.0 or 2.1")]
    [InlineData("New bridge connected", null, null)]
    [InlineData("New bridge connected from ", LifecycleErrorCode.UnknownLine, "unknown line `New bridge connected from ` at byte 0, expected a connect or disconnect line of Mosquitto 2.0 or 2.1")]
    [InlineData("New connection from x", LifecycleErrorCode.UnknownLine, "unknown line `New connection from x` at byte 0, expected a connect or disconnect line of Mosquitto 2.0 or 2.1")]
    [InlineData("Bad socket read/write on client x", LifecycleErrorCode.UnknownLine, "unknown line `Bad socket read/write on client x` at byte 0, expected a connect or disconnect line of Mosquitto 2.0 or 2.1")]
    [InlineData("Expiring client x", LifecycleErrorCode.UnknownLine, "unknown line `Expiring client x` at byte 0, expected a connect or disconnect line of Mosquitto 2.0 or 2.1")]
    [InlineData("mosquitto version 3", LifecycleErrorCode.UnknownLine, "unknown line `mosquitto version 3` at byte 0, expected a connect or disconnect line of Mosquitto 2.0 or 2.1")]
    public void TryParseLine_LineThatBeginsLikeOneAboutAClient_IsAnError(string line, LifecycleErrorCode? code, string? message)
    {
        Assert.False(new MosquittoLogSession().TryParseLine(Encoding.UTF8.GetBytes(line), 0, out var read, out var error));

        Assert.Equal((code, message), (error?.Code, error?.Message));
        Assert.Equal(default, read);
    }

    [Theory]
    [InlineData(128, null)]
    [InlineData(129, LifecycleErrorCode.InvalidClientId)]
    public void TryParseLine_ClientIdLength_IsLimited(int length, LifecycleErrorCode? code)
    {
        var id = new string('x', length);

        var isRead = new MosquittoLogSession().TryParseLine(Encoding.UTF8.GetBytes($"1767168000: Client {id} disconnected."), 0, out _, out var error);

        Assert.Equal(code is null, isRead);
        Assert.Equal(code, error?.Code);
        if (code is not null) Assert.Equal($"not a client id: `{id[..64]}…` at byte 19, expected 1 to 128 bytes", error!.Message);
    }

    [Fact]
    public void TryParseLine_LongestClientId_IsMatchedToItsConnect()
    {
        var id = new string('x', 128);

        Assert.Equal($"{id} #1 ConnectionLost: closed its connection", new MosquittoLogSession().Show(
            $"New client connected from 192.0.2.1:1 as {id} (p2, c1, k60).", "anything", $"Client {id} closed its connection.")[1]);
    }

    [Fact]
    public void TryParseLine_ClientIdThatIsNotUtf8_IsAnError()
    {
        Assert.False(new MosquittoLogSession().TryParseLine(Encoding.Latin1.GetBytes("Client pümp disconnected."), 0, out _, out var error));

        Assert.Equal(LifecycleErrorCode.InvalidText, error!.Code);
        Assert.Equal("the client id is not valid Unicode: `p\uFFFDmp` at byte 7, expected UTF-8", error.Message);
    }

    [Theory]
    [InlineData(65_536, null)]
    [InlineData(65_537, "the line goes on at byte 65536, expected at most 65536 bytes")]
    public void TryParseLine_LineLength_IsLimited(int length, string? message)
    {
        Assert.False(new MosquittoLogSession().TryParseLine(Encoding.UTF8.GetBytes(new string('x', length)), 0, out _, out var error));

        Assert.Equal(message, error?.Message);
    }

    [Fact]
    public void TryParseLine_Resolver_HandsOutItsOwnString()
    {
        var known = new string("pump-17".AsSpan());
        var session = new MosquittoLogSession { ResolveClientId = id => id.SequenceEqual(known) ? known : null };

        Assert.All(session.Read(Connect, Closed), e => Assert.Same(known, e.ClientId));
    }

    [Fact]
    public void TryRead_LineOverTheLimit_IsOneErrorAmongTheOthers() =>
        Assert.Equal(
            ["1 pump-17", "2 the line goes on at byte 65536, expected at most 65536 bytes", "4 pump-17"],
            new MosquittoLogReader(new MosquittoLogSession()).ReadTexts($"{Connect}\r\n{new string('x', 70_000)}\nnoise\n{Closed}", 1_000));

    [Fact]
    public void NewReader_NoSession_Throws() => Assert.Throws<ArgumentNullException>(() => new MosquittoLogReader(null!));

    private static PeerAddress Ip(string text) => PeerAddress.From(System.Net.IPAddress.Parse(text));
}
