using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Mitigation;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Mitigation;

/// <summary><c>POST /mitigationactions/actions/{actionName}</c></summary>
internal sealed class CreateMitigationAction(MitigationActions actions, ApiGate gate, DurableWrites writes)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var (request, error) = await RequestJson.ReadAsync(http, MitigationRequestContext.Default.MitigationActionRequest).ConfigureAwait(false);
        MitigationActionResponse? answer = null;
        error ??= Create(http, request!, out answer);
        await writes.AnswerAsync(http, error, answer, MitigationAnswerContext.Readable.MitigationActionResponse).ConfigureAwait(false);
    }

    private AwsError? Create(HttpContext http, MitigationActionRequest request, out MitigationActionResponse? answer)
    {
        answer = null;
        var violations = new ConstraintViolations();
        if (request.RoleArn is null) violations.Required("roleArn");
        if (request.ActionParams is null) violations.Required("actionParams");
        var what = MitigationOperation.Read(request.ActionParams, violations);
        var refusal = MitigationOperation.Admit(http, gate, "iot:CreateMitigationAction", violations) ?? MitigationOperation.FindUnsupported(request.ActionParams);
        if (refusal is not null) return refusal;
        var isCreated = actions.TryCreate(MitigationOperation.NameOf(http), request.RoleArn!, what!, out var action, out var error);
        if (action is null) return RegistryOperation.ToAwsError(error!);
        answer = MitigationActionResponse.Of(action, gate.Arns);
        return isCreated ? null : RegistryOperation.ToAwsError(error!) with { ResourceId = action.Id.ToString(), ResourceArn = answer.ActionArn };
    }
}
