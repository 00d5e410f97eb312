using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Fleet;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Fleet;

/// <summary><c>POST /indices/buckets</c></summary>
internal sealed class GetBucketsAggregation(FleetOperation operation)
{
    private const string Action = "iot:GetBucketsAggregation";
    private const string Member = "bucketsAggregationType";
    private const int UsualBuckets = 10;

    public Task InvokeAsync(HttpContext http) => operation.AnswerAsync(
        http, Action, ConnectivityJsonContext.Default.GetBucketsAggregationRequest, FleetJsonContext.Readable.GetBucketsAggregationResponse, Check, Ask);

    private static void Check(GetBucketsAggregationRequest request, ConstraintViolations violations)
    {
        if (request.AggregationField is null) violations.Required("aggregationField");
        FleetRequest.CheckField(request.AggregationField, violations);
        if (request.BucketsAggregationType is null) violations.Required(Member);
        const string path = $"{Member}.termsAggregation.maxBuckets";
        var maxBuckets = MaxBucketsOf(request);
        if (maxBuckets < 1) violations.Add($"{maxBuckets}", path, "Member must have value greater than or equal to 1");
        if (maxBuckets > FleetIndex.MaxBuckets) violations.Add($"{maxBuckets}", path, $"Member must have value less than or equal to {FleetIndex.MaxBuckets}");
    }

    private static int MaxBucketsOf(GetBucketsAggregationRequest request) =>
        request.BucketsAggregationType?.TermsAggregation?.MaxBuckets is { } given ? FleetRequest.ToInt(given) : UsualBuckets;

    private (GetBucketsAggregationResponse? Answer, AwsError? Error) Ask(GetBucketsAggregationRequest request, IndexQuery query)
    {
        var found = query.IsOfGroups
            ? operation.Indexes.Groups.GetBuckets(query.Query, request.AggregationField!, MaxBucketsOf(request), query.Cancel)
            : operation.Indexes.Things.GetBuckets(query.Query, request.AggregationField!, MaxBucketsOf(request), query.Cancel);
        return (new GetBucketsAggregationResponse(found.TotalCount, [.. found.Buckets.Select(static bucket => new BucketContract(bucket.KeyValue, bucket.Count))]), null);
    }
}
