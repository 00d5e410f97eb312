using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Fleet;
using IotConnectivity.Fleet.Groups;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Fleet;

/// <summary><c>POST /indices/statistics</c></summary>
internal sealed class GetStatistics(FleetOperation operation)
{
    private const string Action = "iot:GetStatistics";

    public Task InvokeAsync(HttpContext http) => operation.AnswerAsync(
        http,
        Action,
        ConnectivityJsonContext.Default.FieldRequest,
        FleetJsonContext.Readable.GetStatisticsResponse,
        static (request, violations) => FleetRequest.CheckField(request.AggregationField, violations),
        Ask);

    private (GetStatisticsResponse? Answer, AwsError? Error) Ask(FieldRequest request, IndexQuery query)
    {
        var found = query.IsOfGroups
            ? operation.Indexes.Groups.GetStatistics(query.Query, request.AggregationField ?? ThingGroupIndex.DefaultField, query.Cancel)
            : operation.Indexes.Things.GetStatistics(query.Query, request.AggregationField ?? FleetIndex.DefaultField, query.Cancel);
        var statistics = new StatisticsContract(
            found.Count, found.Average, found.Sum, found.Minimum, found.Maximum, found.SumOfSquares, found.Variance, found.StandardDeviation);
        return (new GetStatisticsResponse(statistics), null);
    }
}
