using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Mitigation;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Mitigation;

/// <summary><c>GET /detect/mitigationactions/tasks?startTime=&amp;endTime=</c></summary>
internal sealed class ListDetectMitigationActionsTasks(MitigationTasks tasks, ApiGate gate)
{
    public Task InvokeAsync(HttpContext http)
    {
        var error = List(http, out var page);
        return error is null
            ? JsonAnswer.WriteAsync(http, Describe(page!), MitigationAnswerContext.Readable.ListTasksResponse)
            : AwsErrorWriter.WriteAsync(http, error);
    }

    private AwsError? List(HttpContext http, out MitigationTaskPage? page)
    {
        page = null;
        var violations = new ConstraintViolations();
        var (from, to) = DetectMembers.ReadRange(http, violations);
        var maxResults = RegistryOperation.ReadPageSize(http, violations);
        if ((violations.ToError() ?? gate.Admit(http, "iot:ListDetectMitigationActionsTasks", [], [])) is { } refusal) return refusal;
        return tasks.TryList(from, to, maxResults, RegistryOperation.ReadText(http, "nextToken"), out page, out var error) ? null : RegistryOperation.ToAwsError(error);
    }

    private static ListTasksResponse Describe(MitigationTaskPage page) => new([.. page.Tasks.Select(TaskSummaryContract.Of)], page.NextToken);
}
