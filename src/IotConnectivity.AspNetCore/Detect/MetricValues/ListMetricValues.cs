using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect;
using IotConnectivity.Detect.MetricValues;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.MetricValues;

/// <summary><c>GET /metric-values?thingName=&amp;metricName=&amp;startTime=&amp;endTime=</c></summary>
internal sealed class ListMetricValues(ThingMetrics metrics, ApiGate gate)
{
    private const string ThingMember = "thingName";
    private const string MetricMember = "metricName";

    private static readonly AwsError NoDimensions = new(
        AwsErrorCode.InvalidRequest, "dimensionName and dimensionValueOperator are not supported: metrics have no dimensions here, expected neither");

    public async Task InvokeAsync(HttpContext http)
    {
        var violations = new ConstraintViolations();
        var query = Read(http, violations);
        var error = violations.ToError() ?? gate.Admit(http, "iot:ListMetricValues", "thing/", query.ThingName);
        if (RegistryOperation.ReadText(http, "dimensionName") is not null || RegistryOperation.ReadText(http, "dimensionValueOperator") is not null) error ??= NoDimensions;
        error ??= await StoreReads.TryAsync(async () =>
        {
            if (await metrics.ListAsync(query, http.RequestAborted).ConfigureAwait(false) is not { } page)
            {
                return new AwsError(AwsErrorCode.ResourceNotFound, $"Thing {query.ThingName} does not exist");
            }

            JsonAnswer.Write(http, Describe(page), MetricValueAnswerContext.Default.ListMetricValuesResponse);
            return null;
        }).ConfigureAwait(false);
        if (error is not null) await AwsErrorWriter.WriteAsync(http, error).ConfigureAwait(false);
    }

    private static MetricValueQuery Read(HttpContext http, ConstraintViolations violations)
    {
        var thing = RegistryOperation.ReadText(http, ThingMember);
        if (thing is null) violations.Required(ThingMember);
        DetectMembers.CheckThing(thing, violations);
        var metric = RegistryOperation.ReadText(http, MetricMember);
        if (metric is null) violations.Required(MetricMember);
        else if (!DetectMetrics.All.Contains(metric)) violations.Add(metric, MetricMember, $"Member must be a metric that is measured here: [{string.Join(", ", DetectMetrics.All)}]");
        var (from, to) = DetectMembers.ReadRange(http, violations);
        if (from != default && to - from > MetricValueQuery.MaxRange)
        {
            violations.Add(http.Request.Query["endTime"].ToString(), "endTime", $"Member must be at most {MetricValueQuery.MaxRange.TotalDays:0} days after startTime");
        }

        return new MetricValueQuery
        {
            ThingName = thing ?? string.Empty,
            MetricName = metric ?? string.Empty,
            StartTime = from,
            EndTime = to,
            MaxResults = RegistryOperation.ReadPageSize(http, violations, MetricValueQuery.MaxPageSize),
            NextToken = RegistryOperation.ReadText(http, "nextToken"),
        };
    }

    private static ListMetricValuesResponse Describe(MetricValuePage page) => new([.. page.Values.Select(MetricDatumContract.Of)], page.NextToken);
}
