namespace IotConnectivity.Registry;

/// <summary>Which groups a thing gets into and out of, all at once. A group that is in both lists is one that the thing is in afterwards.</summary>
public sealed record ThingGroupChange
{
    /// <summary>Gets the names of the static groups to get into; those that it is in already are no fault.</summary>
    public IReadOnlyCollection<string> Add { get; init; } = [];

    /// <summary>Gets the names of the static groups to get out of; those that it is not in are no fault.</summary>
    public IReadOnlyCollection<string> Remove { get; init; } = [];

    /// <summary>Gets a value indicating whether a thing that is in ten groups loses the dynamic group among them that was created last, instead of the change being refused.</summary>
    public bool OverrideDynamicGroups { get; init; }
}
