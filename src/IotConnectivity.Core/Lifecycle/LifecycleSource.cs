namespace IotConnectivity.Lifecycle;

/// <summary>Where lifecycle events come from: one broker process, or one AWS account and region.</summary>
/// <remarks>
/// Make one instance for each source and lifetime of the broker, and share it between its events. Immutable.
/// </remarks>
public sealed class LifecycleSource
{
    /// <summary>Gets the source of AWS IoT lifecycle events of the default account.</summary>
    public static LifecycleSource Aws { get; } = new("aws") { Numbers = ConnectionNumbers.ResetWhenAway };

    /// <summary>Makes a source.</summary>
    /// <param name="name">The name of the kind of source, for example <c>mosquitto</c>; 1 to 64 characters.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty or too long.</exception>
    public LifecycleSource(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > 64) throw new ArgumentException($"a source name has {name.Length} characters, expected at most 64", nameof(name));
        Name = name;
    }

    /// <summary>Gets the name of the kind of source, for example <c>aws</c> or <c>mosquitto</c>.</summary>
    public string Name { get; }

    /// <summary>Gets the broker instance, for sources that have several.</summary>
    /// <value>The default is the empty string.</value>
    public string Node { get; init; } = string.Empty;

    /// <summary>Gets the lifetime of the broker process that this instance speaks for.</summary>
    /// <value>Grows from one lifetime to the next, for example the start time in milliseconds; 0, the default, where the source has no such thing.</value>
    public long Epoch { get; init; }

    /// <summary>Gets a value indicating whether the epoch may have begun in the middle of the broker's lifetime, because its start was not seen.</summary>
    /// <value>The default is <see langword="false"/>: connections of smaller epochs ended with an earlier lifetime, even if nobody said so.</value>
    /// <remarks>Such an epoch orders connections as any other does, but says nothing about those of smaller epochs.</remarks>
    public bool ContinuesLifetime { get; init; }

    /// <summary>Gets how the connection numbers of this source compare.</summary>
    public ConnectionNumbers Numbers { get; init; } = ConnectionNumbers.Growing;

    /// <summary>Gets a value indicating whether one connection key may name several connections, one after the other, as a peer address and port does.</summary>
    /// <value>The default is <see langword="false"/>. Such a key identifies a connection only together with its connect time.</value>
    public bool ReusesKeys { get; init; }

    /// <summary>Gets a value indicating whether this source reports activity, so that silence means something from the connect on.</summary>
    /// <value>The default is <see langword="false"/>: a connection is watched from its first heartbeat.</value>
    public bool ReportsActivity { get; init; }

    /// <summary>Says whether two instances are the same source and node, in whatever lifetime.</summary>
    internal bool IsSameOrigin(LifecycleSource other) =>
        ReferenceEquals(this, other) || (Name == other.Name && Node == other.Node);

    /// <summary>Says whether two instances are the same source and node in the same lifetime.</summary>
    internal bool IsSameAs(LifecycleSource other) =>
        ReferenceEquals(this, other)
        || (IsSameOrigin(other) && Epoch == other.Epoch && ContinuesLifetime == other.ContinuesLifetime && Numbers == other.Numbers && ReusesKeys == other.ReusesKeys && ReportsActivity == other.ReportsActivity);

    /// <summary>Makes the same source in another lifetime of the broker.</summary>
    internal LifecycleSource InLifetime(long epoch, bool continuesLifetime = false) =>
        new(Name) { Node = Node, Epoch = epoch, ContinuesLifetime = continuesLifetime, Numbers = Numbers, ReusesKeys = ReusesKeys, ReportsActivity = ReportsActivity };

    /// <inheritdoc/>
    public override string ToString() => Node.Length == 0 ? Name : $"{Name}/{Node}";
}
