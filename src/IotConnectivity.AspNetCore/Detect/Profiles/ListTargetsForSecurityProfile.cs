using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Profiles;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Profiles;

/// <summary><c>GET /security-profiles/{securityProfileName}/targets</c></summary>
internal sealed class ListTargetsForSecurityProfile(SecurityProfiles profiles, ApiGate gate)
{
    public Task InvokeAsync(HttpContext http)
    {
        var error = List(http, out var page);
        return error is null
            ? JsonAnswer.WriteAsync(http, Describe(page!), SecurityProfileAnswerContext.Readable.ListTargetsForSecurityProfileResponse)
            : AwsErrorWriter.WriteAsync(http, error);
    }

    private AwsError? List(HttpContext http, out ProfileTargetPage? page)
    {
        page = null;
        var violations = new ConstraintViolations();
        var maxResults = RegistryOperation.ReadPageSize(http, violations);
        if (ProfileOperation.Admit(http, gate, "iot:ListTargetsForSecurityProfile", violations) is { } refusal) return refusal;
        return profiles.TryListTargets(ProfileOperation.NameOf(http), maxResults, RegistryOperation.ReadText(http, "nextToken"), out page, out var error)
            ? null
            : RegistryOperation.ToAwsError(error);
    }

    private ListTargetsForSecurityProfileResponse Describe(ProfileTargetPage page) =>
        new([.. page.Targets.Select(one => new SecurityProfileTargetContract(ProfileTargets.ArnOf(one.Target, gate.Arns)))], page.NextToken);
}
