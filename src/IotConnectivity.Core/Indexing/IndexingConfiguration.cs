namespace IotConnectivity.Indexing;

/// <summary>What is indexed, in the terms of AWS IoT's index configuration. Immutable.</summary>
/// <remarks>Source: AWS IoT API Reference, UpdateIndexingConfiguration, ThingIndexingConfiguration, IndexingFilter.</remarks>
public sealed record IndexingConfiguration
{
    /// <summary>Gets the configuration of AWS before any update: everything off.</summary>
    public static IndexingConfiguration Off { get; } = new();

    /// <summary>Gets what this library starts with: registry, connectivity status, violations and thing groups.</summary>
    public static IndexingConfiguration On { get; } = new()
    {
        ThingIndexingMode = ThingIndexingMode.Registry,
        TracksConnectivity = true,
        TracksViolations = true,
        IndexesThingGroups = true,
        IncludesSocketInformation = true,
    };

    /// <summary>Gets the master switch.</summary>
    public ThingIndexingMode ThingIndexingMode { get; init; }

    /// <summary>Gets a value indicating whether connectivity is tracked; AWS's <c>thingConnectivityIndexingMode</c> is then <c>STATUS</c>.</summary>
    public bool TracksConnectivity { get; init; }

    /// <summary>Gets a value indicating whether violations are indexed; AWS's <c>deviceDefenderIndexingMode</c> is then <c>VIOLATIONS</c>.</summary>
    public bool TracksViolations { get; init; }

    /// <summary>Gets a value indicating whether named shadows are on; this library has no shadows, so it only keeps what it was told.</summary>
    public bool IndexesNamedShadows { get; init; }

    /// <summary>Gets a value indicating whether thing groups are indexed.</summary>
    public bool IndexesThingGroups { get; init; }

    /// <summary>Gets a value indicating whether status queries may tell socket information; AWS's <c>filter.connectivity.includeSocketInformation</c>.</summary>
    public bool IncludesSocketInformation { get; init; }

    /// <summary>Gets the names of the shadows that are indexed.</summary>
    public IReadOnlyList<string> NamedShadowNames { get; init; } = [];

    /// <summary>Gets the fields that things are aggregated by beside the managed ones.</summary>
    public IReadOnlyList<IndexField> CustomFields { get; init; } = [];

    /// <summary>Gets the fields that thing groups are aggregated by beside the managed ones.</summary>
    public IReadOnlyList<IndexField> GroupCustomFields { get; init; } = [];

    /// <summary>Gets the fields of things that are indexed without being asked for.</summary>
    public IEnumerable<IndexField> ManagedFields => IndexingRules.ManagedFieldsOf(this);

    /// <summary>Gets the fields of thing groups that are indexed without being asked for.</summary>
    public IEnumerable<IndexField> ManagedGroupFields => IndexesThingGroups ? IndexingRules.ManagedGroupFields : [];
}

/// <summary>Which documents of a thing are indexed.</summary>
public enum ThingIndexingMode
{
    /// <summary>None; nothing else may be on.</summary>
    Off = 0,

    /// <summary>The registry record.</summary>
    Registry = 1,

    /// <summary>The registry record and the unnamed shadow.</summary>
    RegistryAndShadow = 2,
}

/// <summary>The type of an indexed field.</summary>
public enum IndexFieldType
{
    /// <summary>A number.</summary>
    Number = 1,

    /// <summary>A text.</summary>
    String = 2,

    /// <summary>True or false.</summary>
    Boolean = 3,
}

/// <summary>A field of an index.</summary>
/// <param name="Name">Its path, for example <c>attributes.firmware</c>.</param>
/// <param name="Type">Its type.</param>
public sealed record IndexField(string Name, IndexFieldType Type);
