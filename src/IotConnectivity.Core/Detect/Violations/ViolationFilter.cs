namespace IotConnectivity.Detect.Violations;

/// <summary>Which violations, or events of violations, to list: those for which everything that is set is so.</summary>
/// <remarks>Source: AWS IoT API Reference, ListActiveViolations and ListViolationEvents.</remarks>
public sealed record ViolationFilter
{
    /// <summary>Gets the name of the thing; <see langword="null"/> for any.</summary>
    public string? ThingName { get; init; }

    /// <summary>Gets the name of the security profile; <see langword="null"/> for any.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Gets the kind of criteria: <c>STATIC</c>, which all are here, so that <c>STATISTICAL</c> and <c>MACHINE_LEARNING</c> find nothing; <see langword="null"/> for any.</summary>
    public string? CriteriaType { get; init; }

    /// <summary>Gets a value indicating whether violations are listed of which nobody is alerted. By default they are not.</summary>
    public bool ListSuppressed { get; init; }

    /// <summary>Gets what somebody has found out; <see langword="null"/> for anything.</summary>
    public VerificationState? Verification { get; init; }

    internal bool Matches(string thingName, string profileName, Behavior behavior, VerificationState verification) =>
        (ThingName is null || ThingName == thingName)
        && (ProfileName is null || ProfileName == profileName)
        && CriteriaType is null or "STATIC"
        && (ListSuppressed || behavior.SuppressAlerts != true)
        && (Verification is null || Verification == verification);
}
