namespace IotConnectivity.Registry;

/// <summary>Which groups a list holds; all set members must match.</summary>
public sealed record ThingGroupFilter
{
    /// <summary>Gets the group that they are below; <see langword="null"/> for any place.</summary>
    public string? ParentName { get; init; }

    /// <summary>Gets how their names begin.</summary>
    public string? NamePrefix { get; init; }

    /// <summary>Gets how deep to look.</summary>
    /// <value>
    /// <see langword="true"/>: at every depth; <see langword="false"/>: directly below <see cref="ParentName"/>, or without a parent when there is none. The default, <see langword="null"/>,
    /// is directly below <see cref="ParentName"/>, or at every depth when there is none, as AWS's developer guide shows it.
    /// </value>
    public bool? Recursive { get; init; }
}
