namespace IotConnectivity.Registry;

/// <summary>What to change of a thing group.</summary>
public sealed record ThingGroupUpdate
{
    /// <summary>Gets the new description; <see langword="null"/> leaves it as it is, an empty text takes it away.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the attributes to set; <see langword="null"/> leaves them as they are. An empty value removes the attribute.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string>>? Attributes { get; init; }

    /// <summary>Gets a value indicating whether <see cref="Attributes"/> are added to those that the group has; otherwise they replace all of them.</summary>
    public bool MergeAttributes { get; init; }

    /// <summary>Gets the version that the group must have; <see langword="null"/> for any.</summary>
    public long? ExpectedVersion { get; init; }
}
