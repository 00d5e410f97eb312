using System.Buffers;
using IotConnectivity.Registry;

namespace IotConnectivity.Detect.Mitigation;

/// <summary>What names and parts of mitigation actions and of their tasks must look like.</summary>
/// <remarks>Source: AWS IoT API Reference, the shapes of CreateMitigationAction and StartDetectMitigationActionsTask.</remarks>
internal static class MitigationRules
{
    internal const int MaxGroups = 10;
    internal const int MaxActionsOfTask = 5;
    internal const int MaxViolationsOfTask = 25;

    private const int MaxNameLength = 128;
    private const int MinRoleLength = 20;
    private const int MaxRoleLength = 2048;

    private static readonly SearchValues<char> InNames = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    internal static RegistryError? CheckName(string name, string kind = "mitigation action name") =>
        name.Length is > 0 and <= MaxNameLength && !name.AsSpan().ContainsAnyExcept(InNames)
            ? null
            : Refuse($"the {kind} `{RegistryNames.Shorten(name)}` is not allowed, expected 1 to {MaxNameLength} letters, digits, `_` or `-`");

    internal static RegistryError? CheckRole(string roleArn) =>
        roleArn.Length is >= MinRoleLength and <= MaxRoleLength ? null : Refuse($"roleArn has {roleArn.Length} characters, expected {MinRoleLength} to {MaxRoleLength}");

    internal static RegistryError? Check(AddToThingGroups what)
    {
        if (what.ThingGroupNames is not { Count: > 0 and <= MaxGroups } names) return Refuse($"there are {what.ThingGroupNames?.Count ?? 0} thing groups, expected 1 to {MaxGroups}");
        return names.Select(static name => RegistryNames.Check(name, "thing group")).FirstOrDefault(static fault => fault is not null);
    }

    internal static RegistryError? Check(MitigationTaskRequest request)
    {
        if (CheckName(request.TaskId, "task id") is { } fault) return fault;
        if (request.ClientRequestToken is { } token && CheckName(token, "client request token") is { } badToken) return badToken;
        if (request.Actions.Count is < 1 or > MaxActionsOfTask) return Refuse($"there are {request.Actions.Count} actions, expected 1 to {MaxActionsOfTask}");
        if (request.Actions.Distinct(StringComparer.Ordinal).Count() < request.Actions.Count) return Refuse("an action is named twice, expected each action once");
        if (request.ViolationIds.Count > MaxViolationsOfTask) return Refuse($"there are {request.ViolationIds.Count} violation ids, expected at most {MaxViolationsOfTask}");
        var hasIds = request.ViolationIds.Count > 0;
        var hasBehavior = request.ProfileName is not null && request.BehaviorName is not null;
        if (hasIds == hasBehavior || (request.ProfileName is null) != (request.BehaviorName is null))
        {
            return Refuse("the target is not clear, expected either violationIds or securityProfileName and behaviorName");
        }

        return request.Occurred is { } range && range.End < range.Start
            ? Refuse($"the range of occurrence ends at {range.End:O} before it begins at {range.Start:O}, expected an end that is not before the beginning")
            : null;
    }

    internal static RegistryError Refuse(string message) => new(RegistryErrorCode.InvalidRequest, message);
}
