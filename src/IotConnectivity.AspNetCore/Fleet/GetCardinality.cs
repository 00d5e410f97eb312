using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Fleet;
using IotConnectivity.Fleet.Groups;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Fleet;

/// <summary><c>POST /indices/cardinality</c></summary>
internal sealed class GetCardinality(FleetOperation operation)
{
    private const string Action = "iot:GetCardinality";

    public Task InvokeAsync(HttpContext http) => operation.AnswerAsync(
        http,
        Action,
        ConnectivityJsonContext.Default.FieldRequest,
        FleetJsonContext.Readable.GetCardinalityResponse,
        static (request, violations) => FleetRequest.CheckField(request.AggregationField, violations),
        Ask);

    private (GetCardinalityResponse? Answer, AwsError? Error) Ask(FieldRequest request, IndexQuery query)
    {
        var cardinality = query.IsOfGroups
            ? operation.Indexes.Groups.GetCardinality(query.Query, request.AggregationField ?? ThingGroupIndex.DefaultField, query.Cancel)
            : operation.Indexes.Things.GetCardinality(query.Query, request.AggregationField ?? FleetIndex.DefaultField, query.Cancel);
        return (new GetCardinalityResponse(cardinality), null);
    }
}
