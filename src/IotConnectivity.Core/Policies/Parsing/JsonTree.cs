using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace IotConnectivity.Policies.Parsing;

/// <summary>Turns JSON text into <see cref="JsonValue"/>s; refuses duplicate members, deep nesting and long texts.</summary>
internal ref struct JsonTree
{
    private readonly ReadOnlySpan<byte> _utf8;
    private readonly Refusal _refusal;
    private Utf8JsonReader _reader;
    private JsonValue? _open;

    private JsonTree(ReadOnlySpan<byte> utf8, Refusal refusal)
    {
        _utf8 = utf8;
        _refusal = refusal;
        // One level more than we take, so that it is we who refuse the depth and not the reader.
        _reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = PolicyLimits.MaxDepth + 1 });
    }

    internal static bool TryRead(ReadOnlySpan<byte> utf8, Refusal refusal, [NotNullWhen(true)] out JsonValue? root)
    {
        var tree = new JsonTree(utf8, refusal);
        return tree.TryReadRoot(out root);
    }

    private bool TryReadRoot([NotNullWhen(true)] out JsonValue? root)
    {
        root = null;
        try
        {
            _reader.Read();
            // The second read makes the reader look for anything after the value.
            return TryReadValue(new Place(null, null, 0), 0, out root) && !_reader.Read();
        }
        catch (JsonException exception)
        {
            root = null;
            return RefuseSyntax(exception);
        }
    }

    private bool TryReadValue(Place place, int depth, [NotNullWhen(true)] out JsonValue? value)
    {
        var offset = (int)_reader.TokenStartIndex;
        value = null;
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                value = new JsonValue(JsonKind.Object, offset, place);
                return TryEnter(value, depth) && TryReadMembers(value, depth + 1);
            case JsonTokenType.StartArray:
                value = new JsonValue(JsonKind.List, offset, place);
                return TryEnter(value, depth) && TryReadItems(value, depth + 1);
            case JsonTokenType.String:
                if (!TryReadText(out var text)) return false;
                value = new JsonValue(JsonKind.Text, offset, place) { Text = text };
                return true;
            case JsonTokenType.Null:
                value = new JsonValue(JsonKind.Null, offset, place);
                return true;
            default:
                var kind = _reader.TokenType == JsonTokenType.Number ? JsonKind.Number : JsonKind.Boolean;
                value = new JsonValue(kind, offset, place) { Text = Encoding.UTF8.GetString(_reader.ValueSpan) };
                return true;
        }
    }

    private bool TryEnter(JsonValue value, int depth)
    {
        _open = value;
        return depth < PolicyLimits.MaxDepth || _refusal.Because(
            PolicyErrorCode.TooLarge,
            OpenPath(),
            value.Offset,
            $"too many nested objects and lists at offset {value.Offset}, expected at most {PolicyLimits.MaxDepth}");
    }

    private bool TryReadMembers(JsonValue owner, int depth)
    {
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var offset = (int)_reader.TokenStartIndex;
            if (!TryReadText(out var name)) return false;
            _reader.Read();
            if (!TryReadValue(new Place(owner, name, 0), depth, out var value)) return false;
            _open = owner;
            if (owner.Members.TryAdd(name, value)) continue;
            return _refusal.Because(
                PolicyErrorCode.DuplicateMember,
                value.Path,
                offset,
                $"duplicate member {PolicyError.Quote(name)} at `{owner.Path}`, expected every name once");
        }

        return true;
    }

    private bool TryReadItems(JsonValue owner, int depth)
    {
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            if (!TryReadValue(new Place(owner, null, owner.Items.Count), depth, out var value)) return false;
            _open = owner;
            owner.Items.Add(value);
        }

        return true;
    }

    private readonly bool TryReadText(out string text)
    {
        text = string.Empty;
        var raw = _reader.ValueSpan;
        var offset = (int)_reader.TokenStartIndex;
        if (_reader.ValueIsEscaped && !PolicyCharacters.CheckEscapes(raw, offset, OpenPath(), _refusal)) return false;
        text = _reader.GetString() ?? string.Empty;
        return text.Length <= PolicyLimits.MaxTextLength || _refusal.Because(
            PolicyErrorCode.TooLarge,
            OpenPath(),
            offset,
            $"a text at `{OpenPath()}` has {text.Length} characters, expected at most {PolicyLimits.MaxTextLength}");
    }

    private readonly bool RefuseSyntax(JsonException exception)
    {
        var offset = OffsetOf(exception);
        var found = offset < _utf8.Length ? PolicyError.Quote(((char)_utf8[offset]).ToString()) : "end of text";
        return _refusal.Because(PolicyErrorCode.InvalidJson, OpenPath(), offset, $"unexpected {found} at offset {offset}, expected JSON");
    }

    private readonly int OffsetOf(JsonException exception)
    {
        var start = 0;
        for (var line = exception.LineNumber ?? 0; line > 0; line--) start += _utf8[start..].IndexOf((byte)'\n') + 1;
        return Math.Min(start + (int)(exception.BytePositionInLine ?? 0), _utf8.Length);
    }

    // The innermost object or list that is being read.
    private readonly string OpenPath() => _open?.Path ?? "$";
}
