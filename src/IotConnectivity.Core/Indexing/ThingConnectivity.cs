using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

/// <summary>What is known of one thing's connectivity at one moment: the state of its latest connection.</summary>
/// <remarks>
/// Immutable; a reader that holds one sees a whole state, never a mixture of two. Members that the source did not tell are
/// <see langword="null"/>. The session members describe the current connection, or the last one when the thing is disconnected.
/// </remarks>
public sealed partial class ThingConnectivity
{
    /// <summary>Gets the state of a thing that was never seen: not connected, reason <see cref="DisconnectReason.Unknown"/>, revision 0.</summary>
    public static ThingConnectivity Never { get; } = new();

    /// <summary>Gets a value indicating whether the thing is connected.</summary>
    public bool Connected => Has(Known.Connected);

    /// <summary>Gets why the thing is not connected.</summary>
    /// <value><see cref="DisconnectReason.None"/> while connected, <see cref="DisconnectReason.Unknown"/> when it never was or nobody said why.</value>
    public DisconnectReason DisconnectReason => Connected ? DisconnectReason.None : EndReason;

    /// <summary>Gets how the reason is known.</summary>
    public ReasonQuality ReasonQuality => Connected ? ReasonQuality.Absent : EndQuality;

    /// <summary>Gets the source's own words for the reason.</summary>
    public string? RawReason => Connected ? null : _rawReason;

    /// <summary>Gets when the thing last connected or disconnected, by the clock of the source; <see langword="null"/> if it never did.</summary>
    public DateTimeOffset? Timestamp => Connected ? ToTime(_connectedAtMs) : ToTime(_endedAtMs);

    /// <summary>Gets when the latest connection was made; <see langword="null"/> if only its end is known.</summary>
    public DateTimeOffset? ConnectedAt => ToTime(_connectedAtMs);

    /// <summary>Gets when the latest connection ended; <see langword="null"/> while connected.</summary>
    public DateTimeOffset? DisconnectedAt => ToTime(_endedAtMs);

    /// <summary>Gets the number of accepted changes of this thing's record. Of two snapshots of one thing the one with the greater revision is later.</summary>
    public long Revision => _revision;

    /// <summary>Gets the source that told of the latest connection; <see langword="null"/> if there never was one.</summary>
    public LifecycleSource? Source => _source;

    /// <summary>Gets what identifies the latest connection.</summary>
    public ConnectionKey Connection => _key;

    /// <summary>Gets the number of the latest connection, such as AWS's version number.</summary>
    public long? Number => _number == None ? null : _number;

    /// <summary>Gets the keep-alive interval that the client asked for, in seconds; 0 means none.</summary>
    public int? KeepAliveSeconds => Has(Known.KeepAlive) ? _keepAlive : null;

    /// <summary>Gets whether the client asked for a clean session.</summary>
    public bool? CleanSession => Has(Known.CleanSession) ? Has(Known.CleanSessionIsTrue) : null;

    /// <summary>Gets the session expiry that the client asked for, in seconds.</summary>
    public uint? SessionExpirySeconds => Has(Known.SessionExpiry) ? _sessionExpiry : null;

    /// <summary>Gets the address that the client came from.</summary>
    public PeerAddress SourceIp => _sourceIp;

    /// <summary>Gets the port that the client came from.</summary>
    public int? SourcePort => Has(Known.SourcePort) ? _sourcePort : null;

    /// <summary>Gets the broker's address of the connection.</summary>
    public PeerAddress TargetIp => _target?.Ip ?? default;

    /// <summary>Gets the broker's port of the connection.</summary>
    public int? TargetPort => _target?.Port;

    /// <summary>Gets the VPC endpoint of the connection.</summary>
    public string? VpcEndpointId => _target?.VpcEndpointId;

    /// <summary>Gets when the thing last connected or disconnected, in milliseconds since 1970-01-01T00:00Z; <see langword="null"/> if it never did.</summary>
    public long? TimestampMs => (Connected ? _connectedAtMs : _endedAtMs) is var ms && ms == None ? null : ms;

    /// <summary>Says whether a user of the two snapshots could tell them apart, revision aside.</summary>
    internal bool ShowsTheSameAs(ThingConnectivity other) =>
        ReferenceEquals(this, other) || (HasTheSourceOf(other) && HasTheFieldsOf(other));

    /// <summary>Says whether two snapshots show the same and will do the same with every event, revision aside.</summary>
    internal bool IsWorthTheSameAs(ThingConnectivity other) =>
        ReferenceEquals(this, other)
        || (HasTheSourceOf(other) && HasTheFieldsOf(other) && _endBasisMs == other._endBasisMs && ConnectivityBacklog.AreSame(_backlog, other._backlog));

    // One source may have several instances: each reader of a log makes its own, and so does what was stored.
    private bool HasTheSourceOf(ThingConnectivity other) =>
        _source is null ? other._source is null : other._source is not null && _source.IsSameAs(other._source);

    private bool HasTheFieldsOf(ThingConnectivity other) =>
        _connectedAtMs == other._connectedAtMs && _endedAtMs == other._endedAtMs
        && _number == other._number && _key == other._key && EndReason == other.EndReason && EndQuality == other.EndQuality
        && _rawReason == other._rawReason && _known == other._known && _keepAlive == other._keepAlive && _sessionExpiry == other._sessionExpiry
        && _sourceIp == other._sourceIp && _sourcePort == other._sourcePort && _target == other._target;

    private static DateTimeOffset? ToTime(long ms) => ms == None ? null : DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private bool Has(Known flag) => (_known & flag) != Known.Nothing;
}
