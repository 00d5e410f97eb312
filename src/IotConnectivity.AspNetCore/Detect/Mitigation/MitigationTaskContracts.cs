using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.Detect.Mitigation;

namespace IotConnectivity.AspNetCore.Detect.Mitigation;

internal sealed record TaskTargetContract(IReadOnlyList<string?>? ViolationIds, string? SecurityProfileName, string? BehaviorName);

internal sealed record OccurrenceRangeContract(decimal? StartTime, decimal? EndTime);

internal sealed record StartTaskRequest(
    TaskTargetContract? Target,
    IReadOnlyList<string?>? Actions,
    OccurrenceRangeContract? ViolationEventOccurrenceRange,
    bool? IncludeOnlyActiveViolations,
    bool? IncludeSuppressedAlerts,
    string? ClientRequestToken);

internal sealed record StartTaskResponse(string TaskId);

internal sealed record ActionDefinitionContract(string Name, Guid Id, string RoleArn, ActionParamsContract ActionParams);

internal sealed record TaskStatisticsContract(long ActionsExecuted, long ActionsSkipped, long ActionsFailed);

internal sealed record TaskSummaryContract(
    string TaskId,
    string TaskStatus,
    decimal TaskStartTime,
    decimal? TaskEndTime,
    TaskTargetContract Target,
    OccurrenceRangeContract? ViolationEventOccurrenceRange,
    bool OnlyActiveViolationsIncluded,
    bool SuppressedAlertsIncluded,
    IReadOnlyList<ActionDefinitionContract> ActionsDefinition,
    TaskStatisticsContract TaskStatistics)
{
    public static TaskSummaryContract Of(MitigationTask task)
    {
        var asked = task.Request;
        return new TaskSummaryContract(
            task.Id,
            task.Status.ToWireText(),
            WireTime.Of(task.StartedAt),
            task.EndedAt is { } ended ? WireTime.Of(ended) : null,
            new TaskTargetContract(asked.ViolationIds.Count == 0 ? null : asked.ViolationIds, asked.ProfileName, asked.BehaviorName),
            asked.Occurred is { } range ? new OccurrenceRangeContract(WireTime.Of(range.Start), WireTime.Of(range.End)) : null,
            asked.OnlyActiveViolations,
            asked.IncludesSuppressedAlerts,
            [.. task.Actions.Select(static action => new ActionDefinitionContract(action.Name, action.Id, action.RoleArn, ActionParamsContract.Of(action.Params)))],
            new TaskStatisticsContract(task.Executed, task.Skipped, task.Failed));
    }
}

internal sealed record DescribeTaskResponse(TaskSummaryContract TaskSummary);

internal sealed record ListTasksResponse(IReadOnlyList<TaskSummaryContract> Tasks, string? NextToken);

/// <summary>One action and one violation. An execution that a security profile asked for has no task.</summary>
internal sealed record ExecutionContract(
    string? TaskId,
    string ViolationId,
    string ActionName,
    string? ThingName,
    decimal ExecutionStartDate,
    decimal? ExecutionEndDate,
    string Status,
    string? ErrorCode,
    string? Message)
{
    // What is named by a task and not there any more has no thing.
    public static ExecutionContract Of(MitigationExecution execution) => new(
        execution.TaskId,
        execution.ViolationId,
        execution.ActionName,
        execution.ThingName.Length == 0 ? null : execution.ThingName,
        WireTime.Of(execution.StartedAt),
        execution.EndedAt is { } ended ? WireTime.Of(ended) : null,
        execution.Status.ToWireText(),
        execution.ErrorCode,
        execution.Message);
}

internal sealed record ListExecutionsResponse(IReadOnlyList<ExecutionContract> ActionsExecutions, string? NextToken);

internal static class MitigationStatusText
{
    public static string ToWireText(this MitigationStatus status) => status switch
    {
        MitigationStatus.InProgress => "IN_PROGRESS",
        MitigationStatus.Successful => "SUCCESSFUL",
        MitigationStatus.Failed => "FAILED",
        MitigationStatus.Canceled => "CANCELED",
        MitigationStatus.Skipped => "SKIPPED",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "there is no such status"),
    };
}
