using System.Globalization;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Fleet;
using IotConnectivity.Fleet.Groups;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Fleet;

/// <summary><c>POST /indices/percentiles</c></summary>
internal sealed class GetPercentiles(FleetOperation operation)
{
    private const string Action = "iot:GetPercentiles";
    private const int MaxPercents = 100;

    public Task InvokeAsync(HttpContext http) => operation.AnswerAsync(
        http, Action, ConnectivityJsonContext.Default.GetPercentilesRequest, FleetJsonContext.Readable.GetPercentilesResponse, Check, Ask);

    private static void Check(GetPercentilesRequest request, ConstraintViolations violations)
    {
        FleetRequest.CheckField(request.AggregationField, violations);
        if (request.Percents?.Count > MaxPercents)
        {
            violations.Add($"{request.Percents.Count} members", "percents", $"Member must have length less than or equal to {MaxPercents}");
            return;
        }

        foreach (var (i, percent) in (request.Percents ?? []).Index())
        {
            var member = $"percents.{i + 1}.member";
            if (percent is not { } given) violations.Required(member);
            else if (given < 0) violations.Add(given.ToString(CultureInfo.InvariantCulture), member, "Member must have value greater than or equal to 0");
            else if (given > 100) violations.Add(given.ToString(CultureInfo.InvariantCulture), member, "Member must have value less than or equal to 100");
        }
    }

    private (GetPercentilesResponse? Answer, AwsError? Error) Ask(GetPercentilesRequest request, IndexQuery query)
    {
        // None at all is the same as not given.
        double[]? percents = request.Percents is { Count: > 0 } given ? [.. given.Select(static percent => percent!.Value)] : null;
        var found = query.IsOfGroups
            ? operation.Indexes.Groups.GetPercentiles(query.Query, request.AggregationField ?? ThingGroupIndex.DefaultField, percents, query.Cancel)
            : operation.Indexes.Things.GetPercentiles(query.Query, request.AggregationField ?? FleetIndex.DefaultField, percents, query.Cancel);
        return (new GetPercentilesResponse([.. found.Select(static percentile => new PercentileContract(percentile.Percent, percentile.Value))]), null);
    }
}
