namespace IotConnectivity.Detect.Violations;

/// <summary>The beginning or the end of a violation. Immutable.</summary>
/// <param name="ViolationId">The violation.</param>
/// <param name="ThingName">The thing.</param>
/// <param name="ProfileName">The security profile.</param>
/// <param name="Behavior">The behaviour, as it was when the alarm was raised.</param>
/// <param name="Type">What has happened.</param>
/// <param name="Time">When, to the millisecond: the moment of the value that decided, which may be before it was found.</param>
public sealed record ViolationEvent(string ViolationId, string ThingName, string ProfileName, Behavior Behavior, ViolationEventType Type, DateTimeOffset Time)
{
    /// <summary>Gets the value that decided; <see langword="null"/> when the alarm was invalidated.</summary>
    public MetricValue? Value { get; init; }

    /// <summary>Gets what somebody has found out about the violation.</summary>
    public VerificationState Verification { get; init; }

    /// <summary>Gets what that somebody said.</summary>
    public string? VerificationDescription { get; init; }
}

/// <summary>What has happened to a violation.</summary>
public enum ViolationEventType
{
    /// <summary>An alarm was raised.</summary>
    InAlarm = 1,

    /// <summary>The thing is normal again.</summary>
    AlarmCleared = 2,

    /// <summary>The alarm turned out to be wrong, or the thing is not looked at any more.</summary>
    AlarmInvalidated = 3,
}
