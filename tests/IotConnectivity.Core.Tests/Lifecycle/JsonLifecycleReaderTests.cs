using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using IotConnectivity.TestKit;

namespace IotConnectivity.Lifecycle;

public class JsonLifecycleReaderTests
{
    private const string A = """{"clientId":"a","timestamp":1,"eventType":"connected"}""";
    private const string B = """{"clientId":"b","timestamp":1,"eventType":"connected","x":["\"]},{[",{}]}""";
    private const string C = "{\n  \"clientId\": \"c\",\n  \"timestamp\": 1,\n  \"eventType\": \"connected\"\n}";
    private const string NoTime = """{"clientId":"n","eventType":"connected"}""";

    public static TheoryData<string, string[]> Bodies => new()
    {
        // One object.
        { A, ["1 a"] },
        { "\uFEFF" + A, ["1 a"] },
        { C, ["1 c"] },
        { "\n \n" + C + "\n\n", ["3 c"] },
        { C + "x", ["1 unexpected `x` at byte 67, expected valid JSON"] },
        { "{\n\"clientId\":\"n\"}", ["1 the object ends without member `timestamp` at byte 16, expected milliseconds since 1970"] },
        { "{\n\"x\":", ["1 the JSON ends early at byte 6, expected one complete object"] },
        { "  " + C + "?", ["1 unexpected `?` at byte 69, expected valid JSON"] },

        // Lines.
        { A + "\n" + B, ["1 a", "2 b"] },
        { A + "\r\n\r\n \t\n" + B + "\r\n", ["1 a", "4 b"] },
        { "\n\n" + A + "\nx\n" + B, ["3 a", "4 unexpected `x` at byte 0, expected valid JSON", "5 b"] },
        { "x\n" + A, ["1 unexpected `x` at byte 0, expected valid JSON", "2 a"] },
        { "17\n" + A, ["1 the event is a number `17` at byte 0, expected an object", "2 a"] },
        { "{\"clientId\":\"cut\n" + A + "\n" + B, ["1 the JSON ends early at byte 16, expected one complete object", "2 a", "3 b"] },
        { "{\"x\":1,\n\n" + A, ["1 unexpected `,` at byte 6, expected valid JSON", "3 a"] },
        { "{x\ny\n" + A, ["1 unexpected `x` at byte 1, expected valid JSON", "2 unexpected `y` at byte 0, expected valid JSON", "3 a"] },
        { "{x\n" + A, ["1 unexpected `x` at byte 1, expected valid JSON", "2 a"] },
        { A + "x\n" + A, ["1 unexpected `x` at byte 54, expected valid JSON", "2 a"] },
        { A + "\n[" + A + "]", ["1 a", "2 the event is an array `[` at byte 0, expected an object"] },
        { "{", ["1 the JSON ends early at byte 1, expected one complete object"] },
        { "{\n", ["1 the JSON ends early at byte 1, expected one complete object"] },
        { NoTime + "\n" + A, ["1 the object ends without member `timestamp` at byte 39, expected milliseconds since 1970", "2 a"] },

        // Arrays.
        { "[]", [] },
        { " [ ] \n", [] },
        { "[" + A + "]", ["1 a"] },
        { "\uFEFF\n [ " + A + " , \n" + B + "," + C + " ]\n", ["1 a", "2 b", "3 c"] },
        { "[" + NoTime + "," + A + "]", ["1 the object ends without member `timestamp` at byte 40, expected milliseconds since 1970", "2 a"] },
        { "[1, \"],\", [[]] ,null," + A + "]", [
            "1 the event is a number `1` at byte 1, expected an object",
            "2 the event is a string `],` at byte 4, expected an object",
            "3 the event is an array `[` at byte 10, expected an object",
            "4 the event is null `null` at byte 16, expected an object",
            "5 a"] },
        { "[" + A + ",{x}," + A + "]", ["1 a", "2 unexpected `x}` at byte 57, expected valid JSON"] },
        { "[" + A + "," + A[..^1], ["1 a", "2 the JSON ends early at byte 109, expected one complete object"] },
        { "[", ["1 the array ends early at byte 1, expected `]`"] },
        { "[ ", ["1 the array ends early at byte 2, expected `]`"] },
        { "[" + A, ["1 a", "2 the array ends early at byte 55, expected `]`"] },
        { "[" + A + " , ", ["1 a", "2 the array ends early at byte 58, expected `]`"] },
        { "[" + A + ",]", ["1 a", "2 unexpected `]` at byte 56, expected an object"] },
        { "[,]", ["1 unexpected `,]` at byte 1, expected an object"] },
        { "[" + A + "] x", ["1 a", "2 unexpected `x` at byte 57, expected nothing after the array"] },
        { "[]]", ["1 unexpected `]` at byte 2, expected nothing after the array"] },
        { "[" + A + "]]", ["1 a", "2 unexpected `]` at byte 56, expected nothing after the array"] },
        { "[}," + A + "]", ["1 unexpected `}` at byte 1, expected valid JSON"] },

        // Nothing.
        { "", [] },
        { " \r\n\t", [] },
        { "\uFEFF", [] },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void TryRead_BodyInOnePiece_ReadsEachEvent(string body, string[] expected) =>
        Assert.Equal(expected, Reader().ReadTexts(body, int.MaxValue));

    [Theory]
    [MemberData(nameof(Bodies))]
    public void TryRead_BodyByteByByte_ReadsTheSame(string body, string[] expected) =>
        Assert.Equal(expected.Select(WithoutText), Reader().ReadTexts(body, 1).Select(WithoutText));

    [Fact]
    public void TryRead_AnyPieces_ReadTheSame() =>
        Prop.ForAll(
            Gen.Elements(Bodies.Select(b => b.Data.Item1).ToArray()).ToArbitrary(),
            Gen.Choose(1, 80).ToArbitrary().Array(),
            (body, lengths) => Assert.Equal(
                Reader().ReadTexts(body, int.MaxValue).Select(WithoutText),
                Reader().ReadTexts(body, lengths.Length == 0 ? [7] : lengths).Select(WithoutText)))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(2_000)));

    [Fact]
    public void TryRead_FirstLineComplete_IsReadBeforeTheSecondArrives()
    {
        var reader = Reader();
        var buffer = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(A + "\n"));

        Assert.True(reader.TryRead(ref buffer, false, 0, out var read, out _));
        Assert.Equal("a", read.ClientId);
        Assert.False(reader.TryRead(ref buffer, false, 0, out _, out _));
        Assert.True(buffer.IsEmpty);
    }

    [Theory]
    [InlineData("1\n")]
    [InlineData("\uFEFF1\n")]
    public void TryRead_ShortFirstLine_IsReadBeforeMoreArrives(string line)
    {
        var buffer = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(line));

        Assert.True(Reader().TryRead(ref buffer, false, 0, out _, out var error));
        Assert.Equal(LifecycleErrorCode.NotAnObject, error?.Code);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(65_537)]
    public void TryRead_LinesFraming_ReadsTheFirstLineAtTheLimit(int length) =>
        Assert.Equal(
            ["1 a", "2 b"],
            new JsonLifecycleReader(new AwsLifecycleParser(), JsonLifecycleFraming.Lines).ReadTexts(A.PadRight(64 * 1024) + "\r\n" + B, length));

    [Fact]
    public void TryRead_LinesFraming_TakesNoLineForMore() =>
        Assert.Equal(
            ["1 the event is an array `[` at byte 0, expected an object", "2 the JSON ends early at byte 1, expected one complete object", "3 unexpected `:1}` at byte 3, expected valid JSON", "4 a"],
            new JsonLifecycleReader(new AwsLifecycleParser(), JsonLifecycleFraming.Lines).ReadTexts("\uFEFF[" + A + "]\n{\n\"x\":1}\n" + A, 11));

    [Theory]
    [InlineData("", "\n")]
    [InlineData("[", ",")]
    public void TryRead_EventOverTheLimit_IsOneErrorAndTheNextIsRead(string start, string separator)
    {
        const string TooLong = "2 the event goes on at byte 65536, expected at most 65536 bytes";
        var body = start + A + separator + "{" + new string('x', 200_000) + "}" + separator + B + (start.Length == 0 ? "" : "]");

        foreach (var length in new[] { 1000, 65_000, int.MaxValue })
        {
            var read = Reader().ReadAll(Encoding.UTF8.GetBytes(body), length);

            Assert.Equal(["a", null, "b"], read.Select(r => r.Event.ClientId));
            Assert.Equal(LifecycleErrorCode.TooLong, read[1].Error?.Code);
            Assert.Equal([1, 2, 3], read.Select(r => r.Position));
            if (start.Length == 0) Assert.Equal(TooLong, $"2 {read[1].Error?.Message}");
        }
    }

    [Fact]
    public void TryRead_ArrayEndingInsideAnElementOverTheLimit_SaysBoth()
    {
        var body = "[{" + new string('x', 100_000);

        Assert.Equal(
            ["1 the event goes on at byte 65537, expected at most 65536 bytes", $"2 the array ends early at byte {body.Length}, expected `]`"],
            Reader().ReadTexts(body, 10_000));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("")]
    public void TryRead_LineAtTheLimit_IsRead(string end)
    {
        var line = A.PadRight(64 * 1024);

        foreach (var length in new[] { 1000, 65_536, 65_537, int.MaxValue })
        {
            Assert.Equal(["1 a", "2 a"], Reader().ReadTexts(A + "\n" + line + end, length));
            var tooLong = Reader().ReadTexts(A + "\n" + line + " " + end, length);
            Assert.Equal(["1 a", "2 the event goes on at byte 65536, expected at most 65536 bytes"], tooLong);
        }
    }

    [Fact]
    public void TryRead_ElementAtTheLimit_IsRead()
    {
        var element = A.PadRight(64 * 1024);

        Assert.Equal(["1 a", "2 b"], Reader().ReadTexts("[" + element + "," + B + "]", 5_000));
        Assert.Equal("1 the event goes on at byte 65537, expected at most 65536 bytes", Reader().ReadTexts("[" + element + " ," + B + "]", 5_000)[0]);
    }

    [Fact]
    public void TryRead_ObjectAtTheLimit_IsRead()
    {
        var body = C.PadRight(64 * 1024);

        Assert.Equal(["1 c"], Reader().ReadTexts(body, 5_000));
        Assert.Equal(["1 the event goes on at byte 65536, expected at most 65536 bytes"], Reader().ReadTexts(body + " ", 5_000));
    }

    [Fact]
    public void TryRead_ObjectOverTheLimit_IsRefusedBeforeItsEndArrives()
    {
        var reader = Reader();
        var body = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes("{\n\"x\":\"" + new string('x', 65_536)));

        Assert.True(reader.TryRead(ref body, false, 0, out _, out var error));
        Assert.Equal(LifecycleErrorCode.TooLong, error?.Code);
        Assert.True(body.IsEmpty);
        Assert.False(reader.TryRead(ref body, true, 0, out _, out _));
    }

    [Fact]
    public void TryRead_FirstLineOverTheLimit_IsThrownAwayAsItArrives()
    {
        var reader = Reader();
        var body = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes("{\"x\":\"" + new string('x', 70_000)));

        Assert.True(reader.TryRead(ref body, false, 0, out _, out var error));
        Assert.Equal("the event goes on at byte 65536, expected at most 65536 bytes", error?.Message);
        Assert.True(body.IsEmpty);
        Assert.Equal(["2 a"], reader.ReadTexts("xxx\n" + A, 3));
    }

    [Fact]
    public void New_NoParser_Throws() => Assert.Throws<ArgumentNullException>(() => new JsonLifecycleReader(null!));

    private static JsonLifecycleReader Reader() => new(new AwsLifecycleParser());

    // How much of the offending text is quoted depends on where the piece ends.
    private static string WithoutText(string line) => System.Text.RegularExpressions.Regex.Replace(line, "^(\\d+ unexpected) `.*` at", "$1 at");
}
