using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Profiles;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Profiles;

/// <summary><c>GET /security-profiles</c></summary>
internal sealed class ListSecurityProfiles(SecurityProfiles profiles, ApiGate gate)
{
    public Task InvokeAsync(HttpContext http)
    {
        var error = List(http, out var page);
        return error is null
            ? JsonAnswer.WriteAsync(http, Describe(page!), SecurityProfileAnswerContext.Readable.ListSecurityProfilesResponse)
            : AwsErrorWriter.WriteAsync(http, error);
    }

    private AwsError? List(HttpContext http, out SecurityProfilePage? page)
    {
        page = null;
        var violations = new ConstraintViolations();
        var maxResults = RegistryOperation.ReadPageSize(http, violations);
        var dimension = RegistryOperation.ReadText(http, "dimensionName");
        var metric = RegistryOperation.ReadText(http, "metricName");
        if (dimension is not null && metric is not null) violations.Add(dimension, "dimensionName", "Member must not be given together with metricName");
        if (dimension is not null) violations.CheckName(dimension, "dimensionName");
        if ((violations.ToError() ?? gate.Admit(http, "iot:ListSecurityProfiles", [], [])) is { } refusal) return refusal;
        if (dimension is not null) return new AwsError(AwsErrorCode.ResourceNotFound, $"Dimension {dimension} does not exist");
        return profiles.TryList(metric, maxResults, RegistryOperation.ReadText(http, "nextToken"), out page, out var error) ? null : RegistryOperation.ToAwsError(error);
    }

    private ListSecurityProfilesResponse Describe(SecurityProfilePage page) =>
        new([.. page.Profiles.Select(profile => ProfileOperation.NameAndArn(profile, gate.Arns))], page.NextToken);
}
