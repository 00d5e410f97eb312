using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Profiles;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Profiles;

/// <summary><c>PUT /security-profiles/{securityProfileName}/mitigation-actions</c>, which AWS IoT does not have: the actions that run when an alarm is raised.</summary>
internal sealed class BindMitigationActions(SecurityProfiles profiles, ApiGate gate, DurableWrites writes)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var (request, error) = await RequestJson.ReadAsync(http, SecurityProfileRequestContext.Default.BindMitigationActionsRequest).ConfigureAwait(false);
        DescribeSecurityProfileResponse? answer = null;
        error ??= Bind(http, request!, out answer);
        await writes.AnswerAsync(http, error, answer, SecurityProfileAnswerContext.Readable.DescribeSecurityProfileResponse).ConfigureAwait(false);
    }

    private AwsError? Bind(HttpContext http, BindMitigationActionsRequest request, out DescribeSecurityProfileResponse? answer)
    {
        answer = null;
        var violations = new ConstraintViolations();
        if (request.Actions is null) violations.Required("actions");
        var actions = ProfileRequestReader.ReadTexts(request.Actions, "actions.{0}.member", violations);
        if (ProfileOperation.Admit(http, gate, "iot:UpdateSecurityProfile", violations) is { } refusal) return refusal;
        if (!profiles.TryBindMitigationActions(ProfileOperation.NameOf(http), actions, out var profile, out var error)) return RegistryOperation.ToAwsError(error);
        answer = ProfileOperation.Describe(profile, gate.Arns);
        return null;
    }
}
