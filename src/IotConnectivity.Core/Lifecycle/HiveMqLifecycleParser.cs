namespace IotConnectivity.Lifecycle;

/// <summary>Reads what HiveMQ says of its clients: the lines of its <c>event.log</c>, and the presence messages of an extension, in JSON.</summary>
/// <remarks>
/// <para>Log: nothing in a line says which connection it speaks of, so the stamps decide, and of lines of one client with the same stamp the order. Hand the lines of one log to one
/// instance, in their order. Stamps are local time of the broker with a resolution of a millisecond (see <see cref="UtcOffset"/>); an hour that comes twice is not told apart. The log
/// uses one form for connections that the broker has closed and for clients that it has refused: words that are not known to belong to accepted connections count as a refusal, unless a
/// connect of that client from the same address was read before. The expiry of a session is passed over.</para>
/// <para>Presence messages, on <c>presence/connected/CLIENT</c> and <c>presence/disconnected/CLIENT</c>: <c>kind</c> (<c>Connected</c>, <c>Disconnected</c>, <c>ConnectRejected</c>; or
/// the topic), <c>clientId</c>, <c>occurredAt</c> (milliseconds since 1970, or ISO 8601), <c>reason</c> (AWS's text or a code of HiveMQ's SDK), <c>reasonRaw</c>, <c>sequence</c> or
/// <c>connectionKey</c>, which tell connections apart, <c>brokerNode</c>, <c>brokerEpoch</c>, <c>principal</c>, <c>keepAliveSeconds</c>, <c>cleanSession</c>,
/// <c>sessionExpirySeconds</c>, <c>sourceIp</c>, <c>sourcePort</c>, <c>targetIp</c>, <c>targetPort</c>.</para>
/// <para>What HiveMQ's log cannot tell: the order of events of different nodes, the port of a client, and why an unknown text closed a connection beyond that the broker did it. A node
/// that is killed says nothing. Any thread may use one instance. Source: HiveMQ CE 2026.5 and extension SDK 4.53.</para>
/// </remarks>
public sealed class HiveMqLifecycleParser : LifecycleParser
{
    private readonly Lock _lock = new();
    private readonly HiveMqPresence _presence = new();
    private readonly HiveMqLog _log;

    /// <summary>Starts without any connection.</summary>
    public HiveMqLifecycleParser() => _log = new HiveMqLog(_presence.Nameless);

    /// <summary>Gets how far the local time of the broker's log is ahead of UTC.</summary>
    /// <value>The default is zero.</value>
    public TimeSpan UtcOffset { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> TopicFilters => ["presence/connected/#", "presence/disconnected/#"];

    /// <inheritdoc/>
    public override bool TryParse(
        ReadOnlySpan<char> topic,
        ReadOnlySpan<byte> payload,
        long receivedAtMs,
        out LifecycleEvent lifecycleEvent,
        out LifecycleParseError? error)
    {
        if (!topic.IsEmpty || payload.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..])
            return _presence.TryParse(this, topic, payload, receivedAtMs, out lifecycleEvent, out error);
        if (payload.Length > LifecycleLimits.MaxEventBytes)
        {
            lifecycleEvent = default;
            error = JsonErrors.TooLong();
            return false;
        }

        lock (_lock)
        {
            return _log.TryParse(payload, UtcOffset, ResolveClientId, receivedAtMs, out lifecycleEvent, out error);
        }
    }
}
