using System.Text.Json.Serialization;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.Detect.MetricValues;

namespace IotConnectivity.AspNetCore.Detect.MetricValues;

internal sealed record MetricDatumContract(decimal Timestamp, MetricValueContract Value)
{
    public static MetricDatumContract Of(MetricDatum datum) => new(WireTime.Of(datum.Timestamp), MetricValueContract.Of(datum.Value));
}

internal sealed record ListMetricValuesResponse(IReadOnlyList<MetricDatumContract> MetricDatumList, string? NextToken);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ListMetricValuesResponse))]
internal sealed partial class MetricValueAnswerContext : JsonSerializerContext;
