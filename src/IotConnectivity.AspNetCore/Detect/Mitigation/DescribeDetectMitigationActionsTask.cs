using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Mitigation;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Mitigation;

/// <summary><c>GET /detect/mitigationactions/tasks/{taskId}</c></summary>
internal sealed class DescribeDetectMitigationActionsTask(MitigationTasks tasks, ApiGate gate)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (MitigationTaskOperation.Admit(http, gate, "iot:DescribeDetectMitigationActionsTask") is { } refusal) return AwsErrorWriter.WriteAsync(http, refusal);
        var id = MitigationTaskOperation.IdOf(http);
        return tasks.Find(id) is { } task
            ? JsonAnswer.WriteAsync(http, new DescribeTaskResponse(TaskSummaryContract.Of(task)), MitigationAnswerContext.Readable.DescribeTaskResponse)
            : AwsErrorWriter.WriteAsync(http, new AwsError(AwsErrorCode.ResourceNotFound, $"Task {id} does not exist"));
    }
}
