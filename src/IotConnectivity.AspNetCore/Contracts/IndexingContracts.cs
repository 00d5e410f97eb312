namespace IotConnectivity.AspNetCore.Contracts;

internal sealed record FieldContract(string? Name, string? Type);

internal sealed record ConnectivityFilterContract(IReadOnlyList<string?>? IncludeSocketInformation);

internal sealed record GeoLocationContract(string? Name, string? Order);

internal sealed record IndexingFilterContract(
    IReadOnlyList<string?>? NamedShadowNames, IReadOnlyList<GeoLocationContract>? GeoLocations, ConnectivityFilterContract? Connectivity);

internal sealed record ThingIndexingContract(
    string? ThingIndexingMode,
    string? ThingConnectivityIndexingMode,
    string? DeviceDefenderIndexingMode,
    string? NamedShadowIndexingMode,
    IReadOnlyList<FieldContract>? ManagedFields,
    IReadOnlyList<FieldContract>? CustomFields,
    IndexingFilterContract? Filter);

internal sealed record ThingGroupIndexingContract(
    string? ThingGroupIndexingMode, IReadOnlyList<FieldContract>? ManagedFields, IReadOnlyList<FieldContract>? CustomFields);

/// <summary>The request of UpdateIndexingConfiguration and the answer of GetIndexingConfiguration.</summary>
internal sealed record IndexingContract(ThingIndexingContract? ThingIndexingConfiguration, ThingGroupIndexingContract? ThingGroupIndexingConfiguration);
