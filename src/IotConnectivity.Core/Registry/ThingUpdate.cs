namespace IotConnectivity.Registry;

/// <summary>What to change of a thing.</summary>
public sealed record ThingUpdate
{
    /// <summary>Gets the attributes to set; <see langword="null"/> leaves them as they are. An empty value removes the attribute.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string>>? Attributes { get; init; }

    /// <summary>Gets a value indicating whether <see cref="Attributes"/> are added to those that the thing has; otherwise they replace all of them.</summary>
    public bool MergeAttributes { get; init; }

    /// <summary>Gets the new thing type; <see langword="null"/> leaves it as it is.</summary>
    public string? TypeName { get; init; }

    /// <summary>Gets a value indicating whether the thing loses its type.</summary>
    public bool RemoveType { get; init; }

    /// <summary>Gets the version that the thing must have; <see langword="null"/> for any.</summary>
    public long? ExpectedVersion { get; init; }
}
