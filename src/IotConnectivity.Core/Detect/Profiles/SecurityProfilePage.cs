namespace IotConnectivity.Detect.Profiles;

/// <summary>A part of a list of security profiles.</summary>
/// <param name="Profiles">The profiles in ordinal order of their names.</param>
/// <param name="NextToken">What to ask for the next part with; <see langword="null"/> after the last.</param>
public sealed record SecurityProfilePage(IReadOnlyList<SecurityProfile> Profiles, string? NextToken);

/// <summary>A part of a list of the targets of a security profile.</summary>
/// <param name="Targets">The targets: those of all things first, then thing groups in ordinal order of their names.</param>
/// <param name="NextToken">What to ask for the next part with; <see langword="null"/> after the last.</param>
public sealed record ProfileTargetPage(IReadOnlyList<AttachedTarget> Targets, string? NextToken);

/// <summary>A part of a list of security profiles, each with the target that it was found by.</summary>
/// <param name="Mappings">Profiles and targets, in ordinal order of the names of the profiles.</param>
/// <param name="NextToken">What to ask for the next part with; <see langword="null"/> after the last.</param>
public sealed record TargetMappingPage(IReadOnlyList<TargetMapping> Mappings, string? NextToken);

/// <summary>A security profile and one of its targets.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Target">The target.</param>
public readonly record struct TargetMapping(SecurityProfile Profile, ProfileTarget Target);
