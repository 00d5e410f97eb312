using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Detect.MetricValues;
using IotConnectivity.Detect.MetricValues;
using IotConnectivity.Detect.Profiles;
using IotConnectivity.Detect.Violations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IotConnectivity.AspNetCore.Detect.Violations;

/// <summary>The operations on violations, and on the values that they come from.</summary>
internal static class ViolationEndpoints
{
    public static void Map(
        RouteGroupBuilder group,
        IServiceProvider services,
        ApiGate gate,
        DurableWrites writes,
        Func<RequestDelegate, RequestDelegate> known,
        Func<RequestDelegate, RequestDelegate> writing)
    {
        var list = services.GetRequiredService<ViolationList>();
        group.MapGet("/active-violations", known(new ListActiveViolations(list, services.GetRequiredService<SecurityProfiles>(), gate).InvokeAsync));
        group.MapGet("/violation-events", known(new ListViolationEvents(list, gate).InvokeAsync));
        group.MapPost("/violations/verification-state/{violationId}", writing(new PutVerificationStateOnViolation(list, gate, writes).InvokeAsync));
        group.MapGet("/metric-values", known(new ListMetricValues(services.GetRequiredService<ThingMetrics>(), gate).InvokeAsync));
    }
}
