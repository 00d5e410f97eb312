namespace IotConnectivity.Lifecycle;

/// <summary>What an event of RabbitMQ's says of a connection, wherever it stood. Texts in UTF-8; empty if missing.</summary>
internal ref struct RabbitMqFields
{
    public LifecycleEventKind Kind;
    public ReadOnlySpan<byte> Pid;
    public ReadOnlySpan<byte> Name;
    public ReadOnlySpan<byte> Protocol;
    public ReadOnlySpan<byte> Node;
    public ReadOnlySpan<byte> ClientId;

    /// <summary>Whether the client id stood in the variable map, as up to 3.11: then the end will not have it.</summary>
    public bool IsOfMap;

    public string? User;
    public long? KeepAliveSeconds;
    public long? ConnectedAtMs;
    public long? TimestampMs;

    private static ReadOnlySpan<byte> Property => "{client_id,longstr,"u8;

    /// <summary>Gets a value indicating whether this is the connection of an MQTT client, as far as is said; all protocols share the exchange.</summary>
    public readonly bool IsMqtt => Protocol.IsEmpty || Protocol.IndexOf("MQTT"u8) >= 0;

    /// <summary>Gets what a routing key says has happened; the default value for everything but connections.</summary>
    public static LifecycleEventKind KindOf(ReadOnlySpan<char> routingKey) => routingKey switch
    {
        "connection.created" => LifecycleEventKind.Connected,
        "connection.closed" => LifecycleEventKind.Disconnected,
        _ => default,
    };

    /// <summary>Finds the client id in a client property or in all of them, from 3.12 on.</summary>
    /// <remarks>Only at the start: what follows may be text of the client's own.</remarks>
    public static bool TryFindInProperty(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> clientId)
    {
        clientId = default;
        if (text.StartsWith("["u8)) text = text[1..];
        return text.StartsWith(Property) && ErlangText.TryReadBinary(text[Property.Length..], out clientId);
    }

    /// <summary>Finds the client id in the JSON of a list of client properties if nothing but its quotes is escaped, as nearly always.</summary>
    public static bool TryFindInPlainList(ReadOnlySpan<byte> json, out ReadOnlySpan<byte> clientId)
    {
        clientId = default;
        var start = "[\"{client_id,longstr,<<\\\""u8;
        if (!json.StartsWith(start)) return false;
        json = json[start.Length..];
        var end = json.IndexOf((byte)'\\');
        if (end < 0 || !json[end..].StartsWith("\\\">>}\""u8)) return false;
        clientId = json[..end];
        return true;
    }

    /// <summary>Finds the client id in the variable map, up to 3.11.</summary>
    public static bool TryFindInMap(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> clientId)
    {
        clientId = default;
        var key = "<<\"client_id\">> => "u8;
        var at = text.IndexOf(key);
        return at >= 0 && ErlangText.TryReadBinary(text[(at + key.Length)..], out clientId);
    }
}
