using System.Text.Json;

namespace IotConnectivity.AspNetCore.Contracts;

internal sealed record ThingTypePropertiesContract(string? ThingTypeDescription, IReadOnlyList<string?>? SearchableAttributes, JsonElement? Mqtt5Configuration);

internal sealed record ThingTypeMetadataContract(bool Deprecated, decimal? DeprecationDate, decimal CreationDate);

internal sealed record CreateThingTypeRequest(ThingTypePropertiesContract? ThingTypeProperties);

internal sealed record CreateThingTypeResponse(string ThingTypeName, string ThingTypeArn, Guid ThingTypeId);

internal sealed record DescribeThingTypeResponse(
    string ThingTypeName, Guid ThingTypeId, string ThingTypeArn, ThingTypePropertiesContract ThingTypeProperties, ThingTypeMetadataContract ThingTypeMetadata);

internal sealed record UpdateThingTypeRequest(ThingTypePropertiesContract? ThingTypeProperties);

internal sealed record DeprecateThingTypeRequest(bool? UndoDeprecate);

internal sealed record ListedThingType(
    string ThingTypeName, string ThingTypeArn, ThingTypePropertiesContract ThingTypeProperties, ThingTypeMetadataContract ThingTypeMetadata);

internal sealed record ListThingTypesResponse(IReadOnlyList<ListedThingType> ThingTypes, string? NextToken);
