using IotConnectivity.Access;
using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Profiles;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Profiles;

/// <summary>What the operations on one security profile have in common.</summary>
internal static class ProfileOperation
{
    public const string ResourceType = "securityprofile/";

    public const string Label = "securityProfileName";

    public static string NameOf(HttpContext http) => RegistryOperation.NameOf(http, Label);

    /// <summary>Checks the name in the path, and whether the caller may do this to that profile.</summary>
    public static AwsError? Admit(HttpContext http, ApiGate gate, string action, ConstraintViolations violations) =>
        RegistryOperation.Admit(http, gate, action, Label, ResourceType, violations);

    public static NameAndArn NameAndArn(SecurityProfile profile, ResourceArns arns) => new(profile.Name, arns.OfSecurityProfile(profile.Name));

    public static DescribeSecurityProfileResponse Describe(SecurityProfile profile, ResourceArns arns)
    {
        var hasMetrics = profile.AdditionalMetricsToRetain.Count > 0;
        return new DescribeSecurityProfileResponse(
            profile.Name,
            arns.OfSecurityProfile(profile.Name),
            profile.Description,
            profile.Behaviors.Count == 0 ? null : [.. profile.Behaviors.Select(BehaviorContract.Of)],
            profile.Alerts is { } alerts ? new Dictionary<string, AlertTargetContract> { ["SNS"] = new(alerts.TopicArn, alerts.RoleArn) } : null,
            hasMetrics ? profile.AdditionalMetricsToRetain : null,
            hasMetrics ? [.. profile.AdditionalMetricsToRetain.Select(static metric => new MetricToRetainContract(metric, null, null))] : null,
            profile.Version,
            WireTime.Of(profile.CreatedAt),
            WireTime.Of(profile.ModifiedAt),
            profile.MitigationActions.Count == 0 ? null : profile.MitigationActions);
    }
}
