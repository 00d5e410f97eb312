using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using IotConnectivity.AspNetCore.Contracts;

namespace IotConnectivity.AspNetCore.Fleet;

/// <summary>What every request that searches an index has.</summary>
internal abstract record IndexRequest
{
    public string? IndexName { get; init; }

    public string? QueryString { get; init; }

    public string? QueryVersion { get; init; }
}

/// <summary>The request of SearchIndex.</summary>
/// <param name="NextToken">What the page before gave.</param>
/// <param name="MaxResults">A JSON number of any kind; AWS makes a whole one of it.</param>
internal sealed record SearchIndexRequest(string? NextToken, double? MaxResults) : IndexRequest;

/// <summary>The request of GetStatistics and of GetCardinality.</summary>
internal sealed record FieldRequest(string? AggregationField) : IndexRequest;

internal sealed record GetPercentilesRequest(string? AggregationField, IReadOnlyList<double?>? Percents) : IndexRequest;

internal sealed record TermsAggregationContract(double? MaxBuckets);

internal sealed record BucketsAggregationTypeContract(TermsAggregationContract? TermsAggregation);

internal sealed record GetBucketsAggregationRequest(string? AggregationField, BucketsAggregationTypeContract? BucketsAggregationType) : IndexRequest;

internal sealed record CreateDynamicThingGroupRequest(ThingGroupPropertiesContract? ThingGroupProperties) : IndexRequest;

internal sealed record UpdateDynamicThingGroupRequest(ThingGroupPropertiesContract? ThingGroupProperties, long? ExpectedVersion) : IndexRequest;

/// <summary>What a search tells of connectivity. The time is in milliseconds since 1970, unlike in a status query.</summary>
internal sealed record FoundConnectivity(
    bool Connected, long Timestamp, string? DisconnectReason, int? KeepAliveDuration, bool? CleanSession, uint? SessionExpiry, string ClientId);

/// <summary>What a search tells of a thing; what Device Defender knows of it is JSON in a text, as in AWS.</summary>
internal sealed record FoundThing(
    string ThingName,
    Guid ThingId,
    string? ThingTypeName,
    IReadOnlyList<string>? ThingGroupNames,
    IReadOnlyDictionary<string, string>? Attributes,
    string? DeviceDefender,
    FoundConnectivity? Connectivity);

internal sealed record FoundGroup(
    string ThingGroupName,
    Guid ThingGroupId,
    string? ThingGroupDescription,
    IReadOnlyDictionary<string, string>? Attributes,
    IReadOnlyList<string>? ParentGroupNames);

/// <summary>The answer of SearchIndex; it has the one of the two lists that the index is of.</summary>
internal sealed record SearchIndexResponse(IReadOnlyList<FoundThing>? Things, IReadOnlyList<FoundGroup>? ThingGroups, string? NextToken);

internal sealed record StatisticsContract(
    long Count, double? Average, double? Sum, double? Minimum, double? Maximum, double? SumOfSquares, double? Variance, double? StdDeviation);

internal sealed record GetStatisticsResponse(StatisticsContract Statistics);

internal sealed record GetCardinalityResponse(int Cardinality);

internal sealed record PercentileContract(double Percent, double Value);

internal sealed record GetPercentilesResponse(IReadOnlyList<PercentileContract> Percentiles);

internal sealed record BucketContract(string KeyValue, int Count);

internal sealed record GetBucketsAggregationResponse(int TotalCount, IReadOnlyList<BucketContract> Buckets);

internal sealed record DescribeIndexResponse(string IndexName, string IndexStatus, string Schema);

internal sealed record ListIndicesResponse(IReadOnlyList<string> IndexNames, string? NextToken);

internal sealed record CreateDynamicThingGroupResponse(
    string ThingGroupName, string ThingGroupArn, Guid ThingGroupId, string IndexName, string QueryString, string QueryVersion);

[JsonSerializable(typeof(SearchIndexResponse))]
[JsonSerializable(typeof(GetStatisticsResponse))]
[JsonSerializable(typeof(GetCardinalityResponse))]
[JsonSerializable(typeof(GetPercentilesResponse))]
[JsonSerializable(typeof(GetBucketsAggregationResponse))]
[JsonSerializable(typeof(DescribeIndexResponse))]
[JsonSerializable(typeof(ListIndicesResponse))]
[JsonSerializable(typeof(CreateDynamicThingGroupResponse))]
internal sealed partial class FleetJsonContext : JsonSerializerContext
{
    /// <summary>Gets the context that writes quotes and comparison signs as they are: queries are full of them, and the answer is never HTML.</summary>
    public static FleetJsonContext Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
