namespace IotConnectivity.AspNetCore.Contracts;

// The names of all members are AWS's once the naming policy of ConnectivityJsonContext has made their first letter small.

internal sealed record GetThingConnectivityDataRequest(bool? IncludeSocketInformation);

internal sealed record GetManyConnectivityDataRequest(IReadOnlyList<string?>? ThingNames, bool? IncludeSocketInformation);

internal sealed record AttributePayload(Dictionary<string, string?>? Attributes, bool? Merge);

internal sealed record CreateThingRequest(string? ThingTypeName, AttributePayload? AttributePayload, string? BillingGroupName);

internal sealed record CreateThingResponse(string ThingName, string ThingArn, Guid ThingId);

internal sealed record DescribeThingResponse(
    string DefaultClientId,
    string ThingName,
    Guid ThingId,
    string ThingArn,
    string? ThingTypeName,
    Dictionary<string, string> Attributes,
    long Version);

internal sealed record UpdateThingRequest(string? ThingTypeName, AttributePayload? AttributePayload, long? ExpectedVersion, bool? RemoveThingType);

internal sealed record ListedThing(string ThingName, string? ThingTypeName, string ThingArn, Dictionary<string, string> Attributes, long Version);

internal sealed record ListThingsResponse(IReadOnlyList<ListedThing> Things, string? NextToken);
