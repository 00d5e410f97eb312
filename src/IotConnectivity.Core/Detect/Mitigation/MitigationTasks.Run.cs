using IotConnectivity.Detect.Violations;
using IotConnectivity.Registry;
using IotConnectivity.Storage;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.Detect.Mitigation;

// What is done, by one worker.
public sealed partial class MitigationTasks
{
    /// <summary>So many violations are looked up at once.</summary>
    private const int PageSize = 250;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Brings back what was begun and goes on with it. Called by the host, after the journal has been opened and before the detector starts.</summary>
    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        await foreach (var stored in _journal.ReadRecordsAsync(new RecordQuery { Collection = MitigationTaskDocument.Collection }, cancellationToken).ConfigureAwait(false))
        {
            var task = MitigationTaskDocument.Read(stored);
            lock (_lock) _tasks[task.Id] = task;
            if (task.Status == MitigationStatus.InProgress) _work.Writer.TryWrite(new Work(task.Id, null));
        }

        await foreach (var stored in _journal.ReadRecordsAsync(new RecordQuery { Collection = BoundMitigation.Collection }, cancellationToken).ConfigureAwait(false))
        {
            _work.Writer.TryWrite(new Work(null, BoundMitigation.Read(stored)));
        }

        _working = Task.Run(WorkAsync, CancellationToken.None);
    }

    /// <summary>An alarm or its end was reported. What the profile wants done is written together with that, and done soon after: done earlier, its record would be deleted before it is there.</summary>
    internal void OnReported(in ViolationNotice notice, RecordChanges records)
    {
        if (notice.Event.Type != ViolationEventType.InAlarm || notice.Profile.MitigationActions.Count == 0) return;
        var bound = new BoundMitigation(notice.Event.ViolationId, notice.Event.ThingName, notice.Profile.MitigationActions, Now.ToUnixTimeMilliseconds());
        records.Written.Add(bound.ToRecord());
        records.Then.Add(() => _work.Writer.TryWrite(new Work(null, bound)));
    }

    private async Task WorkAsync()
    {
        try
        {
            await foreach (var work in _work.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false)) await DoAsync(work).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The end. What is left is stored and done after the next start.
        }
    }

    /// <summary>Does one thing, and as long as the store cannot be used, again: to put a thing into a group twice does no harm.</summary>
    private async Task DoAsync(Work work)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                await _journal.WaitForRoomAsync(_stop.Token).ConfigureAwait(false);
                if (work.TaskId is { } taskId) await RunAsync(taskId).ConfigureAwait(false);
                else if (work.Bound is { } bound) Run(bound);
                return;
            }
            catch (StoreException exception) when (exception.Fault != StoreFault.Damaged)
            {
                if (isFirst) Log.Waits(_logger, exception);
                await Task.Delay(Pause, _time, _stop.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or ObjectDisposedException))
            {
                // The edge of the loop: what others wait for goes on.
                Log.Failed(_logger, exception);
                if (work.TaskId is { } taskId) Fail(taskId);
                return;
            }
        }
    }

    private void Fail(string taskId)
    {
        lock (_lock)
        {
            if (_tasks[taskId] is { Status: MitigationStatus.InProgress } task) Put_NeedsLock(task with { Status = MitigationStatus.Failed, EndedAt = Now });
        }
    }

    private void Run(BoundMitigation bound)
    {
        var tally = new Tally();
        var records = new RecordChanges();
        Mitigate(null, bound.ViolationId, bound.ThingName, [.. bound.Actions.Select(name => (name, _actions.Find(name)))], records, ref tally);
        records.Deleted.Add(bound.Key);
        _journal.Write(records.Written.ToArray(), records.Deleted.ToArray());
    }

    private async Task RunAsync(string taskId)
    {
        if (Find(taskId) is not { Status: MitigationStatus.InProgress } task) return;
        var tally = new Tally();
        var actions = task.Actions.Select(static action => (action.Name, (MitigationAction?)action)).ToArray();
        await foreach (var (violationId, thingName) in FindTargetsAsync(task.Request, _stop.Token).ConfigureAwait(false))
        {
            _stop.Token.ThrowIfCancellationRequested();
            if (Find(taskId) is not { Status: MitigationStatus.InProgress }) break;
            await _journal.WaitForRoomAsync(_stop.Token).ConfigureAwait(false);
            var records = new RecordChanges();
            if (thingName is null) Fail(taskId, violationId, actions, records, ref tally);
            else Mitigate(taskId, violationId, thingName, actions, records, ref tally);
            _journal.Write(records.Written.ToArray(), []);
        }

        lock (_lock)
        {
            var ended = _tasks[taskId] with { Executed = tally.Executed, Failed = tally.Failed, Skipped = tally.Skipped };
            if (ended.Status == MitigationStatus.InProgress) ended = ended with { Status = tally.Failed > 0 ? MitigationStatus.Failed : MitigationStatus.Successful, EndedAt = Now };
            Put_NeedsLock(ended);
        }
    }

    private void Mitigate(string? taskId, string violationId, string thingName, (string Name, MitigationAction? Action)[] actions, RecordChanges records, ref Tally tally)
    {
        var hasFailed = false;
        foreach (var (name, action) in actions)
        {
            var execution = new MitigationExecution(taskId, violationId, name, thingName, Now);
            if (hasFailed)
            {
                tally.Skipped++;
                execution = execution with { Status = MitigationStatus.Skipped };
            }
            else if (Do(thingName, name, action) is { } error)
            {
                hasFailed = true;
                tally.Failed++;
                execution = execution with { Status = MitigationStatus.Failed, ErrorCode = CodeOf(error), Message = error.Message };
            }
            else
            {
                tally.Executed++;
                execution = execution with { Status = MitigationStatus.Successful };
            }

            records.Written.Add(MitigationExecutionDocument.Write(execution with { EndedAt = Now }));
        }
    }

    /// <summary>A violation that was named is not there any more.</summary>
    private void Fail(string taskId, string violationId, (string Name, MitigationAction? Action)[] actions, RecordChanges records, ref Tally tally)
    {
        for (var i = 0; i < actions.Length; i++)
        {
            var execution = new MitigationExecution(taskId, violationId, actions[i].Name, string.Empty, Now) { EndedAt = Now, Status = MitigationStatus.Skipped };
            if (i == 0) execution = execution with { Status = MitigationStatus.Failed, ErrorCode = "ResourceNotFoundException", Message = $"there is no violation {violationId}" };
            records.Written.Add(MitigationExecutionDocument.Write(execution));
            if (i == 0) tally.Failed++;
            else tally.Skipped++;
        }
    }

    private RegistryError? Do(string thingName, string name, MitigationAction? action)
    {
        if (action is null) return new RegistryError(RegistryErrorCode.NotFound, $"mitigation action {name} does not exist");
        var change = new ThingGroupChange { Add = action.Params.ThingGroupNames.ToList(), OverrideDynamicGroups = action.Params.OverrideDynamicGroups };
        return _registry.Groups.TryChange(thingName, change, out var error) ? null : error;
    }

    private static string CodeOf(RegistryError error) => error.Code switch
    {
        RegistryErrorCode.NotFound => "ResourceNotFoundException",
        RegistryErrorCode.LimitExceeded => "LimitExceededException",
        RegistryErrorCode.NotReady => "ServiceUnavailableException",
        _ => "InvalidRequestException",
    };

    private struct Tally
    {
        internal long Executed;
        internal long Failed;
        internal long Skipped;
    }

    private static partial class Log
    {
        [LoggerMessage(Diagnostics.EventIds.MitigationWaits, LogLevel.Warning, "Mitigation waits because the store cannot be used; it is tried again every second.")]
        public static partial void Waits(ILogger logger, Exception exception);

        [LoggerMessage(Diagnostics.EventIds.MitigationFailed, LogLevel.Error, "A mitigation task, or the actions of a security profile for one alarm, could not be done.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
