using System.Text;
using IotConnectivity.Indexing;

namespace IotConnectivity.Lifecycle;

/// <summary>The small pieces that the dialects share.</summary>
public class DialectPartsTests
{
    [Fact]
    public void StreamStamps_TiesOfOneClient_GoOnByAMillisecond()
    {
        var stamps = new StreamStamps();

        Assert.Equal([1000, 1001, 1002, 1010], new long[] { 1000, 1000, 1001, 1010 }.Select(stamp => stamps.Next("a", stamp)));
        Assert.Equal(1000, stamps.Next("b", 1000));
    }

    [Theory]
    [InlineData(StreamStamps.TieMs, 5001)]
    [InlineData(StreamStamps.TieMs + 1, 4899)]
    public void StreamStamps_StampThatIsFarBack_IsLeftAlone(long back, long expected)
    {
        var stamps = new StreamStamps();
        stamps.Next("a", 5000);

        Assert.Equal(expected, stamps.Next("a", 5000 - back));
    }

    [Theory]
    [InlineData(VerneMqRegistrations.PairMs, "198.51.100.24")]
    [InlineData(VerneMqRegistrations.PairMs + 1, "")]
    public void VerneMq_RegisterAndWakeup_BelongTogetherForAWhile(long apart, string address)
    {
        var parser = new VerneMqLifecycleParser();
        _ = parser.TryParse("on_register", """{"peer_addr":"198.51.100.24","client_id":"pump-17"}"""u8, 1000, out _, out _);

        Assert.True(parser.TryParse("on_client_wakeup", """{"client_id":"pump-17"}"""u8, 1000 + apart, out var read, out _));
        Assert.Equal((address, 1000 + apart), (read.SourceIp.ToString(), read.TimestampMs));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void VerneMq_RegisterAfterWakeup_OnlyAddsTheAddress(bool isGone)
    {
        var (parser, index) = (new VerneMqLifecycleParser(), new ConnectivityIndex());
        index.TryAdd(new ThingName("pump-17"));
        (string Hook, long At)[] hooks = [("on_client_wakeup", 1000), .. isGone ? new[] { ("on_client_gone", 1001L) } : [], ("on_register", 1002)];

        foreach (var (hook, at) in hooks)
        {
            Assert.True(parser.TryParse(hook, """{"peer_addr":"198.51.100.24","client_id":"pump-17"}"""u8, at, out var read, out _));
            index.Apply(hook == "on_register" ? read : read with { SourceIp = default });
        }

        Assert.True(index.TryGet("pump-17", out var state));
        Assert.Equal((!isGone, isGone ? 1001 : 1000, "198.51.100.24"), (state.Connected, state.TimestampMs, state.SourceIp.ToString()));
    }

    [Fact]
    public void AzureSequence_LaterEvents_HaveGreaterNumbers()
    {
        string[] digits =
        [
            "000000000000000001D4132452F67CE200000002000000000000000000000001",
            "000000000000000001D4132452F67CE200000002000000000000000000000002",
            "000000000000000001D4132452F67CE200000002000000000000000000FFFFFF",
            "000000000000000001D4132452F67CE200000003000000000000000000000001",
            "000000000000000001D4132452F67CE2000000FF000000000000000000000001",
            "000000000000000001D413245C8713E200000002000000000000000000000001",
        ];

        var numbers = digits.Select(text => AzureSequence.ToNumber(Encoding.UTF8.GetBytes(text))!.Value).ToArray();

        Assert.Equal(numbers.Order().Distinct(), numbers);
    }

    [Theory]
    [InlineData("100000000000000001D4132452F67CE200000002000000000000000000000001")]
    [InlineData("000000000000000001D4132452F67CE200000002000000010000000000000001")]
    [InlineData("000000000000000001D4132452F67CE200000100000000000000000000000001")]
    [InlineData("000000000000000001D4132452F67CE200000002000000000000000001000000")]
    [InlineData("000000000000000001A4132452F67CE200000002000000000000000000000001")]
    [InlineData("0000000000000000FFD4132452F67CE200000002000000000000000000000001")]
    [InlineData("000000000000000000000000000000000000000000000000FFFFFFFFFFFFFFFF")]
    public void AzureSequence_ValueThatDoesNotFit_HasNoNumber(string digits) => Assert.Null(AzureSequence.ToNumber(Encoding.UTF8.GetBytes(digits)));

    [Theory]
    [InlineData("198.51.100.24:52123", "198.51.100.24", 52123)]
    [InlineData("[2001:db8::1]:1", "2001:db8::1", 1)]
    [InlineData("2001:db8::1:65535", "2001:db8::1", 65535)]
    [InlineData("::ffff:198.51.100.24:80", "198.51.100.24", 80)]
    public void PeerEndpoint_AddressAndPort_AreRead(string text, string address, int port)
    {
        Assert.True(PeerEndpoint.TryParse(Encoding.UTF8.GetBytes(text), out var endpoint));
        Assert.Equal((address, (int?)port), (endpoint.Ip.ToString(), endpoint.Port));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":1")]
    [InlineData("198.51.100.24")]
    [InlineData("198.51.100.24:")]
    [InlineData("198.51.100.24:65536")]
    [InlineData("198.51.100.24:1x")]
    [InlineData("[198.51.100.24:1")]
    [InlineData("pump:1")]
    public void PeerEndpoint_AnythingElse_IsNone(string text) => Assert.False(PeerEndpoint.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("2026-01-05T09:00:12.0046871Z", 1767603612004)]
    [InlineData("2026-01-05T09:00:12.004Z", 1767603612004)]
    [InlineData("2026-01-05T10:00:12.004+01:00", 1767603612004)]
    [InlineData("2026-01-05T09:00:12", 1767603612000)]
    public void IsoTimeText_Time_IsRead(string text, long expected)
    {
        Assert.True(IsoTimeText.TryParse(Encoding.UTF8.GetBytes(text), out var ms));
        Assert.Equal(expected, ms);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-01-05")]
    [InlineData("2026-01-05 09:00:12Z")]
    [InlineData("2026-13-05T09:00:12Z")]
    [InlineData("1969-12-31T23:59:59Z")]
    [InlineData("2026-01-05T09:00:12.0046871Zx")]
    public void IsoTimeText_AnythingElse_IsNone(string text) => Assert.False(IsoTimeText.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void JsonEvent_UnknownMemberThatIsTooDeep_IsRefused()
    {
        var json = "{\"x\":" + new string('[', 16) + new string(']', 16) + ",\"event\":\"client.connected\"}";

        Assert.False(new EmqxLifecycleParser().TryParse("", Encoding.UTF8.GetBytes(json), 0, out _, out var error));
        Assert.Equal((LifecycleErrorCode.TooDeep, "the nesting goes on at byte 20, expected at most 16 levels"), (error?.Code, error?.Message));
    }

    [Fact]
    public void JsonEvent_MoreBytesThanAllowed_IsRefusedUnread()
    {
        Assert.False(new EmqxLifecycleParser().TryParse("", new byte[LifecycleLimits.MaxEventBytes + 1], 0, out _, out var error));
        Assert.Equal(LifecycleErrorCode.TooLong, error?.Code);
    }

    [Fact]
    public void LifecycleSources_MoreNodesThanAreKept_StillNameThem()
    {
        var parser = new EmqxLifecycleParser();
        for (var i = 0; i < 2000; i++)
        {
            Assert.True(parser.TryParse("", Encoding.UTF8.GetBytes($$"""{"event":"client.connected","clientid":"a","node":"n{{i}}"}"""), 0, out var read, out _));
            Assert.Equal($"n{i}", read.Source.Node);
        }
    }

    [Fact]
    public void JsonLifecycleReader_EventsBetweenOthers_AreFoundWithTheirLines()
    {
        const string lines = "{\"action\":\"message_publish\"}\n{\"action\":\"client_connack\",\"conn_ack\":\"success\",\"clientid\":\"a\"}\n\n{\"action\":\"client_connack\"}\n";

        var read = new JsonLifecycleReader(new NanoMqLifecycleParser()).ReadTexts(lines, 7);

        Assert.Equal(["2 a", "4 the object ends without member `clientid` at byte 26, expected a client id"], read);
    }
}
