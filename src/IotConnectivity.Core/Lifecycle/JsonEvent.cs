using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace IotConnectivity.Lifecycle;

/// <summary>The members of one JSON object that a dialect reads, found in one walk over it. Their values are read from where they stand, in any order.</summary>
/// <remarks>
/// Lenient on members that are not in the table, which are skipped, and on <c>null</c>, which is the same as nothing. The first error is kept in
/// <see cref="Error"/>; after it all values are empty or those of a good event, so that a dialect asks once, at the end.
/// </remarks>
internal ref partial struct JsonEvent
{
    // One level more than the limit, so that the limit is ours to report.
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = LifecycleLimits.MaxDepth + 1 };

    private readonly ReadOnlySpan<byte> _json;
    private readonly int _end;
    private Values _values;

    public JsonEvent(ReadOnlySpan<byte> utf8Json, JsonMembers members)
    {
        _json = utf8Json;
        if (utf8Json.Length > LifecycleLimits.MaxEventBytes)
        {
            Error = JsonErrors.TooLong();
            return;
        }

        var json = new Utf8JsonReader(utf8Json, ReaderOptions);
        try
        {
            json.Read();
            Error = json.TokenType == JsonTokenType.StartObject ? Walk(ref json, members, ref _values) : NotAnObject(ref json);
            if (Error is not null) return;

            // Anything but white space after the object makes the reader throw.
            _end = (int)json.TokenStartIndex;
            json.Read();
        }
        catch (JsonException e)
        {
            Error = JsonErrors.Syntax(utf8Json, e);
        }
    }

    /// <summary>Gets the first thing that was wrong, or <see langword="null"/>.</summary>
    public LifecycleParseError? Error { get; private set; }

    private static LifecycleParseError? Walk(ref Utf8JsonReader json, JsonMembers members, ref Values values)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var member = members.Find(ref json);
            if (member is not null && values[member.Index].Type != JsonTokenType.None) return JsonErrors.Duplicate(ref json);
            json.Read();
            var isNested = json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
            if (!isNested)
            {
                if (member is not null) values[member.Index] = new Value((int)json.TokenStartIndex, json.ValueSpan.Length, json.TokenType, json.ValueIsEscaped);
                continue;
            }

            var error = member is null ? AwsLifecycleParser.Skip(ref json) : TakeNested(ref json, member, ref values);
            if (error is not null) return error;
        }

        return null;
    }

    private static LifecycleParseError? TakeNested(ref Utf8JsonReader json, JsonMember member, ref Values values)
    {
        var start = (int)json.TokenStartIndex;
        var type = json.TokenType;
        values[member.Index] = new Value(start, length: 1, type, isEscaped: false);
        if (member.Inner is { } inner && type == JsonTokenType.StartObject) return Walk(ref json, inner, ref values);
        var error = AwsLifecycleParser.Skip(ref json);
        values[member.Index] = new Value(start, (int)json.BytesConsumed - start, type, isEscaped: false);
        return error;
    }

    private static LifecycleParseError NotAnObject(ref Utf8JsonReader json)
    {
        var error = JsonErrors.NotAnObject(ref json);

        // The rest is walked because a broken value is a syntax error first.
        if (AwsLifecycleParser.Skip(ref json) is { } tooDeep) return tooDeep;
        json.Read();
        return error;
    }

    /// <summary>Where a value stands.</summary>
    /// <param name="start">The place of its first byte.</param>
    /// <param name="length">Its length in bytes; of a string without the quotes.</param>
    /// <param name="type">What it is; the default value for a member that is not there.</param>
    /// <param name="isEscaped">Whether a string has escapes.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly struct Value(int start, int length, JsonTokenType type, bool isEscaped)
    {
        public int Start { get; } = start;

        public int Length { get; } = length;

        public JsonTokenType Type { get; } = type;

        public bool IsEscaped { get; } = isEscaped;
    }

    [InlineArray(JsonMembers.MaxCount)]
    private struct Values
    {
        private Value _first;
    }
}
