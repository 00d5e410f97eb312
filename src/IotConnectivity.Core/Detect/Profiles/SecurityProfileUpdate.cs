namespace IotConnectivity.Detect.Profiles;

/// <summary>What to change of a security profile. The lists must stay as they are.</summary>
/// <remarks>A list takes the place of the whole list before; an empty one changes nothing, as in AWS IoT. Source: AWS IoT API Reference, UpdateSecurityProfile.</remarks>
public sealed record SecurityProfileUpdate
{
    /// <summary>Gets the new description; <see langword="null"/> leaves it as it is, an empty text takes it away.</summary>
    public string? Description { get; init; }

    /// <summary>Gets all behaviours; <see langword="null"/> or none leaves them as they are.</summary>
    public IReadOnlyList<Behavior>? Behaviors { get; init; }

    /// <summary>Gets a value indicating whether all behaviours are taken away; refused together with <see cref="Behaviors"/>.</summary>
    public bool DeleteBehaviors { get; init; }

    /// <summary>Gets where alerts go; <see langword="null"/> leaves it as it is.</summary>
    public AlertDestination? Alerts { get; init; }

    /// <summary>Gets a value indicating whether alerts go nowhere any more; refused together with <see cref="Alerts"/>.</summary>
    public bool DeleteAlerts { get; init; }

    /// <summary>Gets all metrics whose values are kept in addition; <see langword="null"/> or none leaves them as they are.</summary>
    public IReadOnlyList<string>? AdditionalMetricsToRetain { get; init; }

    /// <summary>Gets a value indicating whether no values are kept in addition any more; refused together with <see cref="AdditionalMetricsToRetain"/>.</summary>
    public bool DeleteAdditionalMetricsToRetain { get; init; }

    /// <summary>Gets the version that the profile must have; <see langword="null"/> for any.</summary>
    public long? ExpectedVersion { get; init; }
}
