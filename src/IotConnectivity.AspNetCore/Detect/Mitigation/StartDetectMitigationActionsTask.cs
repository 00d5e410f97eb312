using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Detect.Profiles;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Mitigation;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Mitigation;

/// <summary><c>PUT /detect/mitigationactions/tasks/{taskId}</c></summary>
/// <remarks>The resource is the security profile; for violations that are named one by one it is <c>*</c>.</remarks>
internal sealed class StartDetectMitigationActionsTask(MitigationTasks tasks, ApiGate gate, DurableWrites writes)
{
    private const string Action = "iot:StartDetectMitigationActionsTask";

    public async Task InvokeAsync(HttpContext http)
    {
        var (request, error) = await RequestJson.ReadAsync(http, MitigationRequestContext.Default.StartTaskRequest).ConfigureAwait(false);
        error ??= Start(http, request!);
        await writes.AnswerAsync(http, error, new StartTaskResponse(MitigationTaskOperation.IdOf(http)), MitigationAnswerContext.Readable.StartTaskResponse).ConfigureAwait(false);
    }

    private AwsError? Start(HttpContext http, StartTaskRequest request)
    {
        var violations = new ConstraintViolations();
        MitigationTaskOperation.CheckId(http, violations);
        var asked = MitigationTaskReader.Read(MitigationTaskOperation.IdOf(http), request, violations);
        if ((violations.ToError() ?? Admit(http, asked)) is { } refusal) return refusal;
        if (tasks.TryStart(asked, out var error)) return null;
        return error.Code == RegistryErrorCode.AlreadyExists ? new AwsError(AwsErrorCode.TaskAlreadyExists, error.Message) : RegistryOperation.ToAwsError(error);
    }

    private AwsError? Admit(HttpContext http, MitigationTaskRequest asked) =>
        asked.ViolationIds.Count == 0 && asked.ProfileName is { } profile ? gate.Admit(http, Action, ProfileOperation.ResourceType, profile) : gate.Admit(http, Action, [], []);
}
