namespace IotConnectivity.Registry;

/// <summary>A part of a list of things.</summary>
/// <param name="Things">The things, each as it was when it was listed.</param>
/// <param name="NextToken">What to ask for the next part with; <see langword="null"/> after the last.</param>
public sealed record ThingPage(IReadOnlyList<Thing> Things, string? NextToken);
