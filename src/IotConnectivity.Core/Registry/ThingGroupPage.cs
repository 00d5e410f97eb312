namespace IotConnectivity.Registry;

/// <summary>A part of a list of thing groups.</summary>
/// <param name="Groups">The groups in ordinal order of their names, each as it was when it was listed.</param>
/// <param name="NextToken">What to ask for the next part with; <see langword="null"/> after the last.</param>
public sealed record ThingGroupPage(IReadOnlyList<ThingGroup> Groups, string? NextToken);

/// <summary>A part of a list of the members of a thing group.</summary>
/// <param name="ThingNames">The names of the things.</param>
/// <param name="NextToken">What to ask for the next part with; <see langword="null"/> after the last.</param>
public sealed record GroupMemberPage(IReadOnlyList<string> ThingNames, string? NextToken);
