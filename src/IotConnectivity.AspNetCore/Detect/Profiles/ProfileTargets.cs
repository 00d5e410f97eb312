using IotConnectivity.Access;
using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Endpoints.ThingGroups;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Profiles;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Profiles;

/// <summary>Targets of security profiles as ARNs.</summary>
internal static class ProfileTargets
{
    private const string Member = "securityProfileTargetArn";
    private const string All = "all/";
    private const string RegisteredThings = "registered-things";
    private const string Things = "things";

    public static string ArnOf(ProfileTarget target, ResourceArns arns) => target.Kind switch
    {
        ProfileTargetKind.AllRegisteredThings => arns.OfAll(RegisteredThings),
        ProfileTargetKind.AllThings => arns.OfAll(Things),
        _ => arns.OfThingGroup(target.GroupName!),
    };

    /// <summary>Reads the target out of the query.</summary>
    public static ProfileTarget Read(HttpContext http, ResourceArns arns, ConstraintViolations violations)
    {
        if (RegistryOperation.ReadText(http, Member) is not { } arn)
        {
            violations.Required(Member);
            return default;
        }

        if (arns.TryGetName(arn, ThingGroupOperation.ResourceType, out var group))
        {
            violations.CheckName(group, Member);
            return ProfileTarget.ThingGroup(group);
        }

        switch (arns.TryGetName(arn, All, out var which) ? which : null)
        {
            case RegisteredThings:
                return ProfileTarget.AllRegisteredThings;
            case Things:
                return ProfileTarget.AllThings;
            case "unregistered-things":
                violations.Add(arn, Member, "Member must name things that are registered, nothing is kept of other clients");
                return default;
            default:
                violations.Add(
                    arn, Member, $"Member must be {arns.OfAll(RegisteredThings)}, {arns.OfAll(Things)} or the ARN of a thing group of this account and region such as {arns.OfThingGroup("NAME")}");
                return default;
        }
    }

    /// <summary>Asks whether the caller may do something to a target; only groups are resources of their own.</summary>
    public static AwsError? Authorize(ApiGate gate, in Caller caller, string action, ProfileTarget target) =>
        target.GroupName is { } name ? gate.Authorize(caller, action, ThingGroupOperation.ResourceType, name) : null;
}
