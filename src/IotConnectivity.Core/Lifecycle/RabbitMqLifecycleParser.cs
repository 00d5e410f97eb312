using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace IotConnectivity.Lifecycle;

/// <summary>Reads what RabbitMQ's event exchange says of the connections of its MQTT plug-in: the headers of a message, or a JSON object of them.</summary>
/// <remarks>
/// <para>Read are <c>connection.created</c> and <c>connection.closed</c> of MQTT and Web MQTT; what has another routing key or protocol is passed over. A connection is known by the
/// process that served it (<c>pid</c>), so that it does not matter that at a takeover the new connection is told of before the end of the old one. Each <c>node</c> is a source of its
/// own, and the creation in the process is its epoch, which grows when the node is started again. Times have a resolution of a millisecond.</para>
/// <para>Up to 3.11 an end names the process only. The instance remembers whose it was, for up to <see cref="MaxOpenConnections"/>; the end of a connection that it has not seen
/// begin is passed over. From 3.12 on the end names the client.</para>
/// <para>What RabbitMQ cannot tell: why a connection ended. The reason is always absent; a keep-alive that ran out shows in the broker's log only, and a takeover as the end of an
/// earlier connection. A refused client is named by its user only (<c>user.authentication.failure</c>), so it is passed over. A node that dies says nothing.</para>
/// <para>Any thread may use one instance. Source: RabbitMQ documentation, "Event Exchange"; versions 3.10 to 4.3.</para>
/// </remarks>
public sealed class RabbitMqLifecycleParser : LifecycleParser
{
    private readonly LifecycleSources _sources = new(static node => new LifecycleSource("rabbitmq") { Node = node });
    private readonly RabbitMqClients _clients;
    private readonly int _maxOpenConnections = 1_000_000;

    /// <summary>Starts without any connection.</summary>
    public RabbitMqLifecycleParser() => _clients = new RabbitMqClients(_maxOpenConnections);

    /// <summary>Gets how many open connections are remembered.</summary>
    /// <value>At least 1; the default is 1 000 000.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxOpenConnections
    {
        get => _maxOpenConnections;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _maxOpenConnections = value;
            _clients = new RabbitMqClients(value);
        }
    }

    /// <inheritdoc/>
    /// <remarks>The topic is the routing key; if it is empty, the member <c>routing_key</c> counts.</remarks>
    public override bool TryParse(
        ReadOnlySpan<char> topic,
        ReadOnlySpan<byte> payload,
        long receivedAtMs,
        out LifecycleEvent lifecycleEvent,
        out LifecycleParseError? error)
    {
        var json = new JsonEvent(payload, RabbitMqMember.Table);
        if (json.Error is null && KindOf(ref json, topic) is var kind && kind != default) Read(ref json, kind, receivedAtMs, out lifecycleEvent);
        else lifecycleEvent = default;
        error = json.Error;
        if (error is not null) lifecycleEvent = default;
        return lifecycleEvent.Kind != default;
    }

    /// <summary>Reads one message of the event exchange.</summary>
    /// <param name="routingKey">Its routing key, for example <c>connection.created</c>.</param>
    /// <param name="headers">Its headers as RabbitMQ.Client hands them out: texts as byte arrays, numbers, lists and tables.</param>
    /// <param name="receivedAtMs">When it was received, in milliseconds since 1970-01-01T00:00Z; dates what the broker does not date.</param>
    /// <param name="lifecycleEvent">The event, or the default value.</param>
    /// <param name="error">Which header is wrong, or <see langword="null"/>; headers have no place, so its offset is 0.</param>
    /// <returns>Whether the message is an event.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="headers"/> is <see langword="null"/>.</exception>
    public bool TryParse(
        ReadOnlySpan<char> routingKey,
        IDictionary<string, object?> headers,
        long receivedAtMs,
        out LifecycleEvent lifecycleEvent,
        out LifecycleParseError? error)
    {
        ArgumentNullException.ThrowIfNull(headers);
        lifecycleEvent = default;
        error = null;
        var user = ReadsPrincipal ? RabbitMqHeaders.Text(headers, RabbitMqMember.User) : default;
        var fields = new RabbitMqFields
        {
            Kind = RabbitMqFields.KindOf(routingKey),
            Pid = RabbitMqHeaders.Text(headers, RabbitMqMember.Pid),
            Name = RabbitMqHeaders.Text(headers, RabbitMqMember.Name),
            Protocol = RabbitMqHeaders.Text(headers, RabbitMqMember.Protocol),
            Node = RabbitMqHeaders.Text(headers, RabbitMqMember.Node),
            User = user.IsEmpty || user.Length > LifecycleLimits.MaxTextBytes || !Utf8.IsValid(user) ? null : Encoding.UTF8.GetString(user),
            KeepAliveSeconds = RabbitMqHeaders.Number(headers, RabbitMqMember.Timeout, ushort.MaxValue),
            ConnectedAtMs = RabbitMqHeaders.Number(headers, RabbitMqMember.ConnectedAt, LifecycleLimits.MaxTimestampMs),
            TimestampMs = RabbitMqHeaders.Number(headers, RabbitMqMember.Timestamp, LifecycleLimits.MaxTimestampMs),
        };
        if (fields.Kind == default || !fields.IsMqtt) return false;
        fields.ClientId = RabbitMqHeaders.ClientId(headers);
        if (fields.ClientId.IsEmpty) fields.IsOfMap = RabbitMqFields.TryFindInMap(RabbitMqHeaders.Text(headers, RabbitMqMember.VariableMap), out fields.ClientId);
        if (Make(ref fields, receivedAtMs, out lifecycleEvent) is var (member, code, expected))
            error = new LifecycleParseError(code, 0, default, $"header `{member.Name}` is missing or cannot be read", expected);
        return lifecycleEvent.Kind != default;
    }

    /// <summary>Gets which node sent a message of the event exchange, and in which of its lifetimes; every event of a connection tells that, whatever its protocol is.</summary>
    /// <param name="headers">The headers of the message, as for <c>TryParse</c>.</param>
    /// <param name="receivedAtMs">When it was received, in milliseconds since 1970-01-01T00:00Z.</param>
    /// <returns>The node as a source; <see langword="null"/> if the message names no node, or no process of a known lifetime.</returns>
    /// <remarks>So a restart is noticed by the first connection of any kind, the reader's own one too, and not only when a device comes back.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="headers"/> is <see langword="null"/>.</exception>
    public LifecycleSource? SourceOf(IDictionary<string, object?> headers, long receivedAtMs)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var node = RabbitMqHeaders.Text(headers, RabbitMqMember.Node);
        if (node.IsEmpty) return null;
        var sentAtMs = RabbitMqHeaders.Number(headers, RabbitMqMember.Timestamp, LifecycleLimits.MaxTimestampMs) ?? receivedAtMs;
        var epoch = RabbitMqProcess.Epoch(RabbitMqHeaders.Text(headers, RabbitMqMember.Pid), sentAtMs);
        return epoch == 0 ? null : _sources.Of(node, epoch, continuesLifetime: !SpeaksForBroker);
    }

    /// <summary>Tells whose a connection is that began before this instance was made, so that its end is understood up to RabbitMQ 3.11 too.</summary>
    /// <param name="connection">The key of the connection, as <see cref="LifecycleEvent.Connection"/> of its connect; an index that was restored still has it.</param>
    /// <param name="clientId">Whose it is.</param>
    /// <remarks>Counts towards <see cref="MaxOpenConnections"/>.</remarks>
    /// <exception cref="ArgumentException"><paramref name="clientId"/> is empty.</exception>
    public void Remember(ConnectionKey connection, string clientId)
    {
        ArgumentException.ThrowIfNullOrEmpty(clientId);
        if (!connection.IsNone) _clients.Add(connection.ToString(), clientId);
    }

    private static LifecycleEventKind KindOf(ref JsonEvent json, ReadOnlySpan<char> routingKey)
    {
        if (!routingKey.IsEmpty) return RabbitMqFields.KindOf(routingKey);
        var key = json.String(RabbitMqMember.RoutingKey);
        if (key is null) json.Missing(RabbitMqMember.RoutingKey, "`connection.created`, `connection.closed` or another routing key");
        return RabbitMqFields.KindOf(key);
    }

    private void Read(ref JsonEvent json, LifecycleEventKind kind, long receivedAtMs, out LifecycleEvent lifecycleEvent)
    {
        lifecycleEvent = default;
        var fields = new RabbitMqFields
        {
            Kind = kind,
            Pid = json.Text(RabbitMqMember.Pid),
            Name = json.Text(RabbitMqMember.Name),
            Protocol = json.IsNested(RabbitMqMember.Protocol) ? json.Raw(RabbitMqMember.Protocol) : json.Text(RabbitMqMember.Protocol),
            Node = json.Text(RabbitMqMember.Node),
            User = ReadsPrincipal ? json.Principal(RabbitMqMember.User) : null,
            KeepAliveSeconds = json.Number(RabbitMqMember.Timeout, ushort.MaxValue),
            ConnectedAtMs = json.Time(RabbitMqMember.ConnectedAt),
            TimestampMs = json.Time(RabbitMqMember.Timestamp),
        };
        if (!fields.IsMqtt) return;
        fields.ClientId = ClientIdOf(ref json);
        if (fields.ClientId.IsEmpty) fields.IsOfMap = RabbitMqFields.TryFindInMap(json.Text(RabbitMqMember.VariableMap), out fields.ClientId);
        if (json.Error is not null || Make(ref fields, receivedAtMs, out lifecycleEvent) is not var (member, code, expected)) return;
        if (json.Has(member)) json.Refuse(member, code, "has no text that can be read:", expected);
        else json.Missing(member, expected);
    }

    private static ReadOnlySpan<byte> ClientIdOf(scoped ref JsonEvent json)
    {
        if (!json.IsNested(RabbitMqMember.ClientProperties))
            return RabbitMqFields.TryFindInProperty(json.Text(RabbitMqMember.ClientProperties), out var one) ? one : default;
        var properties = json.Raw(RabbitMqMember.ClientProperties);
        return RabbitMqFields.TryFindInPlainList(properties, out var plain) ? plain : FindClientId(properties);
    }

    // A list of printed properties, or a table with the client id in a member of its own.
    private static ReadOnlySpan<byte> FindClientId(ReadOnlySpan<byte> properties)
    {
        var json = new Utf8JsonReader(properties);
        var isTable = json.Read() && json.TokenType == JsonTokenType.StartObject;
        while (json.Read())
        {
            if (isTable && json is { CurrentDepth: 1, TokenType: JsonTokenType.PropertyName } && json.ValueTextEquals("client_id"u8))
                return json.Read() && json.TokenType == JsonTokenType.String && TryUnescape(ref json, out var plain) ? plain : default;
            if (!isTable && json is { CurrentDepth: 1, TokenType: JsonTokenType.String } && TryUnescape(ref json, out var text)
                && RabbitMqFields.TryFindInProperty(text, out var clientId)) return clientId;
        }

        return default;
    }

    private static bool TryUnescape(scoped ref Utf8JsonReader json, out ReadOnlySpan<byte> utf8)
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

    private (JsonMember Member, LifecycleErrorCode Code, string Expected)? Make(scoped ref RabbitMqFields fields, long receivedAtMs, out LifecycleEvent lifecycleEvent)
    {
        lifecycleEvent = default;
        if (fields.Pid.Length is 0 or > LifecycleLimits.MaxTextBytes || !Utf8.IsValid(fields.Pid))
            return (RabbitMqMember.Pid, LifecycleErrorCode.MissingMember, "the process of the connection");

        var pid = Encoding.UTF8.GetString(fields.Pid);
        var isEnd = fields.Kind == LifecycleEventKind.Disconnected;
        string? clientId = null;
        if (!fields.ClientId.IsEmpty)
        {
            var code = ClientIdText.TryDecode(fields.ClientId, ResolveClientId, out clientId);
            if (code != default) return (RabbitMqMember.ClientProperties, code, "a client id of " + ClientIdText.Expected);
        }
        else if (!isEnd)
        {
            return (RabbitMqMember.ClientProperties, LifecycleErrorCode.MissingMember, "the client id, here or in `variable_map`");
        }

        if (!isEnd && fields.IsOfMap) _clients.Add(pid, clientId!);
        clientId ??= _clients.Remove(pid);
        if (clientId is null) return null;

        SplitName(fields.Name, out var peer, out var target);
        lifecycleEvent = new LifecycleEvent
        {
            Kind = fields.Kind,
            ClientId = clientId,
            Source = _sources.Of(fields.Node, RabbitMqProcess.Epoch(fields.Pid, fields.TimestampMs ?? receivedAtMs), continuesLifetime: !SpeaksForBroker),
            TimestampMs = (isEnd ? fields.TimestampMs : fields.ConnectedAtMs ?? fields.TimestampMs) ?? receivedAtMs,
            Connection = ConnectionKey.Create(pid),
            ConnectedAtMs = isEnd ? fields.ConnectedAtMs : null,
            KeepAliveSeconds = (int?)fields.KeepAliveSeconds,
            SourceIp = peer.Ip,
            SourcePort = peer.Port,
            TargetIp = target.Ip,
            TargetPort = target.Port,
            Principal = fields.User,
        };
        return null;
    }

    // 198.51.100.24:52123 -> 10.1.0.5:1883
    private static void SplitName(ReadOnlySpan<byte> name, out PeerEndpoint peer, out PeerEndpoint target)
    {
        (peer, target) = (default, default);
        var arrow = name.IndexOf(" -> "u8);
        if (arrow < 0) return;
        _ = PeerEndpoint.TryParse(name[..arrow], out peer);
        _ = PeerEndpoint.TryParse(name[(arrow + 4)..], out target);
    }
}
