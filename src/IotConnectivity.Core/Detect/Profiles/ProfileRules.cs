using IotConnectivity.Registry;

namespace IotConnectivity.Detect.Profiles;

/// <summary>Checks what a security profile is to have, its behaviours by <see cref="BehaviorRules"/>.</summary>
internal static class ProfileRules
{
    /// <summary>Nobody reads more faults than this in one message.</summary>
    private const int MaxTold = 10;

    internal static RegistryError? Check(SecurityProfileDraft draft) =>
        CheckDescription(draft.Description) ?? Check(draft.Behaviors) ?? Check(draft.Alerts) ?? CheckMetrics(draft.AdditionalMetricsToRetain);

    internal static RegistryError? Check(SecurityProfileUpdate update) =>
        CheckFlag(update.DeleteBehaviors, "deleteBehaviors", update.Behaviors is { Count: > 0 }, "behaviors")
        ?? CheckFlag(update.DeleteAlerts, "deleteAlertTargets", update.Alerts is not null, "alertTargets")
        ?? CheckFlag(update.DeleteAdditionalMetricsToRetain, "deleteAdditionalMetricsToRetain", update.AdditionalMetricsToRetain is { Count: > 0 }, "additionalMetricsToRetain")
        ?? CheckDescription(update.Description)
        ?? Check(update.Behaviors ?? [])
        ?? Check(update.Alerts)
        ?? CheckMetrics(update.AdditionalMetricsToRetain ?? []);

    internal static RegistryError? CheckActions(IReadOnlyList<string> actions)
    {
        if (actions.Count > DetectLimits.MaxMitigationActions) return Refuse($"{actions.Count} mitigation actions are too many, expected at most {DetectLimits.MaxMitigationActions}");
        if (actions.FirstOrDefault(static action => !IsActionName(action)) is { } bad)
        {
            return Refuse($"the name of a mitigation action `{RegistryNames.Shorten(bad)}` is not allowed, expected 1 to {DetectLimits.MaxActionNameLength} letters, digits, `_` or `-`");
        }

        return actions.Distinct(StringComparer.Ordinal).Count() == actions.Count ? null : Refuse("a mitigation action is given twice, expected each once");
    }

    internal static RegistryError Refuse(string message) => new(RegistryErrorCode.InvalidRequest, message);

    private static bool IsActionName(string name) => name.Length <= DetectLimits.MaxActionNameLength && ThingName.IsValid(name) && !name.Contains(':', StringComparison.Ordinal);

    private static RegistryError? CheckDescription(string? description) =>
        description is null || (description.Length <= DetectLimits.MaxDescriptionLength && RegistryLimits.IsDescription(description))
            ? null
            : Refuse($"the description is not allowed, expected at most {DetectLimits.MaxDescriptionLength} characters, none of them a line break or another control character");

    private static RegistryError? Check(IReadOnlyList<Behavior> behaviors)
    {
        var faults = BehaviorRules.Check(behaviors);
        if (faults.Count == 0) return null;
        var more = faults.Count > MaxTold ? $"; and {faults.Count - MaxTold} more" : string.Empty;
        return Refuse(string.Join("; ", faults.Take(MaxTold)) + more);
    }

    private static RegistryError? Check(AlertDestination? alerts)
    {
        if (alerts is null) return null;
        if (alerts.TopicArn.Length is 0 or > DetectLimits.MaxArnLength)
        {
            return Refuse($"alertTargetArn has {alerts.TopicArn.Length} characters, expected 1 to {DetectLimits.MaxArnLength}");
        }

        return alerts.RoleArn.Length is < DetectLimits.MinRoleArnLength or > DetectLimits.MaxArnLength
            ? Refuse($"roleArn has {alerts.RoleArn.Length} characters, expected {DetectLimits.MinRoleArnLength} to {DetectLimits.MaxArnLength}")
            : null;
    }

    private static RegistryError? CheckMetrics(IReadOnlyList<string> metrics) =>
        metrics.Select(static metric => MetricRule.Explain(metric)).OfType<string>().FirstOrDefault() is { } fault ? Refuse($"additionalMetricsToRetain: {fault}") : null;

    private static RegistryError? CheckFlag(bool isSet, string flag, bool isGiven, string member) =>
        isSet && isGiven ? Refuse($"{flag} is true and {member} are given, expected one of both") : null;
}
