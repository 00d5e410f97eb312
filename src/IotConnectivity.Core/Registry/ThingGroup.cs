namespace IotConnectivity.Registry;

/// <summary>A thing group as it was at one moment. Immutable.</summary>
/// <param name="Name">The group's name; static and dynamic groups share the names.</param>
/// <param name="Id">The group's id, given at its creation.</param>
/// <param name="Ancestors">The names of the groups above it, from the root to the parent; empty for a group without a parent.</param>
/// <param name="Description">What it is, if somebody said so.</param>
/// <param name="Attributes">Its attributes, by name in ordinal order.</param>
/// <param name="Version">1 at creation, one more with every update.</param>
/// <param name="CreatedAt">When it was created, to the millisecond.</param>
public sealed record ThingGroup(
    string Name, Guid Id, IReadOnlyList<string> Ancestors, string? Description, ThingAttributes Attributes, long Version, DateTimeOffset CreatedAt)
{
    /// <summary>Gets the query that decides about the members of a dynamic group; <see langword="null"/> for a static group.</summary>
    public ThingGroupQuery? Query { get; init; }

    /// <summary>Gets the name of the parent; <see langword="null"/> for a group without one.</summary>
    public string? ParentName => Ancestors.Count == 0 ? null : Ancestors[^1];
}

/// <summary>What makes a thing group a dynamic one.</summary>
/// <param name="IndexName">The index that is searched, <c>AWS_Things</c>.</param>
/// <param name="QueryString">The query; things that match are members.</param>
/// <param name="QueryVersion">The version of the query language, <c>2017-09-30</c>.</param>
/// <param name="Status">Whether the members are complete.</param>
public sealed record ThingGroupQuery(string IndexName, string QueryString, string QueryVersion, ThingGroupStatus Status);

/// <summary>Whether the members of a dynamic thing group are complete.</summary>
public enum ThingGroupStatus
{
    /// <summary>All things that match are members.</summary>
    Active = 1,

    /// <summary>The group is new, and members are still being found.</summary>
    Building = 2,

    /// <summary>The query was changed, and members are still being found.</summary>
    Rebuilding = 3,
}
