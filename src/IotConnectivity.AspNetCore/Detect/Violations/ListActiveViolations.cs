using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Profiles;
using IotConnectivity.Detect.Violations;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Violations;

/// <summary><c>GET /active-violations</c></summary>
/// <remarks>A profile that does not exist is an error; a thing that does not exist has no violations.</remarks>
internal sealed class ListActiveViolations(ViolationList list, SecurityProfiles profiles, ApiGate gate)
{
    public Task InvokeAsync(HttpContext http)
    {
        var error = List(http, out var page);
        return error is null
            ? JsonAnswer.WriteAsync(http, Describe(page!), ViolationAnswerContext.Readable.ListActiveViolationsResponse)
            : AwsErrorWriter.WriteAsync(http, error);
    }

    private AwsError? List(HttpContext http, out ViolationPage? page)
    {
        page = null;
        var violations = new ConstraintViolations();
        var maxResults = RegistryOperation.ReadPageSize(http, violations);
        var filter = ViolationRequest.ReadFilter(http, violations);
        if (ViolationRequest.Admit(http, gate, "iot:ListActiveViolations", filter, violations) is { } refusal) return refusal;
        if (filter.ProfileName is { } profile && profiles.Find(profile) is null) return new AwsError(AwsErrorCode.ResourceNotFound, $"Security Profile {profile} does not exist");
        return list.TryListActive(filter, maxResults, RegistryOperation.ReadText(http, "nextToken"), out page, out var error) ? null : RegistryOperation.ToAwsError(error);
    }

    private static ListActiveViolationsResponse Describe(ViolationPage page) => new([.. page.Violations.Select(ActiveViolationContract.Of)], page.NextToken);
}
