using System.Text.Json;

namespace IotConnectivity.Lifecycle;

/// <summary>The errors that all JSON dialects have in common, in words.</summary>
internal static class JsonErrors
{
    public static LifecycleParseError TooLong() => new(
        LifecycleErrorCode.TooLong,
        LifecycleLimits.MaxEventBytes,
        default,
        "the event goes on",
        $"at most {LifecycleLimits.MaxEventBytes} bytes");

    public static LifecycleParseError Syntax(ReadOnlySpan<byte> utf8Json, JsonException exception)
    {
        var offset = OffsetOf(exception, utf8Json);
        return offset >= utf8Json.Length
            ? new(LifecycleErrorCode.Syntax, utf8Json.Length, default, "the JSON ends early", "one complete object")
            : new(LifecycleErrorCode.Syntax, offset, utf8Json[offset..], "unexpected", "valid JSON");
    }

    public static LifecycleParseError TooDeep(ref Utf8JsonReader json) => new(
        LifecycleErrorCode.TooDeep,
        json.TokenStartIndex,
        default,
        "the nesting goes on",
        $"at most {LifecycleLimits.MaxDepth} levels");

    public static LifecycleParseError NotAnObject(ref Utf8JsonReader json) =>
        new(LifecycleErrorCode.NotAnObject, json.TokenStartIndex, json.ValueSpan, $"the event is {Kind(json.TokenType)}", "an object");

    public static LifecycleParseError Duplicate(ref Utf8JsonReader json) =>
        new(LifecycleErrorCode.DuplicateMember, json.TokenStartIndex, json.ValueSpan, "a second member", "each member once");

    public static LifecycleParseError Missing(string name, long offset, string expected) =>
        new(LifecycleErrorCode.MissingMember, offset, default, $"the object ends without member `{name}`", expected);

    public static string Kind(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "a boolean",
    };

    private static int OffsetOf(JsonException e, ReadOnlySpan<byte> utf8Json)
    {
        var offset = (int)(e.BytePositionInLine ?? 0);
        var rest = utf8Json;
        for (var line = e.LineNumber ?? 0; line > 0; line--)
        {
            var length = rest.IndexOf((byte)'\n') + 1;
            offset += length;
            rest = rest[length..];
        }

        return offset;
    }
}
