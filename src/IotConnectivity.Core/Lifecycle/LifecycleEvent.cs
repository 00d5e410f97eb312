namespace IotConnectivity.Lifecycle;

/// <summary>What a source said about one client, in one shape for all brokers.</summary>
/// <remarks>
/// A value: copying it is the only cost of keeping it. <see langword="null"/> and the default value of a member mean that the source did not say, never
/// a guess. Pass it by <see langword="in"/>.
/// </remarks>
public readonly record struct LifecycleEvent
{
    /// <summary>Gets what happened.</summary>
    public required LifecycleEventKind Kind { get; init; }

    /// <summary>Gets the MQTT client id; up to 128 bytes of UTF-8 in AWS IoT.</summary>
    public required string ClientId { get; init; }

    /// <summary>Gets who said it.</summary>
    public required LifecycleSource Source { get; init; }

    /// <summary>Gets when it happened, by the clock of the source, in milliseconds since 1970-01-01T00:00Z.</summary>
    public required long TimestampMs { get; init; }

    /// <summary>Gets which connection of the client the event speaks of.</summary>
    public ConnectionKey Connection { get; init; }

    /// <summary>Gets the number of the connection; later connections of the client have greater ones (see <see cref="LifecycleSource.Numbers"/>).</summary>
    public long? Number { get; init; }

    /// <summary>Gets when the connection was made, where an end tells that; milliseconds since 1970-01-01T00:00Z. For a connect it is <see cref="TimestampMs"/>.</summary>
    public long? ConnectedAtMs { get; init; }

    /// <summary>Gets why the connection ended.</summary>
    public DisconnectReason Reason { get; init; }

    /// <summary>Gets how the reason is known.</summary>
    public ReasonQuality ReasonQuality { get; init; }

    /// <summary>Gets the source's own words for the reason, or of the failure of a refused connection.</summary>
    public string? RawReason { get; init; }

    /// <summary>Gets the moment of the client's last activity that an inferred end is based on, in milliseconds since 1970-01-01T00:00Z; only for
    /// <see cref="ReasonQuality.Inferred"/>. Activity later than this revokes the end.</summary>
    public long? LastActivityMs { get; init; }

    /// <summary>Gets whether the client started the disconnect.</summary>
    public bool? ClientInitiated { get; init; }

    /// <summary>Gets the keep-alive interval of the CONNECT packet in seconds; 0 means none.</summary>
    public int? KeepAliveSeconds { get; init; }

    /// <summary>Gets the clean-session or clean-start flag of the CONNECT packet.</summary>
    public bool? CleanSession { get; init; }

    /// <summary>Gets the session expiry of the CONNECT packet in seconds.</summary>
    public uint? SessionExpirySeconds { get; init; }

    /// <summary>Gets the address the client came from.</summary>
    public PeerAddress SourceIp { get; init; }

    /// <summary>Gets the port the client came from.</summary>
    public int? SourcePort { get; init; }

    /// <summary>Gets the broker's address of the connection.</summary>
    public PeerAddress TargetIp { get; init; }

    /// <summary>Gets the broker's port of the connection.</summary>
    public int? TargetPort { get; init; }

    /// <summary>Gets the VPC endpoint the connection came through.</summary>
    public string? VpcEndpointId { get; init; }

    /// <summary>Gets who the client authenticated as: certificate id, user name or the like.</summary>
    public string? Principal { get; init; }
}
