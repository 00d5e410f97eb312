using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Profiles;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Profiles;

/// <summary><c>PATCH /security-profiles/{securityProfileName}?expectedVersion=</c></summary>
internal sealed class UpdateSecurityProfile(SecurityProfiles profiles, ApiGate gate, DurableWrites writes)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var (request, error) = await RequestJson.ReadAsync(http, SecurityProfileRequestContext.Default.UpdateSecurityProfileRequest).ConfigureAwait(false);
        DescribeSecurityProfileResponse? answer = null;
        error ??= Update(http, request!, out answer);
        await writes.AnswerAsync(http, error, answer, SecurityProfileAnswerContext.Readable.DescribeSecurityProfileResponse).ConfigureAwait(false);
    }

    private AwsError? Update(HttpContext http, UpdateSecurityProfileRequest request, out DescribeSecurityProfileResponse? answer)
    {
        answer = null;
        var violations = new ConstraintViolations();
        var draft = ProfileRequestReader.Read(request, violations);
        var update = new SecurityProfileUpdate
        {
            Description = draft.Description,
            Behaviors = draft.Behaviors,
            DeleteBehaviors = request.DeleteBehaviors ?? false,
            Alerts = draft.Alerts,
            DeleteAlerts = request.DeleteAlertTargets ?? false,
            AdditionalMetricsToRetain = draft.AdditionalMetricsToRetain,
            DeleteAdditionalMetricsToRetain = request.DeleteAdditionalMetricsToRetain ?? false,
            ExpectedVersion = RegistryOperation.ReadNumber(http, "expectedVersion", violations),
        };
        var refusal = ProfileOperation.Admit(http, gate, "iot:UpdateSecurityProfile", violations) ?? ProfileRequestReader.FindUnsupported(request);
        if (refusal is not null) return refusal;
        if (!profiles.TryUpdate(ProfileOperation.NameOf(http), update, out var profile, out var error)) return RegistryOperation.ToAwsError(error);
        answer = ProfileOperation.Describe(profile, gate.Arns);
        return null;
    }
}
