using System.Text.Json.Serialization;

namespace IotConnectivity.AspNetCore.Contracts;

/// <summary>How requests and answers are read and written: strict about JSON types, as AWS is, and about a member that is given twice; lenient about members that are not known.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    MaxDepth = 16)]
[JsonSerializable(typeof(GetThingConnectivityDataRequest))]
[JsonSerializable(typeof(CreateThingRequest))]
[JsonSerializable(typeof(CreateThingResponse))]
[JsonSerializable(typeof(DescribeThingResponse))]
[JsonSerializable(typeof(UpdateThingRequest))]
[JsonSerializable(typeof(ListThingsResponse))]
[JsonSerializable(typeof(IndexingContract))]
internal sealed partial class ConnectivityJsonContext : JsonSerializerContext;
