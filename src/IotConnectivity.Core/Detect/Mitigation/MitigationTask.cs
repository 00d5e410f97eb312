namespace IotConnectivity.Detect.Mitigation;

/// <summary>What a task is to do.</summary>
/// <remarks>Source: AWS IoT API Reference, StartDetectMitigationActionsTask.</remarks>
public sealed record MitigationTaskRequest
{
    /// <summary>Gets its id: 1 to 128 characters out of <c>a-z A-Z 0-9 _ -</c>, never used before.</summary>
    public required string TaskId { get; init; }

    /// <summary>Gets the violations, 1 to 25; empty when a behaviour is given instead.</summary>
    public IReadOnlyList<string> ViolationIds { get; init; } = [];

    /// <summary>Gets the security profile of the behaviour whose violations are meant.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Gets the behaviour whose violations are meant.</summary>
    public string? BehaviorName { get; init; }

    /// <summary>Gets the names of the actions, 1 to 5, in the order in which they run.</summary>
    public required IReadOnlyList<string> Actions { get; init; }

    /// <summary>Gets from when to when violations must have begun; <see langword="null"/> for any time.</summary>
    public OccurrenceRange? Occurred { get; init; }

    /// <summary>Gets a value indicating whether violations that are over are left alone. By default they are not.</summary>
    public bool OnlyActiveViolations { get; init; }

    /// <summary>Gets a value indicating whether violations count of which nobody is alerted. By default they do not.</summary>
    public bool IncludesSuppressedAlerts { get; init; }

    /// <summary>Gets what makes a repeated request known; <see langword="null"/> for nothing.</summary>
    public string? ClientRequestToken { get; init; }
}

/// <summary>A range of time.</summary>
/// <param name="Start">Its first moment.</param>
/// <param name="End">Its last moment.</param>
public readonly record struct OccurrenceRange(DateTimeOffset Start, DateTimeOffset End);

/// <summary>A task as it was at one moment. Immutable.</summary>
/// <param name="Request">What it is to do.</param>
/// <param name="Actions">The actions as they were when it began.</param>
/// <param name="StartedAt">When it began.</param>
public sealed record MitigationTask(MitigationTaskRequest Request, IReadOnlyList<MitigationAction> Actions, DateTimeOffset StartedAt)
{
    /// <summary>Gets its id.</summary>
    public string Id => Request.TaskId;

    /// <summary>Gets how far it is.</summary>
    public MitigationStatus Status { get; init; } = MitigationStatus.InProgress;

    /// <summary>Gets when it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Gets how many actions were done.</summary>
    public long Executed { get; init; }

    /// <summary>Gets how many actions failed.</summary>
    public long Failed { get; init; }

    /// <summary>Gets how many actions were not tried, because one before them had failed for the same violation.</summary>
    public long Skipped { get; init; }
}

/// <summary>How far a task or one of its executions is.</summary>
public enum MitigationStatus
{
    /// <summary>It goes on.</summary>
    InProgress = 1,

    /// <summary>All of it was done.</summary>
    Successful = 2,

    /// <summary>Something could not be done.</summary>
    Failed = 3,

    /// <summary>A task was called off. What it had done stays.</summary>
    Canceled = 4,

    /// <summary>An execution was not tried.</summary>
    Skipped = 5,
}

/// <summary>One action that was done, or could not be, because of one violation.</summary>
/// <param name="TaskId">The task; <see langword="null"/> for an action that a security profile names itself.</param>
/// <param name="ViolationId">The violation.</param>
/// <param name="ActionName">The action.</param>
/// <param name="ThingName">The thing.</param>
/// <param name="StartedAt">When it began.</param>
public sealed record MitigationExecution(string? TaskId, string ViolationId, string ActionName, string ThingName, DateTimeOffset StartedAt)
{
    /// <summary>Gets how it went.</summary>
    public MitigationStatus Status { get; init; } = MitigationStatus.InProgress;

    /// <summary>Gets when it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Gets the kind of failure, as AWS IoT names errors.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Gets what went wrong.</summary>
    public string? Message { get; init; }
}

/// <summary>A part of a list of tasks.</summary>
/// <param name="Tasks">The tasks, the last one first.</param>
/// <param name="NextToken">What to ask for the next part with; <see langword="null"/> after the last.</param>
public sealed record MitigationTaskPage(IReadOnlyList<MitigationTask> Tasks, string? NextToken);

/// <summary>Which executions to list: those for which everything that is set is so.</summary>
public sealed record MitigationExecutionFilter
{
    /// <summary>Gets the task.</summary>
    public string? TaskId { get; init; }

    /// <summary>Gets the violation.</summary>
    public string? ViolationId { get; init; }

    /// <summary>Gets the thing.</summary>
    public string? ThingName { get; init; }

    /// <summary>Gets the first moment at which it may have begun.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Gets the last moment at which it may have begun.</summary>
    public DateTimeOffset? To { get; init; }

    internal bool Matches(MitigationExecution one) =>
        (TaskId is null || one.TaskId == TaskId) && (ViolationId is null || one.ViolationId == ViolationId) && (ThingName is null || one.ThingName == ThingName);
}

/// <summary>A part of a list of executions.</summary>
/// <param name="Executions">The executions, the last one first.</param>
/// <param name="NextToken">What to ask for the next part with; <see langword="null"/> after the last.</param>
public sealed record MitigationExecutionPage(IReadOnlyList<MitigationExecution> Executions, string? NextToken);
