using System.Net;
using System.Text;

namespace IotConnectivity.Lifecycle;

public class AwsLifecycleParserTests
{
    private static readonly AwsLifecycleParser Parser = new();

    [Fact]
    public void TryParse_Connected_ReadsEveryMember() =>
        Assert.Equal(
            new LifecycleEvent
            {
                Kind = LifecycleEventKind.Connected,
                ClientId = "pump-17",
                Source = LifecycleSource.Aws,
                TimestampMs = 1767168000250,
                Connection = ConnectionKey.Create("7b2f0a6e-1f53-4c0b-9a2c-3f1f0c1f7c55"),
                Number = 41,
                SourceIp = PeerAddress.From(IPAddress.Parse("198.51.100.24")),
            },
            ParseGolden("connected"));

    [Fact]
    public void TryParse_ConnectedOfExclusiveThing_TakesTheClientIdOfThePayload() =>
        Assert.Equal(
            new LifecycleEvent
            {
                Kind = LifecycleEventKind.Connected,
                ClientId = "site/north/pump-18",
                Source = LifecycleSource.Aws,
                TimestampMs = 1767168000251,
                Connection = ConnectionKey.Create("3d5d7a0f2c1e4b6f8a9b0c1d2e3f4a5b"),
                Number = 0,
                SourceIp = PeerAddress.From(IPAddress.Parse("2001:db8::24")),
            },
            ParseGolden("connected-exclusive-thing"));

    [Fact]
    public void TryParse_ConnectedWithAdditions_ReadsEveryMember() =>
        Assert.Equal(
            new LifecycleEvent
            {
                Kind = LifecycleEventKind.Connected,
                ClientId = "pump-17",
                Source = LifecycleSource.Aws,
                TimestampMs = 1767168000250,
                Connection = ConnectionKey.Create("gateway-4/session-9"),
                Number = 42,
                KeepAliveSeconds = 300,
                CleanSession = false,
                SessionExpirySeconds = 3600,
                SourceIp = PeerAddress.From(IPAddress.Parse("198.51.100.24")),
                SourcePort = 50122,
                TargetIp = PeerAddress.From(IPAddress.Parse("203.0.113.9")),
                TargetPort = 8883,
                VpcEndpointId = "vpce-0a1b2c3d4e5f60718",
            },
            ParseGolden("connected-extended"));

    [Fact]
    public void TryParse_Disconnected_ReadsTheReason() =>
        Assert.Equal(
            new LifecycleEvent
            {
                Kind = LifecycleEventKind.Disconnected,
                ClientId = "pump-17",
                Source = LifecycleSource.Aws,
                TimestampMs = 1767171612004,
                Connection = ConnectionKey.Create("7b2f0a6e-1f53-4c0b-9a2c-3f1f0c1f7c55"),
                Number = 41,
                Reason = DisconnectReason.MqttKeepAliveTimeout,
                ReasonQuality = ReasonQuality.Stated,
                RawReason = "MQTT_KEEP_ALIVE_TIMEOUT",
                ClientInitiated = false,
            },
            ParseGolden("disconnected"));

    [Fact]
    public void TryParse_ClientInitiatedWithoutReason_StatesTheReasonToo() =>
        Assert.Equal(
            new LifecycleEvent
            {
                Kind = LifecycleEventKind.Disconnected,
                ClientId = "pump-17",
                Source = LifecycleSource.Aws,
                TimestampMs = 1767171612004,
                Connection = ConnectionKey.Create("7b2f0a6e-1f53-4c0b-9a2c-3f1f0c1f7c55"),
                Number = 41,
                Reason = DisconnectReason.ClientInitiatedDisconnect,
                ReasonQuality = ReasonQuality.Stated,
                ClientInitiated = true,
            },
            ParseGolden("disconnected-without-reason"));

    [Fact]
    public void TryParse_ConnectFailed_KeepsTheFailureInTheSourcesWords() =>
        Assert.Equal(
            new LifecycleEvent
            {
                Kind = LifecycleEventKind.ConnectFailed,
                ClientId = "pump-17",
                Source = LifecycleSource.Aws,
                TimestampMs = 1767168123456,
                Connection = ConnectionKey.Create("00000000-0000-0000-0000-000000000000"),
                RawReason = "AUTHORIZATION_FAILED",
                SourceIp = PeerAddress.From(IPAddress.Parse("198.51.100.24")),
            },
            ParseGolden("connect_failed"));

    [Theory]
    [InlineData("subscribed", LifecycleEventKind.Subscribed, 1767168001000)]
    [InlineData("unsubscribed", LifecycleEventKind.Unsubscribed, 1767168002000)]
    [InlineData("heartbeat", LifecycleEventKind.Heartbeat, 1767168060000)]
    public void TryParse_EventWithoutConnectivity_ReadsKindAndTime(string file, LifecycleEventKind kind, long timestampMs)
    {
        var read = ParseGolden(file);

        Assert.Equal(kind, read.Kind);
        Assert.Equal("pump-17", read.ClientId);
        Assert.Equal(timestampMs, read.TimestampMs);
        Assert.Null(read.Number);
        Assert.Null(read.RawReason);
    }

    [Theory]
    [InlineData("AUTH_ERROR", DisconnectReason.AuthError)]
    [InlineData("CLIENT_INITIATED_DISCONNECT", DisconnectReason.ClientInitiatedDisconnect)]
    [InlineData("CLIENT_ERROR", DisconnectReason.ClientError)]
    [InlineData("CONNECTION_LOST", DisconnectReason.ConnectionLost)]
    [InlineData("DUPLICATE_CLIENTID", DisconnectReason.DuplicateClientId)]
    [InlineData("FORBIDDEN_ACCESS", DisconnectReason.ForbiddenAccess)]
    [InlineData("MQTT_KEEP_ALIVE_TIMEOUT", DisconnectReason.MqttKeepAliveTimeout)]
    [InlineData("SERVER_ERROR", DisconnectReason.ServerError)]
    [InlineData("SERVER_INITIATED_DISCONNECT", DisconnectReason.ServerInitiatedDisconnect)]
    [InlineData("API_INITIATED_DISCONNECT", DisconnectReason.ApiInitiatedDisconnect)]
    [InlineData("THROTTLED", DisconnectReason.Throttled)]
    [InlineData("WEBSOCKET_TTL_EXPIRATION", DisconnectReason.WebSocketTtlExpiration)]
    [InlineData("CUSTOMAUTH_TTL_EXPIRATION", DisconnectReason.CustomAuthTtlExpiration)]
    [InlineData("UNKNOWN", DisconnectReason.Unknown)]
    [InlineData("NONE", DisconnectReason.Unknown)]
    [InlineData("BATTERY_EMPTY", DisconnectReason.Unknown)]
    [InlineData("auth_error", DisconnectReason.Unknown)]
    public void TryParse_ReasonText_IsStatedAndKept(string text, DisconnectReason reason)
    {
        var read = Parse(Disconnected($",\"disconnectReason\":\"{text}\""));

        Assert.Equal((reason, ReasonQuality.Stated, text), (read.Reason, read.ReasonQuality, read.RawReason));
    }

    [Fact]
    public void TryParse_KnownReason_SharesOneString() =>
        Assert.Same(
            DisconnectReason.ConnectionLost.ToWireText(),
            Parse(Disconnected(",\"disconnectReason\":\"CONNECTION_LOST\"")).RawReason);

    [Fact]
    public void TryParse_EscapedReason_IsTheSameReason() =>
        Assert.Equal(DisconnectReason.Throttled, Parse(Disconnected(",\"disconnectReason\":\"\\u0054HROTTLED\"")).Reason);

    [Theory]
    [InlineData("")]
    [InlineData(",\"disconnectReason\":null")]
    [InlineData(",\"disconnectReason\":\"\"")]
    [InlineData(",\"clientInitiatedDisconnect\":false")]
    [InlineData(",\"clientInitiatedDisconnect\":null")]
    public void TryParse_EndWithoutReason_IsUnknownAndAbsent(string members)
    {
        var read = Parse(Disconnected(members));

        Assert.Equal((DisconnectReason.Unknown, ReasonQuality.Absent, null), (read.Reason, read.ReasonQuality, read.RawReason));
    }

    [Fact]
    public void TryParse_ReasonOnAConnect_IsIgnored()
    {
        var read = Parse("""{"clientId":"a","timestamp":1,"eventType":"connected","disconnectReason":"NONE","connectFailureReason":"x"}""");

        Assert.Equal((DisconnectReason.Unknown, ReasonQuality.Absent, null), (read.Reason, read.ReasonQuality, read.RawReason));
    }

    [Theory]
    [InlineData("""{"ipAddress":"192.0.2.1","sourceIp":"192.0.2.2","clientId":"a","timestamp":1,"eventType":"connected"}""")]
    [InlineData("""{"sourceIp":"192.0.2.2","ipAddress":"192.0.2.1","clientId":"a","timestamp":1,"eventType":"connected"}""")]
    [InlineData("""{"sourceIp":"192.0.2.2","ipAddress":null,"clientId":"a","timestamp":1,"eventType":"connected"}""")]
    [InlineData("""{"sourceIp":null,"ipAddress":"192.0.2.2","clientId":"a","timestamp":1,"eventType":"connected"}""")]
    public void TryParse_BothAddresses_SourceIpCounts(string json) =>
        Assert.Equal("192.0.2.2", Parse(json).SourceIp.ToString());

    [Fact]
    public void TryParse_UnknownMembers_AreSkippedWhateverTheyHold() =>
        Assert.Equal("a", Parse("""{"x":{"clientId":"no","y":[1,{"z":[]}]},"clientid":7,"clientId":"a","xxxxxxxx":[],"timestamp":1,"eventType":"connected","":0}""").ClientId);

    [Theory]
    [InlineData("clientIx")]
    [InlineData("timestamx")]
    [InlineData("targetPorx")]
    [InlineData("cleanSessiox")]
    [InlineData("vpcEndpointIx")]
    [InlineData("disconnectReasox")]
    [InlineData("keepAliveDuratiox")]
    [InlineData("principalIdentifiex")]
    [InlineData("connectFailureReasox")]
    [InlineData("clientInitiatedDisconnecx")]
    public void TryParse_UnknownMemberAsLongAsAKnownOne_IsSkipped(string name)
    {
        var parser = new AwsLifecycleParser { ReadsPrincipal = true };

        Assert.True(parser.TryParse(Encoding.UTF8.GetBytes($$"""{"{{name}}":[{}],"clientId":"a","timestamp":1,"eventType":"connected"}"""), out var read, out var error), error?.Message);
        Assert.Equal("a", read.ClientId);
    }

    [Fact]
    public void TryParse_EscapedSessionIdentifier_IsTheSameConnection()
    {
        var json = """{"sessionIdentifier":"\u0073-1","clientId":"a","timestamp":1,"eventType":"connected"}"""u8;

        Assert.True(Parser.TryParse(json, out var read, out _));
        Assert.Equal(ConnectionKey.Create("s-1"), read.Connection);
    }

    [Fact]
    public void TryParse_EscapedMemberNameAndValue_AreRead() =>
        Assert.Equal("pümp/\"17\"😀", Parse("""{"client\u0049d":"p\u00fcmp\/\"17\"\ud83d\ude00","timestamp":1,"eventType":"connec\u0074ed"}""").ClientId);

    [Fact]
    public void TryParse_HalfASurrogateInAnUnknownName_IsSkipped() =>
        Assert.Equal("a", Parse("""{"\ud800":1,"clientId":"a","timestamp":1,"eventType":"connected"}""").ClientId);

    [Fact]
    public void TryParse_MemberNameMadeOfEscapesOnly_IsFound()
    {
        var escaped = string.Concat("clientInitiatedDisconnect".Select(c => $"\\u{(int)c:x4}"));

        Assert.True(Parse(Disconnected($",\"{escaped}\":true")).ClientInitiated);
        Assert.Null(Parse(Disconnected($",\"{escaped}\\u0020\":true")).ClientInitiated);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(253_402_300_799_999)]
    public void TryParse_TimestampAtTheEdge_IsRead(long timestampMs) =>
        Assert.Equal(timestampMs, Parse($$"""{"clientId":"a","timestamp":{{timestampMs}},"eventType":"connected"}""").TimestampMs);

    [Fact]
    public void TryParse_NumbersAtTheirUpperEdge_AreRead()
    {
        var read = Parse($$"""
            {"clientId":"a","timestamp":1,"eventType":"connected","versionNumber":{{long.MaxValue}},"keepAliveDuration":65535,
             "sessionExpiry":4294967295,"sourcePort":65535,"targetPort":65535}
            """);

        Assert.Equal(
            (long.MaxValue, 65535, uint.MaxValue, 65535, 65535),
            (read.Number, read.KeepAliveSeconds, read.SessionExpirySeconds, read.SourcePort, read.TargetPort));
    }

    [Fact]
    public void TryParse_NullOptionalMembers_AreAbsent() =>
        Assert.Equal(
            Parse("""{"clientId":"a","timestamp":1,"eventType":"connected"}"""),
            Parse("""
                {"clientId":"a","timestamp":1,"eventType":"connected","sessionIdentifier":null,"principalIdentifier":null,"ipAddress":null,
                 "versionNumber":null,"clientInitiatedDisconnect":null,"disconnectReason":null,"connectFailureReason":null,
                 "keepAliveDuration":null,"cleanSession":null,"sessionExpiry":null,"sourceIp":null,"sourcePort":null,"targetIp":null,
                 "targetPort":null,"vpcEndpointId":null}
                """));

    [Fact]
    public void TryParse_ClientIdOf128Bytes_IsRead()
    {
        var clientId = string.Concat(Enumerable.Repeat("é", 64));

        Assert.Equal(clientId, Parse($$"""{"clientId":"{{clientId}}","timestamp":1,"eventType":"connected"}""").ClientId);
    }

    [Fact]
    public void TryParse_TextOf256Bytes_IsRead()
    {
        var text = new string('x', 256);

        Assert.Equal(text, Parse(Disconnected($",\"disconnectReason\":\"{text}\"")).RawReason);
        Assert.Equal(text, Parse(Disconnected($",\"sessionIdentifier\":\"{text}\"")).Connection.ToString());
    }

    [Fact]
    public void TryParse_NestingAtTheLimit_IsSkipped()
    {
        var deep = new string('[', 15) + new string(']', 15);

        Assert.Equal("a", Parse($$"""{"x":{{deep}},"clientId":"a","timestamp":1,"eventType":"connected"}""").ClientId);
    }

    [Fact]
    public void TryParse_EventOf64KiB_IsRead()
    {
        var json = """{"clientId":"a","timestamp":1,"eventType":"connected"}""".PadRight(64 * 1024);

        Assert.Equal("a", Parse(json).ClientId);
    }

    [Fact]
    public void TryParse_Resolver_HandsOutItsOwnString()
    {
        var known = new string("pump-17".AsSpan());
        var parser = new AwsLifecycleParser { ResolveClientId = id => id.SequenceEqual(known) ? known : null };

        Assert.True(parser.TryParse(GoldenFile.Read("aws/connected.json"), out var read, out _));
        Assert.Same(known, read.ClientId);
        Assert.True(parser.TryParse("""{"clientId":"pump-18","timestamp":1,"eventType":"connected"}"""u8, out read, out _));
        Assert.Equal("pump-18", read.ClientId);
    }

    [Fact]
    public void TryParse_ReadsPrincipal_OnlyWhenAsked()
    {
        var parser = new AwsLifecycleParser { ReadsPrincipal = true };

        Assert.True(parser.TryParse(GoldenFile.Read("aws/connected-exclusive-thing.json"), out var read, out _));
        Assert.Equal("AROAEXAMPLEID:session-1", read.Principal);
        Assert.Null(ParseGolden("connected-exclusive-thing").Principal);
    }

    [Fact]
    public void TryParse_AnotherSource_IsThatOfTheEvent()
    {
        var source = new LifecycleSource("gateway");
        var parser = new AwsLifecycleParser { Source = source };

        Assert.True(parser.TryParse(GoldenFile.Read("aws/connected.json"), out var read, out _));
        Assert.Same(source, read.Source);
    }

    [Theory]
    [InlineData("connected")]
    [InlineData("disconnected")]
    public void TryParse_KnownClient_AllocatesNothing(string file)
    {
        var known = "pump-17";
        var parser = new AwsLifecycleParser { ResolveClientId = id => id.SequenceEqual(known) ? known : null };
        var json = GoldenFile.Read($"aws/{file}.json");
        Assert.True(parser.TryParse(json, out _, out _));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(parser.TryParse(json, out _, out _));

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static LifecycleEvent ParseGolden(string file) => Parse(GoldenFile.Read($"aws/{file}.json"));

    private static LifecycleEvent Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    private static LifecycleEvent Parse(byte[] json)
    {
        Assert.True(Parser.TryParse(json, out var read, out var error), error?.Message);
        Assert.Null(error);
        return read;
    }

    private static string Disconnected(string members) => $$"""{"clientId":"a","timestamp":1,"eventType":"disconnected"{{members}}}""";
}
