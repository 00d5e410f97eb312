using IotConnectivity.Lifecycle;

namespace IotConnectivity.RabbitMq;

/// <summary>What the management API says is there.</summary>
/// <param name="TakenAt">When it was asked for, by the broker's clock.</param>
/// <param name="Nodes">The nodes of the cluster, also those that do not run.</param>
/// <param name="Connections">The MQTT connections of all nodes.</param>
internal sealed record ManagementList(DateTimeOffset TakenAt, IReadOnlyList<string> Nodes, ILookup<string, ListedConnection> Connections);

/// <summary>One MQTT connection of the list.</summary>
internal sealed record ListedConnection(string Node, string ClientId, long ConnectedAtMs)
{
    public PeerAddress SourceIp { get; init; }

    public int? SourcePort { get; init; }

    public PeerAddress TargetIp { get; init; }

    public int? TargetPort { get; init; }

    public int? KeepAliveSeconds { get; init; }

    /// <summary>Makes the connect event that the broker published, without the key.</summary>
    public LifecycleEvent ToConnect(LifecycleSource source) => new()
    {
        Kind = LifecycleEventKind.Connected,
        ClientId = ClientId,
        Source = source,
        TimestampMs = ConnectedAtMs,
        KeepAliveSeconds = KeepAliveSeconds,
        SourceIp = SourceIp,
        SourcePort = SourcePort,
        TargetIp = TargetIp,
        TargetPort = TargetPort,
    };
}
