using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Profiles;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Profiles;

/// <summary>AttachSecurityProfile, <c>PUT</c>, and DetachSecurityProfile, <c>DELETE /security-profiles/{securityProfileName}/targets?securityProfileTargetArn=</c></summary>
/// <remarks>The caller must be allowed on the profile and, when the target is a group, on the group.</remarks>
internal sealed class ChangeProfileTarget(SecurityProfiles profiles, ApiGate gate, DurableWrites writes)
{
    public Task AttachAsync(HttpContext http) => writes.AnswerNothingAsync(http, Change(
        http, "iot:AttachSecurityProfile", static (profiles, name, target) => profiles.TryAttach(name, target, out var error) ? null : error));

    public Task DetachAsync(HttpContext http) => writes.AnswerNothingAsync(http, Change(
        http, "iot:DetachSecurityProfile", static (profiles, name, target) => profiles.TryDetach(name, target, out var error) ? null : error));

    private AwsError? Change(HttpContext http, string action, Func<SecurityProfiles, string, ProfileTarget, RegistryError?> change)
    {
        var violations = new ConstraintViolations();
        var name = ProfileOperation.NameOf(http);
        violations.CheckName(name, ProfileOperation.Label);
        var target = ProfileTargets.Read(http, gate.Arns, violations);
        var refusal = violations.ToError()
            ?? gate.Identify(http, out var caller)
            ?? gate.Authorize(caller, action, ProfileOperation.ResourceType, name)
            ?? ProfileTargets.Authorize(gate, caller, action, target);
        if (refusal is not null) return refusal;
        return change(profiles, name, target) is { } error ? RegistryOperation.ToAwsError(error) : null;
    }
}
