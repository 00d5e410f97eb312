using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Endpoints.ThingGroups;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Profiles;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Profiles;

/// <summary><c>GET /security-profiles-for-target?securityProfileTargetArn=</c></summary>
/// <remarks>The resource is the group; for all things it is <c>*</c>.</remarks>
internal sealed class ListSecurityProfilesForTarget(SecurityProfiles profiles, ApiGate gate)
{
    private const string Action = "iot:ListSecurityProfilesForTarget";

    public Task InvokeAsync(HttpContext http)
    {
        var error = List(http, out var page);
        return error is null
            ? JsonAnswer.WriteAsync(http, Describe(page!), SecurityProfileAnswerContext.Readable.ListSecurityProfilesForTargetResponse)
            : AwsErrorWriter.WriteAsync(http, error);
    }

    private AwsError? List(HttpContext http, out TargetMappingPage? page)
    {
        page = null;
        var violations = new ConstraintViolations();
        var maxResults = RegistryOperation.ReadPageSize(http, violations);
        var recursive = RegistryOperation.ReadFlag(http, "recursive", violations) ?? false;
        var target = ProfileTargets.Read(http, gate.Arns, violations);
        if ((violations.ToError() ?? Admit(http, target)) is { } refusal) return refusal;
        return profiles.TryListForTarget(target, recursive, maxResults, RegistryOperation.ReadText(http, "nextToken"), out page, out var error)
            ? null
            : RegistryOperation.ToAwsError(error);
    }

    private AwsError? Admit(HttpContext http, ProfileTarget target) =>
        target.GroupName is { } group ? gate.Admit(http, Action, ThingGroupOperation.ResourceType, group) : gate.Admit(http, Action, [], []);

    private ListSecurityProfilesForTargetResponse Describe(TargetMappingPage page) =>
        new([.. page.Mappings.Select(Describe)], page.NextToken);

    private SecurityProfileTargetMappingContract Describe(TargetMapping mapping) =>
        new(ProfileOperation.NameAndArn(mapping.Profile, gate.Arns), new SecurityProfileTargetContract(ProfileTargets.ArnOf(mapping.Target, gate.Arns)));
}
