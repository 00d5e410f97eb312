using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace IotConnectivity.Lifecycle;

/// <summary>Reads one AWS IoT Core lifecycle event, a JSON object, with the additions that this library makes to it.</summary>
/// <remarks>
/// <para>Lenient on members it does not know, which are skipped, and on optional members that are missing or <c>null</c>. Exact on the members it
/// reads: a wrong type, a number out of range, a text that is no UTF-8 and a member that stands there twice are errors. Every event needs
/// <c>clientId</c>, <c>timestamp</c> (integer, milliseconds since 1970-01-01T00:00Z) and <c>eventType</c>.</para>
/// <para>The additions to AWS's members: <c>keepAliveDuration</c>, <c>cleanSession</c>, <c>sessionExpiry</c>, <c>sourceIp</c>,
/// <c>sourcePort</c>, <c>targetIp</c>, <c>targetPort</c>, <c>vpcEndpointId</c>, and the event type <c>heartbeat</c>. <c>sourceIp</c> and
/// <c>ipAddress</c> mean the same; where both are given, <c>sourceIp</c> counts.</para>
/// <para>An end without <c>disconnectReason</c> (captures older than that member) has reason <see cref="DisconnectReason.Unknown"/>, unless
/// <c>clientInitiatedDisconnect</c> is <c>true</c>, which states the reason as well. A reason text that is none of AWS's keeps its words in
/// <see cref="LifecycleEvent.RawReason"/>.</para>
/// <para>Any thread may use one instance; it holds no state between calls. The time is linear in the length of the input. Nothing is allocated but
/// the texts that a resolver or a table does not already have. Source: AWS IoT Developer Guide, "Lifecycle events".</para>
/// </remarks>
public sealed partial class AwsLifecycleParser : LifecycleParser
{
    // One level more than the limit, so that the limit is ours to report.
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = LifecycleLimits.MaxDepth + 1 };

    /// <summary>Gets the source that the events are said to come from.</summary>
    /// <value>The default is <see cref="LifecycleSource.Aws"/>.</value>
    public LifecycleSource Source { get; init; } = LifecycleSource.Aws;

    /// <inheritdoc/>
    /// <value>Connects, disconnects and refused connections, but no subscriptions.</value>
    public override IReadOnlyList<string> TopicFilters => ["$aws/events/presence/#"];

    /// <summary>Reads one event.</summary>
    /// <param name="utf8Json">One JSON object, with white space around it at most; no byte order mark.</param>
    /// <param name="lifecycleEvent">The event, or the default value.</param>
    /// <param name="error">What is wrong, or <see langword="null"/>.</param>
    /// <returns>Whether the event could be read.</returns>
    public bool TryParse(ReadOnlySpan<byte> utf8Json, out LifecycleEvent lifecycleEvent, [NotNullWhen(false)] out LifecycleParseError? error)
    {
        if (utf8Json.Length > LifecycleLimits.MaxEventBytes)
        {
            lifecycleEvent = default;
            error = JsonErrors.TooLong();
            return false;
        }

        var json = new Utf8JsonReader(utf8Json, ReaderOptions);
        var draft = default(Draft);
        try
        {
            error = ReadObject(ref json, ref draft);
        }
        catch (JsonException e)
        {
            error = JsonErrors.Syntax(utf8Json, e);
        }

        lifecycleEvent = error is null ? draft.ToEvent(Source) : default;
        return error is null;
    }

    /// <inheritdoc/>
    /// <remarks>The topic says nothing that the payload does not say, and the event has a time of its own.</remarks>
    public override bool TryParse(
        ReadOnlySpan<char> topic,
        ReadOnlySpan<byte> payload,
        long receivedAtMs,
        out LifecycleEvent lifecycleEvent,
        [NotNullWhen(false)] out LifecycleParseError? error) => TryParse(payload, out lifecycleEvent, out error);

    private LifecycleParseError? ReadObject(ref Utf8JsonReader json, ref Draft draft)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) return NotAnObject(ref json);

        uint seen = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var member = FindMember(ref json);
            var bit = 1u << (int)member;
            if (member != AwsMember.Other && (seen & bit) != 0) return JsonErrors.Duplicate(ref json);
            seen |= bit;
            json.Read();
            var error = ReadMember(ref json, member, ref draft);
            if (error is not null) return error;
        }

        // Anything but white space after the object makes the reader throw.
        var end = json.TokenStartIndex;
        json.Read();
        return Missing(seen, end);
    }

    private static LifecycleParseError NotAnObject(ref Utf8JsonReader json)
    {
        var error = JsonErrors.NotAnObject(ref json);

        // The rest is walked because a broken value is a syntax error first.
        if (Skip(ref json) is { } tooDeep) return tooDeep;
        json.Read();
        return error;
    }

    private static AwsMember FindMember(ref Utf8JsonReader json)
    {
        if (!json.ValueIsEscaped) return AwsMemberNames.Find(json.ValueSpan);

        // An escape of one character takes at most six bytes.
        if (json.ValueSpan.Length > AwsMemberNames.MaxLength * 6) return AwsMember.Other;
        Span<byte> name = stackalloc byte[AwsMemberNames.MaxLength * 6];
        try
        {
            return AwsMemberNames.Find(name[..json.CopyString(name)]);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: not a name that we know.
            return AwsMember.Other;
        }
    }

    private static LifecycleParseError? Missing(uint seen, long offset)
    {
        if ((seen & (1u << (int)AwsMember.ClientId)) == 0) return JsonErrors.Missing("clientId", offset, "a client id");
        if ((seen & (1u << (int)AwsMember.Timestamp)) == 0) return JsonErrors.Missing("timestamp", offset, "milliseconds since 1970");
        if ((seen & (1u << (int)AwsMember.EventType)) == 0) return JsonErrors.Missing("eventType", offset, AwsErrors.EventTypes);
        return null;
    }
}
