using IotConnectivity.AspNetCore.Detect.Profiles;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Mitigation;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.AspNetCore.Detect.Mitigation;

/// <summary>Takes what a task is to do out of a request. Members that AWS requires and the form of names are checked here, everything else by the tasks themselves.</summary>
internal static class MitigationTaskReader
{
    private const string RangeMember = "violationEventOccurrenceRange";

    public static MitigationTaskRequest Read(string taskId, StartTaskRequest request, ConstraintViolations violations)
    {
        if (request.Target is null) violations.Required("target");
        if (request.Actions is null) violations.Required("actions");
        if (request.ClientRequestToken is { } token) DetectMembers.CheckToken(token, "clientRequestToken", violations);
        CheckName(request.Target?.SecurityProfileName, "target.securityProfileName", violations);
        CheckName(request.Target?.BehaviorName, "target.behaviorName", violations);
        return new MitigationTaskRequest
        {
            TaskId = taskId,
            ViolationIds = ReadEach(request.Target?.ViolationIds, "target.violationIds", DetectMembers.CheckViolationId, violations),
            ProfileName = request.Target?.SecurityProfileName,
            BehaviorName = request.Target?.BehaviorName,
            Actions = ReadEach(request.Actions, "actions", DetectMembers.CheckName, violations),
            Occurred = request.ViolationEventOccurrenceRange is { } range
                ? new OccurrenceRange(ReadTime(range.StartTime, RangeMember + ".startTime", violations), ReadTime(range.EndTime, RangeMember + ".endTime", violations))
                : null,
            OnlyActiveViolations = request.IncludeOnlyActiveViolations ?? false,
            IncludesSuppressedAlerts = request.IncludeSuppressedAlerts ?? false,
            ClientRequestToken = request.ClientRequestToken,
        };
    }

    private static void CheckName(string? name, string member, ConstraintViolations violations)
    {
        if (name is not null) violations.CheckName(name, member);
    }

    private static IReadOnlyList<string> ReadEach(IReadOnlyList<string?>? texts, string member, Action<string, string, ConstraintViolations> check, ConstraintViolations violations)
    {
        foreach (var (i, text) in (texts ?? []).Index())
        {
            if (text is not null) check(text, $"{member}.{i + 1}.member", violations);
        }

        return ProfileRequestReader.ReadTexts(texts, member + ".{0}.member", violations);
    }

    private static DateTimeOffset ReadTime(decimal? seconds, string member, ConstraintViolations violations)
    {
        if (seconds is >= 0 and <= LifecycleLimits.MaxTimestampMs / 1000m) return DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds.Value * 1000));
        if (seconds is null) violations.Required(member);
        else violations.Add(seconds.Value.ToString(System.Globalization.CultureInfo.InvariantCulture), member, "Member must be seconds since 1970-01-01T00:00:00Z");
        return default;
    }
}
