using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace IotConnectivity.Lifecycle;

/// <content>Reads the values.</content>
internal ref partial struct JsonEvent
{
    /// <summary>Says whether a member is there and not <c>null</c>.</summary>
    public readonly bool Has(JsonMember member) => _values[member.Index].Type is not (JsonTokenType.None or JsonTokenType.Null);

    /// <summary>Says whether a member is a JSON array or object.</summary>
    public readonly bool IsNested(JsonMember member) => _values[member.Index].Type is JsonTokenType.StartArray or JsonTokenType.StartObject;

    /// <summary>Gets the JSON of a value.</summary>
    public readonly ReadOnlySpan<byte> Raw(JsonMember member) => _json.Slice(_values[member.Index].Start, _values[member.Index].Length);

    /// <summary>Gets a text without its escapes; empty if there is none.</summary>
    public ReadOnlySpan<byte> Text(JsonMember member)
    {
        var value = _values[member.Index];
        if (value.Type is JsonTokenType.None or JsonTokenType.Null) return default;
        if (value.Type != JsonTokenType.String)
        {
            WrongType(member, "a string");
            return default;
        }

        var utf8 = Span(value);
        return value.IsEscaped ? Unescape(member) : utf8;
    }

    /// <summary>Gets a text of limited length; <see langword="null"/> for an empty one, which says as little as none.</summary>
    public string? String(JsonMember member)
    {
        var utf8 = Text(member);
        if (utf8.IsEmpty) return null;
        if (utf8.Length > LifecycleLimits.MaxTextBytes)
        {
            Refuse(member, LifecycleErrorCode.InvalidText, "is too long:", $"at most {LifecycleLimits.MaxTextBytes} bytes");
            return null;
        }

        if (Utf8.IsValid(utf8)) return Encoding.UTF8.GetString(utf8);
        InvalidText(member);
        return null;
    }

    /// <summary>Gets the client id, which every event needs.</summary>
    public string ClientId(JsonMember member, ClientIdResolver? resolve)
    {
        if (_values[member.Index].Type == JsonTokenType.None)
        {
            Missing(member, "a client id");
            return string.Empty;
        }

        if (_values[member.Index].Type == JsonTokenType.Null) WrongType(member, "a string");
        var utf8 = Text(member);
        if (Error is not null) return string.Empty;
        switch (ClientIdText.TryDecode(utf8, resolve, out var clientId))
        {
            case LifecycleErrorCode.InvalidClientId:
                Refuse(member, LifecycleErrorCode.InvalidClientId, "is not a client id:", ClientIdText.Expected);
                break;
            case LifecycleErrorCode.InvalidText:
                InvalidText(member);
                break;
        }

        return clientId;
    }

    /// <summary>Gets an integer from 0 on, also from a string of digits, which templates make of numbers.</summary>
    public long? Number(JsonMember member, long max)
    {
        var value = _values[member.Index];
        if (value.Type is JsonTokenType.None or JsonTokenType.Null) return null;
        if (value.Type is JsonTokenType.Number or JsonTokenType.String && Utf8Parser.TryParse(Span(value), out long number, out var read) && read == value.Length)
        {
            if (number >= 0 && number <= max) return number;
            Refuse(member, LifecycleErrorCode.OutOfRange, "is", $"0 to {max}");
            return null;
        }

        if (value.Type == JsonTokenType.Number && !Span(value).ContainsAny(".eE"u8)) Refuse(member, LifecycleErrorCode.OutOfRange, "is", $"0 to {max}");
        else WrongType(member, "an integer");
        return null;
    }

    /// <summary>Gets a time in milliseconds since 1970.</summary>
    public long? Time(JsonMember member) => Number(member, LifecycleLimits.MaxTimestampMs);

    /// <summary>Gets a time that is written as in ISO 8601, in milliseconds since 1970.</summary>
    public long? IsoTime(JsonMember member)
    {
        var utf8 = Text(member);
        if (utf8.IsEmpty) return null;
        if (IsoTimeText.TryParse(utf8, out var ms)) return ms;
        Refuse(member, LifecycleErrorCode.OutOfRange, "is", "a time such as `2026-01-05T09:00:12.004Z`");
        return null;
    }

    /// <summary>Gets a time of either form.</summary>
    public long? TimeOrIso(JsonMember member) => _values[member.Index].Type == JsonTokenType.String ? IsoTime(member) : Time(member);

    /// <summary>Gets a flag, also from the texts that templates make of flags.</summary>
    public bool? Flag(JsonMember member)
    {
        var value = _values[member.Index];
        switch (value.Type)
        {
            case JsonTokenType.None or JsonTokenType.Null:
                return null;
            case JsonTokenType.True or JsonTokenType.False:
                return value.Type == JsonTokenType.True;
            case JsonTokenType.String when Span(value).SequenceEqual("true"u8):
                return true;
            case JsonTokenType.String when Span(value).SequenceEqual("false"u8):
                return false;
            case JsonTokenType.Number when Span(value) is [(byte)'0' or (byte)'1']:
                return Span(value)[0] == '1';
            default:
                WrongType(member, "`true` or `false`");
                return null;
        }
    }

    /// <summary>Gets an address.</summary>
    public PeerAddress Address(JsonMember member)
    {
        var utf8 = Text(member);
        if (PeerAddress.TryParse(utf8, out var address) || IsNothing(utf8)) return address;
        Refuse(member, LifecycleErrorCode.InvalidAddress, "is", "an IPv4 or IPv6 address");
        return default;
    }

    /// <summary>Gets an address with a port, such as <c>198.51.100.24:52123</c>.</summary>
    public PeerEndpoint Endpoint(JsonMember member)
    {
        var utf8 = Text(member);
        if (PeerEndpoint.TryParse(utf8, out var endpoint) || IsNothing(utf8)) return endpoint;
        Refuse(member, LifecycleErrorCode.InvalidAddress, "is", "an address and a port");
        return default;
    }

    /// <summary>Gets a key of a connection.</summary>
    public ConnectionKey Key(JsonMember member)
    {
        var utf8 = Text(member);
        return ConnectionKey.TryPack(utf8, out var key) ? key : ConnectionKey.Create(String(member));
    }

    /// <summary>Gets who the client authenticated as; brokers of Erlang and C write <c>undefined</c> for nobody.</summary>
    public string? Principal(JsonMember member) => IsNothing(Text(member)) ? null : String(member);

    /// <summary>Gets why a connection ended, or was refused.</summary>
    public Reason Reason(JsonMember member, ReasonTable table)
    {
        var utf8 = Text(member);
        if (table.TryFind(utf8, out var reason)) return reason;
        if (Utf8.IsValid(utf8)) return table.Find(utf8);
        InvalidText(member);
        return default;
    }

    // What Erlang prints for a value that is not there.
    private static bool IsNothing(ReadOnlySpan<byte> utf8) => utf8.IsEmpty || utf8.SequenceEqual("undefined"u8);

    private readonly ReadOnlySpan<byte> Span(Value value) =>
        _json.Slice(value.Type == JsonTokenType.String ? value.Start + 1 : value.Start, value.Length);

    private ReadOnlySpan<byte> Unescape(JsonMember member)
    {
        var json = new Utf8JsonReader(_json[_values[member.Index].Start..]);
        json.Read();
        var unescaped = new byte[_values[member.Index].Length];
        try
        {
            return unescaped.AsSpan(0, json.CopyString(unescaped));
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            InvalidText(member);
            return default;
        }
    }
}
