using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Profiles;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Profiles;

/// <summary><c>POST /security-profiles/{securityProfileName}</c></summary>
internal sealed class CreateSecurityProfile(SecurityProfiles profiles, ApiGate gate, DurableWrites writes)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var (request, error) = await RequestJson.ReadAsync(http, SecurityProfileRequestContext.Default.SecurityProfileRequest).ConfigureAwait(false);
        CreateSecurityProfileResponse? answer = null;
        error ??= Create(http, request!, out answer);
        await writes.AnswerAsync(http, error, answer, SecurityProfileAnswerContext.Readable.CreateSecurityProfileResponse).ConfigureAwait(false);
    }

    private AwsError? Create(HttpContext http, SecurityProfileRequest request, out CreateSecurityProfileResponse? answer)
    {
        answer = null;
        var violations = new ConstraintViolations();
        var draft = ProfileRequestReader.Read(request, violations);
        var refusal = ProfileOperation.Admit(http, gate, "iot:CreateSecurityProfile", violations) ?? ProfileRequestReader.FindUnsupported(request);
        if (refusal is not null) return refusal;
        var isCreated = profiles.TryCreate(ProfileOperation.NameOf(http), draft, out var profile, out var error);
        if (profile is null) return RegistryOperation.ToAwsError(error!);
        answer = new CreateSecurityProfileResponse(profile.Name, gate.Arns.OfSecurityProfile(profile.Name));
        return isCreated ? null : RegistryOperation.ToAwsError(error!) with { ResourceId = profile.Name, ResourceArn = answer.SecurityProfileArn };
    }
}
