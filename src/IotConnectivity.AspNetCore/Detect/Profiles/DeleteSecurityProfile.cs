using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Profiles;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Profiles;

/// <summary><c>DELETE /security-profiles/{securityProfileName}?expectedVersion=</c></summary>
internal sealed class DeleteSecurityProfile(SecurityProfiles profiles, ApiGate gate, DurableWrites writes)
{
    public Task InvokeAsync(HttpContext http) => writes.AnswerNothingAsync(http, Delete(http));

    private AwsError? Delete(HttpContext http)
    {
        var violations = new ConstraintViolations();
        var expectedVersion = RegistryOperation.ReadNumber(http, "expectedVersion", violations);
        if (ProfileOperation.Admit(http, gate, "iot:DeleteSecurityProfile", violations) is { } refusal) return refusal;
        return profiles.TryDelete(ProfileOperation.NameOf(http), expectedVersion, out var error) ? null : RegistryOperation.ToAwsError(error);
    }
}
