using System.Text.Json.Serialization;
using IotConnectivity.AspNetCore.Fleet;

namespace IotConnectivity.AspNetCore.Contracts;

/// <summary>How requests and answers are read and written: strict about JSON types, as AWS is, and about a member that is given twice; lenient about members that are not known.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    MaxDepth = 16)]
[JsonSerializable(typeof(GetThingConnectivityDataRequest))]
[JsonSerializable(typeof(GetManyConnectivityDataRequest))]
[JsonSerializable(typeof(CreateThingRequest))]
[JsonSerializable(typeof(CreateThingResponse))]
[JsonSerializable(typeof(DescribeThingResponse))]
[JsonSerializable(typeof(UpdateThingRequest))]
[JsonSerializable(typeof(ListThingsResponse))]
[JsonSerializable(typeof(CreateThingTypeRequest))]
[JsonSerializable(typeof(CreateThingTypeResponse))]
[JsonSerializable(typeof(DescribeThingTypeResponse))]
[JsonSerializable(typeof(UpdateThingTypeRequest))]
[JsonSerializable(typeof(DeprecateThingTypeRequest))]
[JsonSerializable(typeof(ListThingTypesResponse))]
[JsonSerializable(typeof(CreateThingGroupRequest))]
[JsonSerializable(typeof(CreateThingGroupResponse))]
[JsonSerializable(typeof(DescribeThingGroupResponse))]
[JsonSerializable(typeof(UpdateThingGroupRequest))]
[JsonSerializable(typeof(UpdateThingGroupResponse))]
[JsonSerializable(typeof(ListThingGroupsResponse))]
[JsonSerializable(typeof(ListThingsInThingGroupResponse))]
[JsonSerializable(typeof(ThingGroupMemberRequest))]
[JsonSerializable(typeof(UpdateThingGroupsForThingRequest))]
[JsonSerializable(typeof(IndexingContract))]
[JsonSerializable(typeof(SearchIndexRequest))]
[JsonSerializable(typeof(FieldRequest))]
[JsonSerializable(typeof(GetPercentilesRequest))]
[JsonSerializable(typeof(GetBucketsAggregationRequest))]
[JsonSerializable(typeof(CreateDynamicThingGroupRequest))]
[JsonSerializable(typeof(UpdateDynamicThingGroupRequest))]
internal sealed partial class ConnectivityJsonContext : JsonSerializerContext;
