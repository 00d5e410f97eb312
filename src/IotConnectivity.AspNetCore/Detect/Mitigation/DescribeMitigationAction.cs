using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Mitigation;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Mitigation;

/// <summary><c>GET /mitigationactions/actions/{actionName}</c></summary>
internal sealed class DescribeMitigationAction(MitigationActions actions, ApiGate gate)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (MitigationOperation.Admit(http, gate, "iot:DescribeMitigationAction", new ConstraintViolations()) is { } refusal) return AwsErrorWriter.WriteAsync(http, refusal);
        var name = MitigationOperation.NameOf(http);
        return actions.Find(name) is { } action
            ? JsonAnswer.WriteAsync(http, DescribeMitigationActionResponse.Of(action, gate.Arns), MitigationAnswerContext.Readable.DescribeMitigationActionResponse)
            : AwsErrorWriter.WriteAsync(http, new AwsError(AwsErrorCode.ResourceNotFound, $"Mitigation action {name} does not exist"));
    }
}
