using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Profiles;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Profiles;

/// <summary><c>POST /security-profile-behaviors/validate</c></summary>
/// <remarks>What is wrong with a behaviour is the answer, not an error.</remarks>
internal sealed class ValidateSecurityProfileBehaviors(ApiGate gate)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var (request, error) = await RequestJson.ReadAsync(http, SecurityProfileRequestContext.Default.ValidateBehaviorsRequest).ConfigureAwait(false);
        ValidateBehaviorsResponse? answer = null;
        error ??= Validate(http, request!, out answer);
        await (error is null
            ? JsonAnswer.WriteAsync(http, answer!, SecurityProfileAnswerContext.Readable.ValidateBehaviorsResponse)
            : AwsErrorWriter.WriteAsync(http, error)).ConfigureAwait(false);
    }

    private AwsError? Validate(HttpContext http, ValidateBehaviorsRequest request, out ValidateBehaviorsResponse? answer)
    {
        answer = null;
        var violations = new ConstraintViolations();
        if (request.Behaviors is null) violations.Required("behaviors");
        var behaviors = ProfileRequestReader.ReadBehaviors(request.Behaviors, violations);
        if ((violations.ToError() ?? gate.Admit(http, "iot:ValidateSecurityProfileBehaviors", [], [])) is { } refusal) return refusal;
        var faults = SecurityProfiles.Validate(behaviors);
        answer = new ValidateBehaviorsResponse(faults.Count == 0, faults.Count == 0 ? null : [.. faults.Select(static fault => new ValidationErrorContract(fault))]);
        return null;
    }
}
