using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Mitigation;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Mitigation;

/// <summary><c>GET /detect/mitigationactions/executions</c></summary>
/// <remarks>The resource is the thing that the query names; without one it is <c>*</c>.</remarks>
internal sealed class ListDetectMitigationActionsExecutions(MitigationTasks tasks, ApiGate gate)
{
    private const string Action = "iot:ListDetectMitigationActionsExecutions";

    public async Task InvokeAsync(HttpContext http)
    {
        var violations = new ConstraintViolations();
        var maxResults = RegistryOperation.ReadPageSize(http, violations);
        var filter = Read(http, violations);
        var error = violations.ToError() ?? (filter.ThingName is { } thing ? gate.Admit(http, Action, "thing/", thing) : gate.Admit(http, Action, [], []));
        error ??= await StoreReads.TryAsync(async () =>
        {
            var page = await tasks.ListExecutionsAsync(filter, maxResults, RegistryOperation.ReadText(http, "nextToken"), http.RequestAborted).ConfigureAwait(false);
            JsonAnswer.Write(http, Describe(page), MitigationAnswerContext.Readable.ListExecutionsResponse);
            return null;
        }).ConfigureAwait(false);
        if (error is not null) await AwsErrorWriter.WriteAsync(http, error).ConfigureAwait(false);
    }

    private static MitigationExecutionFilter Read(HttpContext http, ConstraintViolations violations)
    {
        var (from, to) = DetectMembers.ReadOptionalRange(http, violations);
        var filter = new MitigationExecutionFilter
        {
            TaskId = RegistryOperation.ReadText(http, MitigationTaskOperation.Label),
            ViolationId = RegistryOperation.ReadText(http, "violationId"),
            ThingName = RegistryOperation.ReadText(http, "thingName"),
            From = from,
            To = to,
        };
        if (filter.TaskId is { } task) DetectMembers.CheckName(task, MitigationTaskOperation.Label, violations);
        if (filter.ViolationId is { } violation) DetectMembers.CheckViolationId(violation, "violationId", violations);
        DetectMembers.CheckThing(filter.ThingName, violations);
        return filter;
    }

    private static ListExecutionsResponse Describe(MitigationExecutionPage page) => new([.. page.Executions.Select(ExecutionContract.Of)], page.NextToken);
}
