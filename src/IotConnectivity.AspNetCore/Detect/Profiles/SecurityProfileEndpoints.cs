using IotConnectivity.AspNetCore.Access;
using IotConnectivity.Detect.Profiles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IotConnectivity.AspNetCore.Detect.Profiles;

/// <summary>The operations on security profiles.</summary>
internal static class SecurityProfileEndpoints
{
    public static void Map(
        RouteGroupBuilder group,
        SecurityProfiles profiles,
        ApiGate gate,
        DurableWrites writes,
        Func<RequestDelegate, RequestDelegate> known,
        Func<RequestDelegate, RequestDelegate> writing)
    {
        var targets = new ChangeProfileTarget(profiles, gate, writes);
        group.MapPost("/security-profiles/{securityProfileName}", writing(new CreateSecurityProfile(profiles, gate, writes).InvokeAsync));
        group.MapGet("/security-profiles/{securityProfileName}", known(new DescribeSecurityProfile(profiles, gate).InvokeAsync));
        group.MapPatch("/security-profiles/{securityProfileName}", writing(new UpdateSecurityProfile(profiles, gate, writes).InvokeAsync));
        group.MapDelete("/security-profiles/{securityProfileName}", writing(new DeleteSecurityProfile(profiles, gate, writes).InvokeAsync));
        group.MapGet("/security-profiles", known(new ListSecurityProfiles(profiles, gate).InvokeAsync));
        group.MapPut("/security-profiles/{securityProfileName}/targets", writing(targets.AttachAsync));
        group.MapDelete("/security-profiles/{securityProfileName}/targets", writing(targets.DetachAsync));
        group.MapGet("/security-profiles/{securityProfileName}/targets", known(new ListTargetsForSecurityProfile(profiles, gate).InvokeAsync));
        group.MapGet("/security-profiles-for-target", known(new ListSecurityProfilesForTarget(profiles, gate).InvokeAsync));
        group.MapPost("/security-profile-behaviors/validate", known(new ValidateSecurityProfileBehaviors(gate).InvokeAsync));
        group.MapPut("/security-profiles/{securityProfileName}/mitigation-actions", writing(new BindMitigationActions(profiles, gate, writes).InvokeAsync));
    }
}
