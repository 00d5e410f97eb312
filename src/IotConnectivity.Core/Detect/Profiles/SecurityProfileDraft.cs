namespace IotConnectivity.Detect.Profiles;

/// <summary>What a new security profile is to have. The lists must stay as they are.</summary>
public sealed record SecurityProfileDraft
{
    /// <summary>Gets what it is for: at most 1000 characters that can be seen, and spaces. Empty is the same as none.</summary>
    public string? Description { get; init; }

    /// <summary>Gets what is normal.</summary>
    public IReadOnlyList<Behavior> Behaviors { get; init; } = [];

    /// <summary>Gets where alerts go; <see langword="null"/> for nowhere.</summary>
    public AlertDestination? Alerts { get; init; }

    /// <summary>Gets the metrics whose values are kept although no behaviour looks at them; each one of <see cref="DetectMetrics"/>.</summary>
    public IReadOnlyList<string> AdditionalMetricsToRetain { get; init; } = [];
}
