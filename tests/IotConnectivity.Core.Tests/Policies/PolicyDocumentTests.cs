using System.Text;
using static IotConnectivity.Policies.PolicyFixture;

namespace IotConnectivity.Policies;

public class PolicyDocumentTests
{
    private const string Statement = """{"Effect":"Allow","Action":"*","Resource":"*"}""";

    [Fact]
    public void Parse_EveryElement_IsPrintedAgain()
    {
        const string Json =
            """
            {"Version":"2012-10-17","Id":"my \"policy\"","Statement":[
              {"Sid":"One","Effect":"Allow","Action":"iot:Get*","Resource":["arn:aws:iot:r:1:thing/${aws:username, 'x'}","*"],
               "Condition":{"Bool":{"aws:SecureTransport":true},"ForAnyValue:StringLikeIfExists":{"aws:TagKeys":["a","b*"],"aws:UserAgent":"c"},
                            "NumericEquals":{"app:n":5.0},"Null":{}}},
              {"Effect":"Deny","NotAction":["iot:A","*"],"NotResource":"arn:aws:iot:*"}]}
            """;
        const string Printed =
            """{"Version":"2012-10-17","Id":"my \"policy\"","Statement":[{"Sid":"One","Effect":"Allow","Action":["iot:Get*"],"""
            + """ "Resource":["arn:aws:iot:r:1:thing/${aws:username, 'x'}","*"],"Condition":{"Bool":{"aws:SecureTransport":["true"]},"""
            + """ "ForAnyValue:StringLikeIfExists":{"aws:TagKeys":["a","b*"],"aws:UserAgent":["c"]},"NumericEquals":{"app:n":["5.0"]}}},"""
            + """{"Effect":"Deny","NotAction":["iot:A","*"],"NotResource":["arn:aws:iot:*"]}]}""";

        var document = PolicyDocument.Parse(Json);

        Assert.Equal("my \"policy\"", document.Id);
        Assert.Equal(Printed.Replace(", \"", ",\"", StringComparison.Ordinal).Replace(",\"x", ", \"x", StringComparison.Ordinal), document.ToString());
        Assert.Equal(document.ToString(), PolicyDocument.Parse(Encoding.UTF8.GetBytes(Json)).ToString());
    }

    [Fact]
    public void Parse_SingleStatementWithoutVersion_IsPrintedAsTheOldVersion()
    {
        var document = PolicyDocument.Parse($$"""{"Statement":{{Statement}}}""");

        Assert.Null(document.Id);
        Assert.Equal(
            """{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Action":["*"],"Resource":["*"]}]}""", document.ToString());
    }

    [Fact]
    public void Parse_Malformed_ThrowsTheError()
    {
        var fromText = Assert.Throws<PolicyException>(() => PolicyDocument.Parse("{}"));
        var fromBytes = Assert.Throws<PolicyException>(() => PolicyDocument.Parse("{}"u8));

        Assert.Equal("`Statement` is missing at `$`, expected at least one statement", fromText.Message);
        Assert.Equal(new PolicyError(PolicyErrorCode.MissingMember, "$", 0, fromText.Message), fromText.Error);
        Assert.Equal(fromText.Error, fromBytes.Error);
        Assert.Equal(fromText.Message, fromText.Error.ToString());
    }

    [Fact]
    public void TryParse_Null_Throws() => Assert.Throws<ArgumentNullException>(() => PolicyDocument.TryParse((string)null!, out _, out _));

    [Theory]
    [InlineData(' ')]
    [InlineData('é')]
    public void TryParse_LongestDocument_IsReadAndOneCharacterMoreRefused(char filler)
    {
        var json = Padded(PolicyLimits.MaxDocumentCharacters, filler);

        Assert.True(PolicyDocument.TryParse(json, out _, out _));
        Assert.True(PolicyDocument.TryParse(Encoding.UTF8.GetBytes(json), out _, out _));
        Assert.False(PolicyDocument.TryParse(json + " ", out _, out var error));
        Assert.False(PolicyDocument.TryParse(Encoding.UTF8.GetBytes(json + " "), out _, out var sameError));
        Assert.Equal(
            new PolicyError(
                PolicyErrorCode.TooLarge, "$", 0, "the document has at least 131073 characters, expected at most 131072"),
            error);
        Assert.Equal(error, sameError);
    }

    [Fact]
    public void TryParse_MoreBytesThanAnyDocumentHas_IsRefusedUnread()
    {
        var bytes = new byte[(2 * PolicyLimits.MaxDocumentCharacters) + 1];

        Assert.False(PolicyDocument.TryParse(bytes, out _, out var error));
        Assert.Equal("the document has at least 131073 characters, expected at most 131072", error.Message);
        Assert.Equal(PolicyErrorCode.TooLarge, error.Code);
        Assert.False(PolicyDocument.TryParse(bytes.AsSpan(1), out _, out error));
        Assert.Equal("character `U+0000` at offset 0 is not allowed, expected tab, line feed, carriage return or U+0020 to U+00FF", error.Message);
    }

    [Theory]
    [InlineData(new byte[] { 0x22, 0xC3 }, "byte `0xC3` at offset 1 is not valid UTF-8")]
    [InlineData(new byte[] { 0x20, 0x80 }, "byte `0x80` at offset 1 is not valid UTF-8")]
    [InlineData(new byte[] { 0x20, 0x0B }, "character `U+000B` at offset 1 is not allowed")]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF }, "character `U+FEFF` at offset 0 is not allowed")]
    [InlineData(new byte[] { 0x20, 0xC4, 0x80 }, "character `U+0100` at offset 1 is not allowed")]
    public void TryParse_BytesThatAreNoPolicyCharacters_IsRefused(byte[] bytes, string expected)
    {
        Assert.False(PolicyDocument.TryParse(bytes, out _, out var error));

        Assert.Equal((PolicyErrorCode.InvalidCharacter, "$"), (error.Code, error.Path));
        Assert.Equal($"{expected}, expected tab, line feed, carriage return or U+0020 to U+00FF", error.Message);
    }

    [Fact]
    public void TryParse_AllAllowedCharacters_AreRead()
    {
        var id = string.Concat(Enumerable.Range(0x20, 0xE0).Select(c => (char)c)).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

        var document = PolicyDocument.Parse($"\t\r\n{{\"Id\":\"{id}\\t\\r\\n\\u00FF\",\"Statement\":{Statement}}}");

        Assert.Equal(0xE4, document.Id!.Length);
        Assert.Equal(document.Id, PolicyDocument.Parse(document.ToString()).Id);
    }

    [Fact]
    public void TryParse_LongestStatementList_IsReadAndOneMoreRefused()
    {
        var most = Enumerable.Repeat(Statement, PolicyLimits.MaxStatements).ToArray();

        Assert.True(PolicyDocument.TryParse(Document(most), out _, out _));
        Assert.False(PolicyDocument.TryParse(Document([.. most, Statement]), out _, out var error));
        Assert.Equal("1001 statements at `$.Statement`, expected at most 1000", error.Message);
        Assert.Equal(PolicyErrorCode.TooLarge, error.Code);
    }

    [Fact]
    public void TryParse_LongestList_IsReadAndOneMoreRefused()
    {
        Assert.True(PolicyDocument.TryParse(Actions(PolicyLimits.MaxListLength), out _, out _));
        Assert.False(PolicyDocument.TryParse(Actions(PolicyLimits.MaxListLength + 1), out _, out var error));
        Assert.Equal("a list of 1001 elements at `$.Statement[0].Action`, expected at most 1000", error.Message);
        Assert.Equal(PolicyErrorCode.TooLarge, error.Code);

        static string Actions(int count) =>
            Document($$"""{"Effect":"Allow","Action":[{{string.Join(',', Enumerable.Repeat("\"iot:A\"", count))}}],"Resource":"*"}""");
    }

    [Fact]
    public void TryParse_LongestText_IsReadAndOneCharacterMoreRefused()
    {
        Assert.True(PolicyDocument.TryParse(WithId(PolicyLimits.MaxTextLength), out _, out _));
        Assert.False(PolicyDocument.TryParse(WithId(PolicyLimits.MaxTextLength + 1), out _, out var error));
        Assert.Equal("a text at `$` has 2049 characters, expected at most 2048", error.Message);
        Assert.Equal(PolicyErrorCode.TooLarge, error.Code);

        static string WithId(int length) => $$"""{"Id":"{{new string('x', length)}}","Statement":{{Statement}}}""";
    }

    [Fact]
    public void TryParse_DeepestNesting_IsNotRefusedForItsDepth()
    {
        Assert.False(PolicyDocument.TryParse(Nested(PolicyLimits.MaxDepth), out _, out var error));
        Assert.Equal(PolicyErrorCode.WrongType, error.Code);
        Assert.False(PolicyDocument.TryParse(Nested(PolicyLimits.MaxDepth + 1), out _, out error));
        Assert.Equal(PolicyErrorCode.TooLarge, error.Code);

        static string Nested(int depth) => new string('[', depth) + new string(']', depth);
    }

    [Fact]
    public void TryParse_LongestRunWithQuestionMark_IsReadAndOneCharacterMoreRefused()
    {
        Assert.True(PolicyDocument.TryParse(WithRun("*" + new string('a', 63) + "?*"), out _, out _));
        Assert.True(PolicyDocument.TryParse(WithRun("*" + new string('a', 65) + "*"), out _, out _));
        Assert.True(PolicyDocument.TryParse(WithRun(new string('a', 65) + "?*" + new string('a', 65) + "?"), out _, out _));
        Assert.False(PolicyDocument.TryParse(WithRun("*a*?" + new string('a', 64) + "*"), out _, out var error));
        Assert.Equal(
            "65 characters with a `?` between two `*` at `$.Statement[0].Resource`, expected at most 64", error.Message);

        Assert.False(PolicyDocument.TryParse(WithRun("*??" + new string('a', 63) + "*"), out _, out _));
        Assert.False(PolicyDocument.TryParse(Document(Allow(action: "iot:*?" + new string('a', 64) + "*")), out _, out error));
        Assert.Equal(
            "65 characters with a `?` between two `*` at `$.Statement[0].Action`, expected at most 64", error.Message);

        static string WithRun(string run) => Document(Allow($"arn:aws:iot:r:1:{run}"));
    }

    [Fact]
    public void TryParse_EmptyAndRepeatedEmptySid_IsRead() =>
        Assert.True(PolicyDocument.TryParse(
            Document("""{"Sid":"","Effect":"Allow","Action":"*","Resource":"*"}""", """{"Sid":"","Effect":"Allow","Action":"*","Resource":"*"}"""),
            out _,
            out _));

    [Fact]
    public void TryParse_LongOffendingValue_IsQuotedShortened()
    {
        Assert.False(PolicyDocument.TryParse(Document(Allow(action: new string('x', 80))), out _, out var whole));
        Assert.StartsWith($"action `{new string('x', 80)}` has no service", whole.Message, StringComparison.Ordinal);
        Assert.False(PolicyDocument.TryParse(Document(Allow(action: new string('x', 200))), out _, out var error));

        Assert.Equal(
            $"action `{new string('x', 80)}…` has no service at `$.Statement[0].Action`, expected a prefix such as `iot:`, or `*` alone",
            error.Message);
    }

    [Fact]
    public void TryParse_OffendingNameWithLineBreaks_IsReportedOnOneLine()
    {
        Assert.False(PolicyDocument.TryParse("{\n\"a\\nb\":1}", out _, out var error));

        Assert.Equal("$['a b']", error.Path);
        Assert.Equal("unknown member `a b` at `$`, expected one of `Version`, `Id`, `Statement`", error.Message);
    }

    [Fact]
    public void TryParse_SyntaxErrorBeforeALineFeed_HasItsOffset()
    {
        Assert.False(PolicyDocument.TryParse("{ x\n}", out _, out var error));

        Assert.Equal(2, error.Offset);
    }

    [Fact]
    public void TryParse_SyntaxErrorOnALaterLine_HasItsOffset()
    {
        Assert.False(PolicyDocument.TryParse("{\n \"Id\":\n  x}", out _, out var error));

        Assert.Equal(11, error.Offset);
        Assert.Equal("unexpected `x` at offset 11, expected JSON", error.Message);
    }

    [Fact]
    public void New_ExceptionWithoutError_IsNamed() =>
        Assert.Equal("error", Assert.Throws<ArgumentNullException>(() => new PolicyException(null!)).ParamName);

    private static string Padded(int length, char filler)
    {
        var json = $$"""{"Id":"{{new string(filler, 1_000)}}","Statement":{{Statement}}}""";
        return json + new string(' ', length - json.Length);
    }
}
