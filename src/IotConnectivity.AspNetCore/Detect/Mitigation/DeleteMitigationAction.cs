using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Mitigation;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Mitigation;

/// <summary><c>DELETE /mitigationactions/actions/{actionName}</c></summary>
internal sealed class DeleteMitigationAction(MitigationActions actions, ApiGate gate, DurableWrites writes)
{
    public Task InvokeAsync(HttpContext http) => writes.AnswerNothingAsync(http, Delete(http));

    private AwsError? Delete(HttpContext http)
    {
        if (MitigationOperation.Admit(http, gate, "iot:DeleteMitigationAction", new ConstraintViolations()) is { } refusal) return refusal;
        return actions.TryDelete(MitigationOperation.NameOf(http), out var error) ? null : RegistryOperation.ToAwsError(error);
    }
}
