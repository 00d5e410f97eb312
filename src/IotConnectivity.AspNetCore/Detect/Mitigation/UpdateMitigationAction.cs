using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Mitigation;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Mitigation;

/// <summary><c>PATCH /mitigationactions/actions/{actionName}</c></summary>
internal sealed class UpdateMitigationAction(MitigationActions actions, ApiGate gate, DurableWrites writes)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var (request, error) = await RequestJson.ReadAsync(http, MitigationRequestContext.Default.MitigationActionRequest).ConfigureAwait(false);
        MitigationActionResponse? answer = null;
        error ??= Update(http, request!, out answer);
        await writes.AnswerAsync(http, error, answer, MitigationAnswerContext.Readable.MitigationActionResponse).ConfigureAwait(false);
    }

    private AwsError? Update(HttpContext http, MitigationActionRequest request, out MitigationActionResponse? answer)
    {
        answer = null;
        var violations = new ConstraintViolations();
        var what = MitigationOperation.Read(request.ActionParams, violations);
        var refusal = MitigationOperation.Admit(http, gate, "iot:UpdateMitigationAction", violations) ?? MitigationOperation.FindUnsupported(request.ActionParams);
        if (refusal is not null) return refusal;
        if (!actions.TryUpdate(MitigationOperation.NameOf(http), request.RoleArn, what, out var action, out var error)) return RegistryOperation.ToAwsError(error);
        answer = MitigationActionResponse.Of(action, gate.Arns);
        return null;
    }
}
