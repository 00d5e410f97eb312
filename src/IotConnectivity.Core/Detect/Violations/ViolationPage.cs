namespace IotConnectivity.Detect.Violations;

/// <summary>A page of violations that go on, by when they began and then by id.</summary>
/// <param name="Violations">The violations.</param>
/// <param name="NextToken">What to ask for the next page with; <see langword="null"/> when this is the last one.</param>
public sealed record ViolationPage(IReadOnlyList<Violation> Violations, string? NextToken);

/// <summary>A page of events of violations, the last one first and those of one moment by violation.</summary>
/// <param name="Events">The events.</param>
/// <param name="NextToken">What to ask for the next page with; <see langword="null"/> when this is the last one.</param>
public sealed record ViolationEventPage(IReadOnlyList<ViolationEvent> Events, string? NextToken);
