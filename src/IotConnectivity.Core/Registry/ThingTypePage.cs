namespace IotConnectivity.Registry;

/// <summary>A part of a list of thing types.</summary>
/// <param name="Types">The types in ordinal order of their names, each as it was when it was listed.</param>
/// <param name="NextToken">What to ask for the next part with; <see langword="null"/> after the last.</param>
public sealed record ThingTypePage(IReadOnlyList<ThingType> Types, string? NextToken);
