using IotConnectivity.AspNetCore.Access;
using IotConnectivity.Detect.Mitigation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IotConnectivity.AspNetCore.Detect.Mitigation;

/// <summary>The operations on mitigation actions and on their tasks.</summary>
internal static class MitigationEndpoints
{
    public static void Map(
        RouteGroupBuilder group,
        IServiceProvider services,
        ApiGate gate,
        DurableWrites writes,
        Func<RequestDelegate, RequestDelegate> known,
        Func<RequestDelegate, RequestDelegate> writing)
    {
        var actions = services.GetRequiredService<MitigationActions>();
        var tasks = services.GetRequiredService<MitigationTasks>();
        group.MapPost("/mitigationactions/actions/{actionName}", writing(new CreateMitigationAction(actions, gate, writes).InvokeAsync));
        group.MapGet("/mitigationactions/actions/{actionName}", known(new DescribeMitigationAction(actions, gate).InvokeAsync));
        group.MapPatch("/mitigationactions/actions/{actionName}", writing(new UpdateMitigationAction(actions, gate, writes).InvokeAsync));
        group.MapDelete("/mitigationactions/actions/{actionName}", writing(new DeleteMitigationAction(actions, gate, writes).InvokeAsync));
        group.MapGet("/mitigationactions/actions", known(new ListMitigationActions(actions, gate).InvokeAsync));
        group.MapPut("/detect/mitigationactions/tasks/{taskId}", writing(new StartDetectMitigationActionsTask(tasks, gate, writes).InvokeAsync));
        group.MapGet("/detect/mitigationactions/tasks/{taskId}", known(new DescribeDetectMitigationActionsTask(tasks, gate).InvokeAsync));
        group.MapPut("/detect/mitigationactions/tasks/{taskId}/cancel", writing(new CancelDetectMitigationActionsTask(tasks, gate, writes).InvokeAsync));
        group.MapGet("/detect/mitigationactions/tasks", known(new ListDetectMitigationActionsTasks(tasks, gate).InvokeAsync));
        group.MapGet("/detect/mitigationactions/executions", known(new ListDetectMitigationActionsExecutions(tasks, gate).InvokeAsync));
    }
}
