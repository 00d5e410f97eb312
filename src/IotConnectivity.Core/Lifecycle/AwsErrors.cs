using System.Text.Json;

namespace IotConnectivity.Lifecycle;

/// <summary>The errors of the AWS dialect, in words.</summary>
internal static class AwsErrors
{
    public const string EventTypes = "`connected`, `disconnected`, `connect_failed`, `subscribed`, `unsubscribed` or `heartbeat`";

    public static LifecycleParseError WrongType(ref Utf8JsonReader json, string name, string expected) =>
        new(LifecycleErrorCode.WrongType, json.TokenStartIndex, json.ValueSpan, $"member `{name}` is {JsonErrors.Kind(json.TokenType)}", expected);

    public static LifecycleParseError OutOfRange(ref Utf8JsonReader json, string name, long max) =>
        new(LifecycleErrorCode.OutOfRange, json.TokenStartIndex, json.ValueSpan, $"member `{name}` is", $"0 to {max}");

    public static LifecycleParseError InvalidText(ref Utf8JsonReader json, string name) =>
        new(LifecycleErrorCode.InvalidText, json.TokenStartIndex, json.ValueSpan, $"member `{name}` is not valid Unicode:", "UTF-8");

    public static LifecycleParseError TextTooLong(ref Utf8JsonReader json, string name) =>
        new(LifecycleErrorCode.InvalidText, json.TokenStartIndex, json.ValueSpan, $"member `{name}` is too long:", $"at most {LifecycleLimits.MaxTextBytes} bytes");

    public static LifecycleParseError InvalidClientId(ref Utf8JsonReader json) =>
        new(LifecycleErrorCode.InvalidClientId, json.TokenStartIndex, json.ValueSpan, Refused(ref json, "clientId", "is not a client id:"), $"1 to {LifecycleLimits.MaxClientIdBytes} bytes without U+0000");

    public static LifecycleParseError UnknownEventType(ref Utf8JsonReader json) =>
        new(LifecycleErrorCode.UnknownEventType, json.TokenStartIndex, json.ValueSpan, Refused(ref json, "eventType", "is"), EventTypes);

    public static LifecycleParseError InvalidAddress(ref Utf8JsonReader json, string name) =>
        new(LifecycleErrorCode.InvalidAddress, json.TokenStartIndex, json.ValueSpan, Refused(ref json, name, "is"), "an IPv4 or IPv6 address");

    private static string Refused(ref Utf8JsonReader json, string name, string verb) =>
        json.ValueSpan.IsEmpty ? $"member `{name}` is empty" : $"member `{name}` {verb}";
}
