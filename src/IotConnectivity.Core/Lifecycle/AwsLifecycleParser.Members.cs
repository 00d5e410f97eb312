using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace IotConnectivity.Lifecycle;

/// <content>Reads the value of each member.</content>
public sealed partial class AwsLifecycleParser
{
    private LifecycleParseError? ReadMember(ref Utf8JsonReader json, AwsMember member, ref Draft draft) => member switch
    {
        AwsMember.Other => Skip(ref json),
        AwsMember.ClientId => ReadClientId(ref json, ref draft),
        AwsMember.Timestamp => ReadTimestamp(ref json, ref draft),
        AwsMember.EventType => ReadEventType(ref json, ref draft),
        AwsMember.SessionIdentifier => ReadSessionIdentifier(ref json, ref draft),
        AwsMember.PrincipalIdentifier => ReadsPrincipal ? ReadText(ref json, "principalIdentifier", ref draft.Principal) : Skip(ref json),
        AwsMember.IpAddress => ReadAddress(ref json, "ipAddress", ref draft.IpAddress),
        AwsMember.VersionNumber => ReadNumber(ref json, "versionNumber", long.MaxValue, ref draft.Number),
        AwsMember.ClientInitiatedDisconnect => ReadFlag(ref json, "clientInitiatedDisconnect", ref draft.ClientInitiated),
        AwsMember.DisconnectReason => ReadReason(ref json, ref draft),
        AwsMember.ConnectFailureReason => ReadText(ref json, "connectFailureReason", ref draft.ConnectFailureReason),
        AwsMember.KeepAliveDuration => ReadNumber(ref json, "keepAliveDuration", ushort.MaxValue, ref draft.KeepAliveSeconds),
        AwsMember.CleanSession => ReadFlag(ref json, "cleanSession", ref draft.CleanSession),
        AwsMember.SessionExpiry => ReadNumber(ref json, "sessionExpiry", uint.MaxValue, ref draft.SessionExpirySeconds),
        AwsMember.SourceIp => ReadAddress(ref json, "sourceIp", ref draft.SourceIp),
        AwsMember.SourcePort => ReadNumber(ref json, "sourcePort", ushort.MaxValue, ref draft.SourcePort),
        AwsMember.TargetIp => ReadAddress(ref json, "targetIp", ref draft.TargetIp),
        AwsMember.TargetPort => ReadNumber(ref json, "targetPort", ushort.MaxValue, ref draft.TargetPort),
        _ => ReadText(ref json, "vpcEndpointId", ref draft.VpcEndpointId),
    };

    internal static LifecycleParseError? Skip(ref Utf8JsonReader json)
    {
        if (json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return null;
        var depth = json.CurrentDepth;
        do
        {
            // The depth of a start token is that of its parent.
            if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && json.CurrentDepth >= LifecycleLimits.MaxDepth)
                return JsonErrors.TooDeep(ref json);
        }
        while (json.Read() && json.CurrentDepth > depth);
        return null;
    }

    private LifecycleParseError? ReadClientId(ref Utf8JsonReader json, ref Draft draft)
    {
        if (json.TokenType != JsonTokenType.String) return AwsErrors.WrongType(ref json, "clientId", "a string");
        if (!TryGetUtf8(ref json, out var utf8)) return AwsErrors.InvalidText(ref json, "clientId");
        if (utf8.Length is 0 or > LifecycleLimits.MaxClientIdBytes || utf8.Contains((byte)0)) return AwsErrors.InvalidClientId(ref json);

        Span<char> buffer = stackalloc char[LifecycleLimits.MaxClientIdBytes];
        if (Utf8.ToUtf16(utf8, buffer, out _, out var length, replaceInvalidSequences: false) != OperationStatus.Done)
            return AwsErrors.InvalidText(ref json, "clientId");

        ReadOnlySpan<char> clientId = buffer[..length];
        draft.ClientId = ResolveClientId?.Invoke(clientId) ?? clientId.ToString();
        return null;
    }

    private static LifecycleParseError? ReadTimestamp(ref Utf8JsonReader json, ref Draft draft)
    {
        long? timestamp = null;
        var error = ReadNumber(ref json, "timestamp", LifecycleLimits.MaxTimestampMs, ref timestamp);
        if (timestamp is { } value) draft.TimestampMs = value;
        else error ??= AwsErrors.WrongType(ref json, "timestamp", "an integer");
        return error;
    }

    private static LifecycleParseError? ReadEventType(ref Utf8JsonReader json, ref Draft draft)
    {
        if (json.TokenType != JsonTokenType.String) return AwsErrors.WrongType(ref json, "eventType", "a string");
        return TryGetUtf8(ref json, out var utf8) && AwsMemberNames.TryFindEventType(utf8, out draft.Kind) ? null : AwsErrors.UnknownEventType(ref json);
    }

    private static LifecycleParseError? ReadSessionIdentifier(ref Utf8JsonReader json, ref Draft draft)
    {
        if (!json.ValueIsEscaped && json.TokenType == JsonTokenType.String && ConnectionKey.TryPack(json.ValueSpan, out draft.Connection)) return null;
        string? text = null;
        var error = ReadText(ref json, "sessionIdentifier", ref text);
        draft.Connection = ConnectionKey.Create(text);
        return error;
    }

    private static LifecycleParseError? ReadReason(ref Utf8JsonReader json, ref Draft draft)
    {
        if (json.TokenType == JsonTokenType.String && DisconnectReasonText.TryParse(json.ValueSpan, out draft.Reason))
        {
            draft.RawReason = draft.Reason.ToWireText();
            return null;
        }

        var error = ReadText(ref json, "disconnectReason", ref draft.RawReason);
        _ = DisconnectReasonText.TryParse(draft.RawReason, out draft.Reason);
        return error;
    }

    private static LifecycleParseError? ReadAddress(ref Utf8JsonReader json, string name, ref PeerAddress address)
    {
        if (json.TokenType == JsonTokenType.Null) return null;
        if (json.TokenType != JsonTokenType.String) return AwsErrors.WrongType(ref json, name, "a string");
        return TryGetUtf8(ref json, out var utf8) && PeerAddress.TryParse(utf8, out address) ? null : AwsErrors.InvalidAddress(ref json, name);
    }

    private static LifecycleParseError? ReadNumber(ref Utf8JsonReader json, string name, long max, ref long? number)
    {
        if (json.TokenType == JsonTokenType.Null) return null;
        if (json.TokenType != JsonTokenType.Number) return AwsErrors.WrongType(ref json, name, "an integer");
        if (json.TryGetInt64(out var value))
        {
            number = value;
            return value >= 0 && value <= max ? null : AwsErrors.OutOfRange(ref json, name, max);
        }

        // Not a long: a fraction or an exponent, or too many digits.
        return json.ValueSpan.ContainsAny(".eE"u8) ? AwsErrors.WrongType(ref json, name, "an integer") : AwsErrors.OutOfRange(ref json, name, max);
    }

    private static LifecycleParseError? ReadFlag(ref Utf8JsonReader json, string name, ref bool? flag)
    {
        if (json.TokenType == JsonTokenType.Null) return null;
        if (json.TokenType is not (JsonTokenType.True or JsonTokenType.False)) return AwsErrors.WrongType(ref json, name, "`true` or `false`");
        flag = json.TokenType == JsonTokenType.True;
        return null;
    }

    // An empty text says as little as none.
    private static LifecycleParseError? ReadText(ref Utf8JsonReader json, string name, ref string? text)
    {
        if (json.TokenType == JsonTokenType.Null) return null;
        if (json.TokenType != JsonTokenType.String) return AwsErrors.WrongType(ref json, name, "a string");
        if (!TryGetUtf8(ref json, out var utf8) || !Utf8.IsValid(utf8)) return AwsErrors.InvalidText(ref json, name);
        if (utf8.Length > LifecycleLimits.MaxTextBytes) return AwsErrors.TextTooLong(ref json, name);
        if (utf8.Length > 0) text = Encoding.UTF8.GetString(utf8);
        return null;
    }

    // The bytes of a string without its escapes; false for half a surrogate pair. Bytes that are not UTF-8 may remain in a text without escapes.
    private static bool TryGetUtf8(ref Utf8JsonReader json, out ReadOnlySpan<byte> utf8)
    {
        utf8 = json.ValueSpan;
        if (!json.ValueIsEscaped) return true;
        var unescaped = new byte[utf8.Length];
        try
        {
            utf8 = unescaped.AsSpan(0, json.CopyString(unescaped));
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
