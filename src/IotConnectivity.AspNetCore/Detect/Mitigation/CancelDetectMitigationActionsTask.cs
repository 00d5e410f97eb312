using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Mitigation;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Mitigation;

/// <summary><c>PUT /detect/mitigationactions/tasks/{taskId}/cancel</c></summary>
internal sealed class CancelDetectMitigationActionsTask(MitigationTasks tasks, ApiGate gate, DurableWrites writes)
{
    public Task InvokeAsync(HttpContext http) => writes.AnswerNothingAsync(http, Cancel(http));

    private AwsError? Cancel(HttpContext http)
    {
        if (MitigationTaskOperation.Admit(http, gate, "iot:CancelDetectMitigationActionsTask") is { } refusal) return refusal;
        return tasks.TryCancel(MitigationTaskOperation.IdOf(http), out var error) ? null : RegistryOperation.ToAwsError(error);
    }
}
