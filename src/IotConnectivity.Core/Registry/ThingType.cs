namespace IotConnectivity.Registry;

/// <summary>A thing type as it was at one moment: what things of one kind have in common. Immutable.</summary>
/// <param name="Name">The type's name.</param>
/// <param name="Id">The type's id, given at its creation.</param>
/// <param name="Description">What it is, if somebody said so.</param>
/// <param name="SearchableAttributes">The names of the attributes to search by, in the order in which they were given. Kept and shown; every attribute can be searched by.</param>
/// <param name="CreatedAt">When it was created, to the millisecond.</param>
/// <param name="DeprecatedAt">When it was deprecated; <see langword="null"/> if it is not. No thing gets a deprecated type.</param>
public sealed record ThingType(
    string Name, Guid Id, string? Description, IReadOnlyList<string> SearchableAttributes, DateTimeOffset CreatedAt, DateTimeOffset? DeprecatedAt);
