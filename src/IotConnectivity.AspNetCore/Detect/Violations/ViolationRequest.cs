using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Detect.Profiles;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Violations;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Violations;

/// <summary>What the two lists of violations have in common.</summary>
internal static class ViolationRequest
{
    private static readonly string[] CriteriaTypes = ["STATIC", "STATISTICAL", "MACHINE_LEARNING"];

    /// <summary>Reads which violations are asked for out of the query.</summary>
    public static ViolationFilter ReadFilter(HttpContext http, ConstraintViolations violations)
    {
        var thing = RegistryOperation.ReadText(http, "thingName");
        var profile = RegistryOperation.ReadText(http, ProfileOperation.Label);
        var criteria = RegistryOperation.ReadText(http, "behaviorCriteriaType");
        DetectMembers.CheckThing(thing, violations);
        if (profile is not null) violations.CheckName(profile, ProfileOperation.Label);
        if (criteria is not null && !CriteriaTypes.Contains(criteria)) violations.NotOneOf(criteria, "behaviorCriteriaType", CriteriaTypes);
        return new ViolationFilter
        {
            ThingName = thing,
            ProfileName = profile,
            CriteriaType = criteria,
            ListSuppressed = RegistryOperation.ReadFlag(http, "listSuppressedAlerts", violations) ?? false,
            Verification = VerificationStates.Read(RegistryOperation.ReadText(http, VerificationStates.Member), violations),
        };
    }

    /// <summary>Checks the request, and whether the caller may list this: each of the profile and the thing that the filter names, or everything when it names neither.</summary>
    public static AwsError? Admit(HttpContext http, ApiGate gate, string action, ViolationFilter filter, ConstraintViolations violations) =>
        violations.ToError() ?? gate.Identify(http, out var caller) ?? Authorize(gate, caller, action, filter);

    private static AwsError? Authorize(ApiGate gate, in Caller caller, string action, ViolationFilter filter)
    {
        if (filter is { ProfileName: null, ThingName: null }) return gate.Authorize(caller, action, [], []);
        return (filter.ProfileName is { } profile ? gate.Authorize(caller, action, ProfileOperation.ResourceType, profile) : null)
            ?? (filter.ThingName is { } thing ? gate.Authorize(caller, action, "thing/", thing) : null);
    }
}
