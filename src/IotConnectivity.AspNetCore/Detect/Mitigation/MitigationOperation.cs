using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Detect.Profiles;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Mitigation;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Mitigation;

/// <summary>What the operations on one mitigation action have in common.</summary>
internal static class MitigationOperation
{
    public const string AddThingsToThingGroup = "ADD_THINGS_TO_THING_GROUP";

    private const string Label = "actionName";
    private const string GroupsMember = "actionParams.addThingsToThingGroupParams.thingGroupNames";
    private const string OnlyMember = "addThingsToThingGroupParams";

    public static string NameOf(HttpContext http) => RegistryOperation.NameOf(http, Label);

    /// <summary>Checks the name in the path, and whether the caller may do this to that action.</summary>
    public static AwsError? Admit(HttpContext http, ApiGate gate, string action, ConstraintViolations violations)
    {
        DetectMembers.CheckName(NameOf(http), Label, violations);
        return violations.ToError() ?? gate.Admit(http, action, "mitigationaction/", NameOf(http));
    }

    /// <summary>Takes what is to be done out of a request. Members that AWS requires are checked here, everything else by the actions themselves.</summary>
    public static AddToThingGroups? Read(ActionParamsContract? request, ConstraintViolations violations)
    {
        if (request?.AddThingsToThingGroupParams is not { } what) return null;
        if (what.ThingGroupNames is null) violations.Required(GroupsMember);
        return new AddToThingGroups(ProfileRequestReader.ReadTexts(what.ThingGroupNames, GroupsMember + ".{0}.member", violations), what.OverrideDynamicGroups ?? false);
    }

    /// <summary>Says why what is asked for is not exactly the one thing that can be done.</summary>
    public static AwsError? FindUnsupported(ActionParamsContract? request)
    {
        if (request is null) return null;
        var set = MembersOf(request).ToList();
        if (set.Count != 1) return new AwsError(AwsErrorCode.InvalidRequest, $"actionParams has {set.Count} members, expected exactly one: {OnlyMember}");
        return set[0] == OnlyMember ? null : new AwsError(AwsErrorCode.InvalidRequest, $"{set[0]} is for findings of audits, which there are none of here: expected {OnlyMember}");
    }

    private static IEnumerable<string> MembersOf(ActionParamsContract request)
    {
        if (request.AddThingsToThingGroupParams is not null) yield return OnlyMember;
        if (request.UpdateDeviceCertificateParams is not null) yield return "updateDeviceCertificateParams";
        if (request.UpdateCACertificateParams is not null) yield return "updateCACertificateParams";
        if (request.ReplaceDefaultPolicyVersionParams is not null) yield return "replaceDefaultPolicyVersionParams";
        if (request.EnableIoTLoggingParams is not null) yield return "enableIoTLoggingParams";
        if (request.PublishFindingToSnsParams is not null) yield return "publishFindingToSnsParams";
    }
}
