using System.Text;

namespace IotConnectivity.Lifecycle;

public class AwsLifecycleParserErrorTests
{
    private const string Types = "`connected`, `disconnected`, `connect_failed`, `subscribed`, `unsubscribed` or `heartbeat`";

    [Theory]
    [InlineData("", LifecycleErrorCode.Syntax, "the JSON ends early at byte 0, expected one complete object")]
    [InlineData("  ", LifecycleErrorCode.Syntax, "the JSON ends early at byte 2, expected one complete object")]
    [InlineData("{", LifecycleErrorCode.Syntax, "the JSON ends early at byte 1, expected one complete object")]
    [InlineData("{\"clientId\":\"a\"", LifecycleErrorCode.Syntax, "the JSON ends early at byte 15, expected one complete object")]
    [InlineData("{x}", LifecycleErrorCode.Syntax, "unexpected `x}` at byte 1, expected valid JSON")]
    [InlineData("{x\n}", LifecycleErrorCode.Syntax, "unexpected `x\\u000a}` at byte 1, expected valid JSON")]
    [InlineData("{\n \"clientId\":\n ?}", LifecycleErrorCode.Syntax, "unexpected `?}` at byte 16, expected valid JSON")]
    [InlineData("[1", LifecycleErrorCode.Syntax, "the JSON ends early at byte 2, expected one complete object")]
    [InlineData("[]x", LifecycleErrorCode.Syntax, "unexpected `x` at byte 2, expected valid JSON")]
    [InlineData("[]", LifecycleErrorCode.NotAnObject, "the event is an array `[` at byte 0, expected an object")]
    [InlineData(" 17 ", LifecycleErrorCode.NotAnObject, "the event is a number `17` at byte 1, expected an object")]
    [InlineData("\"a\"", LifecycleErrorCode.NotAnObject, "the event is a string `a` at byte 0, expected an object")]
    [InlineData("true", LifecycleErrorCode.NotAnObject, "the event is a boolean `true` at byte 0, expected an object")]
    [InlineData("null", LifecycleErrorCode.NotAnObject, "the event is null `null` at byte 0, expected an object")]
    [InlineData("{}", LifecycleErrorCode.MissingMember, "the object ends without member `clientId` at byte 1, expected a client id")]
    [InlineData("{\"clientId\":\"a\"}", LifecycleErrorCode.MissingMember, "the object ends without member `timestamp` at byte 15, expected milliseconds since 1970")]
    [InlineData("{\"clientId\":\"a\",\"timestamp\":1}", LifecycleErrorCode.MissingMember, $"the object ends without member `eventType` at byte 29, expected {Types}")]
    [InlineData("{\"timestamp\":1,\"clientId\":\"a\",\"timestamp\":1}", LifecycleErrorCode.DuplicateMember, "a second member `timestamp` at byte 30, expected each member once")]
    [InlineData("{\"ipAddress\":null,\"ip\\u0041ddress\":\"::1\"}", LifecycleErrorCode.DuplicateMember, "a second member `ip\\u0041ddress` at byte 18, expected each member once")]
    [InlineData("{\"eventType\":\"online\"}", LifecycleErrorCode.UnknownEventType, $"member `eventType` is `online` at byte 13, expected {Types}")]
    [InlineData("{\"eventType\":\"\"}", LifecycleErrorCode.UnknownEventType, $"member `eventType` is empty at byte 13, expected {Types}")]
    [InlineData("{\"eventType\":\"Connected\"}", LifecycleErrorCode.UnknownEventType, $"member `eventType` is `Connected` at byte 13, expected {Types}")]
    [InlineData("{\"eventType\":\"\\ud800\"}", LifecycleErrorCode.UnknownEventType, $"member `eventType` is `\\ud800` at byte 13, expected {Types}")]
    [InlineData("{\"clientId\":\"\"}", LifecycleErrorCode.InvalidClientId, "member `clientId` is empty at byte 12, expected 1 to 128 bytes without U+0000")]
    [InlineData("{\"clientId\":\"a\\u0000\"}", LifecycleErrorCode.InvalidClientId, "member `clientId` is not a client id: `a\\u0000` at byte 12, expected 1 to 128 bytes without U+0000")]
    [InlineData("{\"clientId\":\"\\udc00\"}", LifecycleErrorCode.InvalidText, "member `clientId` is not valid Unicode: `\\udc00` at byte 12, expected UTF-8")]
    [InlineData("{\"disconnectReason\":\"\\ud800x\"}", LifecycleErrorCode.InvalidText, "member `disconnectReason` is not valid Unicode: `\\ud800x` at byte 20, expected UTF-8")]
    [InlineData("{\"ipAddress\":\"198.51.100\"}", LifecycleErrorCode.InvalidAddress, "member `ipAddress` is `198.51.100` at byte 13, expected an IPv4 or IPv6 address")]
    [InlineData("{\"sourceIp\":\"\"}", LifecycleErrorCode.InvalidAddress, "member `sourceIp` is empty at byte 12, expected an IPv4 or IPv6 address")]
    [InlineData("{\"targetIp\":\"\\ud800\"}", LifecycleErrorCode.InvalidAddress, "member `targetIp` is `\\ud800` at byte 12, expected an IPv4 or IPv6 address")]
    public void TryParse_BadInput_SaysWhatWhereAndWhatWasExpected(string json, LifecycleErrorCode code, string message)
    {
        var error = Fail(json);

        Assert.Equal(message, error.Message);
        Assert.Equal(code, error.Code);
        Assert.Equal(message, error.ToString());
    }

    [Theory]
    [InlineData("clientId", "null", "null", "a string")]
    [InlineData("clientId", "17", "a number", "a string")]
    [InlineData("timestamp", "null", "null", "an integer")]
    [InlineData("timestamp", "\"1\"", "a string", "an integer")]
    [InlineData("timestamp", "1.5", "a number", "an integer")]
    [InlineData("timestamp", "1e3", "a number", "an integer")]
    [InlineData("timestamp", "1E3", "a number", "an integer")]
    [InlineData("eventType", "null", "null", "a string")]
    [InlineData("eventType", "1", "a number", "a string")]
    [InlineData("sessionIdentifier", "1", "a number", "a string")]
    [InlineData("ipAddress", "1", "a number", "a string")]
    [InlineData("versionNumber", "\"41\"", "a string", "an integer")]
    [InlineData("versionNumber", "4.0", "a number", "an integer")]
    [InlineData("clientInitiatedDisconnect", "\"true\"", "a string", "`true` or `false`")]
    [InlineData("clientInitiatedDisconnect", "0", "a number", "`true` or `false`")]
    [InlineData("disconnectReason", "false", "a boolean", "a string")]
    [InlineData("connectFailureReason", "true", "a boolean", "a string")]
    [InlineData("keepAliveDuration", "\"60\"", "a string", "an integer")]
    [InlineData("cleanSession", "1", "a number", "`true` or `false`")]
    [InlineData("sessionExpiry", "{", "an object", "an integer")]
    [InlineData("sourceIp", "[", "an array", "a string")]
    [InlineData("sourcePort", "true", "a boolean", "an integer")]
    [InlineData("targetIp", "1", "a number", "a string")]
    [InlineData("targetPort", "\"\"", "a string", "an integer")]
    [InlineData("vpcEndpointId", "1", "a number", "a string")]
    public void TryParse_WrongType_NamesMemberAndBothTypes(string member, string value, string kind, string expected)
    {
        var error = Fail($$"""{"{{member}}":{{value}},"x":0}""");

        var text = value.Trim('"');
        var quoted = text.Length == 0 ? "" : $" `{text}`";
        Assert.Equal($"member `{member}` is {kind}{quoted} at byte {member.Length + 4}, expected {expected}", error.Message);
        Assert.Equal(LifecycleErrorCode.WrongType, error.Code);
    }

    [Fact]
    public void TryParse_PrincipalOfAnotherType_IsAnErrorOnlyWhereItIsRead()
    {
        var json = """{"principalIdentifier":1,"clientId":"a","timestamp":1,"eventType":"connected"}"""u8;

        Assert.True(new AwsLifecycleParser().TryParse(json, out _, out _));
        Assert.False(new AwsLifecycleParser { ReadsPrincipal = true }.TryParse(json, out _, out var error));
        Assert.Equal("member `principalIdentifier` is a number `1` at byte 23, expected a string", error.Message);
    }

    [Theory]
    [InlineData("timestamp", "-1", 253_402_300_799_999)]
    [InlineData("timestamp", "253402300800000", 253_402_300_799_999)]
    [InlineData("timestamp", "99999999999999999999", 253_402_300_799_999)]
    [InlineData("versionNumber", "-1", long.MaxValue)]
    [InlineData("versionNumber", "9223372036854775808", long.MaxValue)]
    [InlineData("keepAliveDuration", "-1", 65535)]
    [InlineData("keepAliveDuration", "65536", 65535)]
    [InlineData("sessionExpiry", "4294967296", uint.MaxValue)]
    [InlineData("sourcePort", "65536", 65535)]
    [InlineData("targetPort", "65536", 65535)]
    [InlineData("targetPort", "-1", 65535)]
    public void TryParse_NumberOutOfRange_NamesTheRange(string member, string value, long max)
    {
        var error = Fail($$"""{"{{member}}":{{value}}}""");

        Assert.Equal($"member `{member}` is `{value}` at byte {member.Length + 4}, expected 0 to {max}", error.Message);
        Assert.Equal(LifecycleErrorCode.OutOfRange, error.Code);
    }

    [Fact]
    public void TryParse_ClientIdOf129Bytes_IsRefused()
    {
        var clientId = string.Concat(Enumerable.Repeat("é", 64)) + "x";

        Assert.Equal(LifecycleErrorCode.InvalidClientId, Fail($$"""{"clientId":"{{clientId}}"}""").Code);
    }

    [Fact]
    public void TryParse_TextOf257Bytes_IsRefused()
    {
        var text = new string('x', 257);

        var error = Fail($$"""{"sessionIdentifier":"{{text}}"}""");

        Assert.Equal(LifecycleErrorCode.InvalidText, error.Code);
        Assert.Equal($"member `sessionIdentifier` is too long: `{text[..64]}…` at byte 21, expected at most 256 bytes", error.Message);
    }

    [Theory]
    [InlineData("clientId")]
    [InlineData("disconnectReason")]
    [InlineData("vpcEndpointId")]
    public void TryParse_BytesThatAreNotUtf8_AreRefused(string member)
    {
        var json = Encoding.Latin1.GetBytes($$"""{"{{member}}":"pümp"}""");

        Assert.False(new AwsLifecycleParser().TryParse(json, out _, out var error));
        Assert.Equal(LifecycleErrorCode.InvalidText, error.Code);
        Assert.Equal($"member `{member}` is not valid Unicode: `p\uFFFDmp` at byte {member.Length + 4}, expected UTF-8", error.Message);
    }

    [Theory]
    [InlineData("{\"x\":", 16, 20)]
    [InlineData("{\"x\":[", 15, 20)]
    [InlineData("", 17, 16)]
    public void TryParse_NestingPastTheLimit_IsRefused(string start, int more, int offset)
    {
        var error = Fail(start + new string('[', more) + "1");

        Assert.Equal(LifecycleErrorCode.TooDeep, error.Code);
        Assert.Equal($"the nesting goes on at byte {offset}, expected at most 16 levels", error.Message);
    }

    [Fact]
    public void TryParse_NestingFarPastTheLimit_IsRefusedTheSame() =>
        Assert.Equal(LifecycleErrorCode.TooDeep, Fail("{\"x\":" + new string('[', 1000)).Code);

    [Fact]
    public void TryParse_OneByteMoreThan64KiB_IsRefused()
    {
        var error = Fail("{}".PadRight((64 * 1024) + 1));

        Assert.Equal(LifecycleErrorCode.TooLong, error.Code);
        Assert.Equal("the event goes on at byte 65536, expected at most 65536 bytes", error.Message);
    }

    [Fact]
    public void TryParse_BadInput_LeavesTheDefaultEvent()
    {
        Assert.False(new AwsLifecycleParser().TryParse("""{"clientId":"a","timestamp":1}"""u8, out var read, out _));

        Assert.Equal(default, read);
    }

    [Fact]
    public void Text_OfControlCharactersAndBackticks_IsEscaped() =>
        Assert.Equal("?\\u0007\\u0060\\u2028\\u2029\\u007f", Fail("{?\u0007`\u2028\u2029\u007f").Text);

    [Theory]
    [InlineData(64, false)]
    [InlineData(65, true)]
    public void Text_PastItsLength_IsCut(int length, bool isCut)
    {
        var text = new string('?', length);

        Assert.Equal(isCut ? text[..64] + "…" : text, Fail(text).Text);
    }

    private static LifecycleParseError Fail(string json)
    {
        Assert.False(new AwsLifecycleParser().TryParse(Encoding.UTF8.GetBytes(json), out _, out var error));
        return error;
    }
}
