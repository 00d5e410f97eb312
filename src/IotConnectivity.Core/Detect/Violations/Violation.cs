namespace IotConnectivity.Detect.Violations;

/// <summary>A violation that goes on, as it was at one moment. Immutable.</summary>
/// <param name="Id">32 lower-case hexadecimal digits; the same after a restart, and in all alerts of it.</param>
/// <param name="ThingName">The thing.</param>
/// <param name="ProfileName">The security profile.</param>
/// <param name="Behavior">The behaviour, as it was when the alarm was raised.</param>
/// <param name="StartedAt">When the alarm was raised: the moment of the value that did it, which may be before it was found.</param>
public sealed record Violation(string Id, string ThingName, string ProfileName, Behavior Behavior, DateTimeOffset StartedAt)
{
    /// <summary>Gets the moment of the last value that violated the criteria, until now.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>Gets that value.</summary>
    public required MetricValue LastValue { get; init; }

    /// <summary>Gets what somebody has found out about it.</summary>
    public VerificationState Verification { get; init; }

    /// <summary>Gets what that somebody said.</summary>
    public string? VerificationDescription { get; init; }
}

/// <summary>What somebody has found out about a violation.</summary>
/// <remarks>Source: AWS IoT API Reference, PutVerificationStateOnViolation.</remarks>
public enum VerificationState
{
    /// <summary>Nothing yet.</summary>
    Unknown = 0,

    /// <summary>There is nothing wrong.</summary>
    FalsePositive = 1,

    /// <summary>It is as it says, and nobody minds.</summary>
    BenignPositive = 2,

    /// <summary>It is as it says.</summary>
    TruePositive = 3,
}
