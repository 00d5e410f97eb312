using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using IotConnectivity.Detect.Violations;
using IotConnectivity.Journal;
using IotConnectivity.Registry;
using IotConnectivity.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IotConnectivity.Detect.Mitigation;

/// <summary>Does mitigation actions: in tasks that somebody starts, and those that security profiles name as soon as an alarm is reported.</summary>
/// <remarks>
/// <para>
/// One after the other, on a thread of the pool. What was begun when the process ended is begun again after the next start: to put a thing into a group twice does no harm. Of one violation
/// actions run in their order, and when one fails, those after it are skipped.
/// </para>
/// <para>
/// Thread-safe. Tasks and executions are kept as long as events of violations are. Semantics are those of AWS IoT's StartDetectMitigationActionsTask,
/// DescribeDetectMitigationActionsTask, CancelDetectMitigationActionsTask, ListDetectMitigationActionsTasks and ListDetectMitigationActionsExecutions; that tasks take violations of
/// rules is assumed, because AWS documents them for its own models only.
/// </para>
/// </remarks>
public sealed partial class MitigationTasks : IAsyncDisposable, IDisposable
{
    /// <summary>The most tasks in progress. AWS documents no number.</summary>
    public const int MaxTasksInProgress = 100;

    private readonly MitigationActions _actions;
    private readonly ViolationList _violations;
    private readonly ThingRegistry _registry;
    private readonly ConnectivityJournal _journal;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, MitigationTask> _tasks = new(StringComparer.Ordinal);
    private readonly Channel<Work> _work = Channel.CreateUnbounded<Work>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private Task _working = Task.CompletedTask;

    /// <summary>Makes what does nothing until <see cref="StartAsync"/>.</summary>
    /// <param name="actions">The actions.</param>
    /// <param name="violations">The violations.</param>
    /// <param name="registry">The things and groups.</param>
    /// <param name="journal">Where tasks and executions are written.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> for the system's.</param>
    /// <param name="logger">Where to log; <see langword="null"/> for nowhere.</param>
    public MitigationTasks(
        MitigationActions actions,
        ViolationList violations,
        ThingRegistry registry,
        ConnectivityJournal journal,
        TimeProvider? timeProvider = null,
        ILogger<MitigationTasks>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(actions);
        ArgumentNullException.ThrowIfNull(violations);
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(journal);
        _actions = actions;
        _violations = violations;
        _registry = registry;
        _journal = journal;
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? (ILogger)NullLogger.Instance;
    }

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Looks up a task.</summary>
    /// <param name="taskId">Its id; any text.</param>
    /// <returns>The task as it is now, or <see langword="null"/>.</returns>
    public MitigationTask? Find(string taskId)
    {
        ArgumentNullException.ThrowIfNull(taskId);
        lock (_lock) return _tasks.GetValueOrDefault(taskId);
    }

    /// <summary>Starts a task.</summary>
    /// <param name="request">What it is to do.</param>
    /// <param name="error">Why it was not started. <see cref="RegistryErrorCode.AlreadyExists"/>: its id or its token was used before; AWS's <c>TaskAlreadyExistsException</c>.</param>
    /// <returns>Whether it was started. It is durable after <see cref="ConnectivityJournal.FlushAsync"/>.</returns>
    public bool TryStart(MitigationTaskRequest request, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(request);
        error = _registry.CheckReady() ?? MitigationRules.Check(request);
        if (error is not null) return false;
        var actions = request.Actions.Select(_actions.Find).ToList();
        if (actions.IndexOf(null) is >= 0 and var missing)
        {
            error = MitigationRules.Refuse($"mitigation action {request.Actions[missing]} does not exist");
            return false;
        }

        lock (_lock)
        {
            ForgetOld_NeedsLock();
            error = CheckNew_NeedsLock(request);
            if (error is not null) return false;
            Put_NeedsLock(new MitigationTask(request, actions!, Now));
        }

        _work.Writer.TryWrite(new Work(request.TaskId, null));
        return true;
    }

    /// <summary>Calls a task off. What it has done stays; calling off a task that is over changes nothing.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="error">Why it was not called off.</param>
    /// <returns>Whether there is such a task.</returns>
    public bool TryCancel(string taskId, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(taskId);
        error = _registry.CheckReady();
        if (error is not null) return false;
        lock (_lock)
        {
            if (!_tasks.TryGetValue(taskId, out var task)) error = new RegistryError(RegistryErrorCode.NotFound, $"Task {RegistryNames.Shorten(taskId)} does not exist");
            else if (task.Status == MitigationStatus.InProgress) Put_NeedsLock(task with { Status = MitigationStatus.Canceled, EndedAt = Now });
            return error is null;
        }
    }

    /// <summary>Lists the tasks that began in a range of time, the last one first.</summary>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The last moment.</param>
    /// <param name="maxResults">The most on the page, 1 to 250.</param>
    /// <param name="nextToken">What the page before gave; <see langword="null"/> for the first page.</param>
    /// <param name="page">The page.</param>
    /// <param name="error">What is wrong with the number or the token.</param>
    /// <returns>Whether both were right.</returns>
    public bool TryList(
        DateTimeOffset from, DateTimeOffset to, int maxResults, string? nextToken, [NotNullWhen(true)] out MitigationTaskPage? page, [NotNullWhen(false)] out RegistryError? error)
    {
        page = null;
        if (!ViolationPaging.TryRead(maxResults, nextToken, out var after, out error)) return false;
        List<MitigationTask> all;
        lock (_lock) all = [.. _tasks.Values];
        var found = all.Where(task => task.StartedAt >= from && task.StartedAt <= to && (after is not { } place || ComparePlaces(PlaceOf(task), place) < 0))
            .OrderDescending(Comparer<MitigationTask>.Create(static (left, right) => ComparePlaces(PlaceOf(left), PlaceOf(right))))
            .Take(maxResults + 1)
            .ToList();
        var hasMore = found.Count > maxResults;
        if (hasMore) found.RemoveAt(maxResults);
        page = new MitigationTaskPage(found, hasMore ? ViolationPaging.Write(PlaceOf(found[^1])) : null);
        return true;
    }

    /// <summary>Ends what goes on after the action that is being done. The rest is done after the next start.</summary>
    /// <returns>A task.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _working.ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>As <see cref="DisposeAsync"/>, for a container that is disposed without waiting.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static RecordPlace PlaceOf(MitigationTask task) => new(task.StartedAt.ToUnixTimeMilliseconds(), task.Id);

    private static int ComparePlaces(RecordPlace left, RecordPlace right) =>
        left.TimeMs.CompareTo(right.TimeMs) is not 0 and var byTime ? byTime : string.CompareOrdinal(left.Key, right.Key);

    private RegistryError? CheckNew_NeedsLock(MitigationTaskRequest request)
    {
        if (_tasks.ContainsKey(request.TaskId)) return new RegistryError(RegistryErrorCode.AlreadyExists, $"Task {request.TaskId} already exists");
        if (request.ClientRequestToken is { } token && _tasks.Values.FirstOrDefault(task => task.Request.ClientRequestToken == token) is { } same)
        {
            return new RegistryError(RegistryErrorCode.AlreadyExists, $"the client request token was used for task {same.Id}, expected a new one for each task");
        }

        var running = _tasks.Values.Count(static task => task.Status == MitigationStatus.InProgress);
        return running < MaxTasksInProgress ? null : new RegistryError(RegistryErrorCode.LimitExceeded, $"{running} tasks are in progress, expected at most {MaxTasksInProgress}");
    }

    private void Put_NeedsLock(MitigationTask task)
    {
        _tasks[task.Id] = task;
        _journal.Write([MitigationTaskDocument.Write(task)], []);
    }

    private void ForgetOld_NeedsLock()
    {
        var old = _tasks.Values.Where(task => task.EndedAt is { } ended && ended.ToUnixTimeMilliseconds() < _violations.EarliestEventMs).Select(static task => task.Id).ToList();
        foreach (var id in old)
        {
            _tasks.Remove(id);
            _journal.Write([], [MitigationTaskDocument.KeyOf(id)]);
        }
    }

    /// <summary>Something to do: a task, or the actions of a profile for one alarm.</summary>
    private readonly record struct Work(string? TaskId, BoundMitigation? Bound);
}
