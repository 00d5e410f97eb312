namespace IotConnectivity.Detect.Profiles;

/// <summary>What is normal for a number of things, and whom to tell when it is not; as it was at one moment. Immutable.</summary>
/// <param name="Name">Its name: 1 to 128 characters out of <c>a-z A-Z 0-9 : _ -</c>.</param>
/// <param name="Version">1 at creation, one more with every update.</param>
/// <param name="CreatedAt">When it was created, to the millisecond.</param>
/// <param name="ModifiedAt">When it was last updated, to the millisecond.</param>
public sealed record SecurityProfile(string Name, long Version, DateTimeOffset CreatedAt, DateTimeOffset ModifiedAt)
{
    /// <summary>Gets what it is for, if somebody said so.</summary>
    public string? Description { get; init; }

    /// <summary>Gets what is normal; at most 100, each with another name.</summary>
    public IReadOnlyList<Behavior> Behaviors { get; init; } = [];

    /// <summary>Gets where alerts go; <see langword="null"/> for nowhere.</summary>
    public AlertDestination? Alerts { get; init; }

    /// <summary>Gets the metrics whose values are kept although no behaviour looks at them.</summary>
    public IReadOnlyList<string> AdditionalMetricsToRetain { get; init; } = [];

    /// <summary>Gets the mitigation actions that run when an alarm is raised, in this order, without anybody starting a task. AWS IoT has nothing like it.</summary>
    public IReadOnlyList<string> MitigationActions { get; init; } = [];

    /// <summary>Gets the things that it is for.</summary>
    public IReadOnlyList<AttachedTarget> Targets { get; init; } = [];

    /// <summary>Gets since when each of <see cref="Behaviors"/> has been as it is, in milliseconds since 1970-01-01T00:00Z.</summary>
    internal IReadOnlyList<long> BehaviorsSinceMs { get; init; } = [];

    internal bool Has(ProfileTarget target) => Targets.Any(attached => attached.Target == target);
}

/// <summary>Where the alerts of a security profile go.</summary>
/// <param name="TopicArn">An SNS topic, or whatever the program has configured under this ARN.</param>
/// <param name="RoleArn">The role that AWS would take on; kept and shown, without effect.</param>
public sealed record AlertDestination(string TopicArn, string RoleArn);

/// <summary>A target of a security profile.</summary>
/// <param name="Target">Which things.</param>
/// <param name="Since">Since when.</param>
public sealed record AttachedTarget(ProfileTarget Target, DateTimeOffset Since);
