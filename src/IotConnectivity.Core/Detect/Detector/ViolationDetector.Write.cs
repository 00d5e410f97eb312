using IotConnectivity.Detect.Violations;
using IotConnectivity.Diagnostics;
using IotConnectivity.Journal;
using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Detector;

// Where violations go: to those who follow, to the store, to the list.
public sealed partial class ViolationDetector
{
    // So many events before they are written and listed, while there are more.
    private const int WrittenAtOnce = 256;

    private const int ForgottenAtOnce = 1000;
    private static readonly TimeSpan ForgetFirst = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromHours(1);

    private readonly ConnectivityJournal _journal;
    private readonly ConnectivityMetrics? _metrics;
    private readonly RecordChanges _changes = new();
    private ITimer? _forgetting;
    private int _isForgetting;

    /// <summary>Gets the rooms that do something about violations, in the order in which they hear of each.</summary>
    internal IReadOnlyList<IViolationFollower> Followers { get; init; } = [];

    /// <summary>Ends violations of things that were deleted while nobody looked.</summary>
    internal void EndOrphans(IEnumerable<KnownViolation> orphans)
    {
        foreach (var violation in orphans)
        {
            if (violation.InViolation)
            {
                var step = new AlarmStep(ViolationEventType.AlarmInvalidated, violation.StartMs, NowMs, null);
                Publish(violation.Thing, EarlierPlan(violation), violation.Definition, violation.Id, step);
            }

            _changes.Deleted.Add(ViolationRecord.KeyOf(violation.Id));
        }

        WriteDown();
    }

    private ProfilePlan EarlierPlan(KnownViolation violation) => ProfilePlan.OfEarlier(violation.Profile, _profiles.Current.Find(violation.Profile));

    /// <summary>Tells of the steps of one behaviour, and keeps what is known of its violation up to date.</summary>
    private void Follow(WatchedThing watched, WatchedBehavior one)
    {
        foreach (var step in _steps) Publish(watched, one, step);
        if (one.Watch.Machine.IsInAlarm) KeepUp(watched, one);
        _steps.Clear();
    }

    private void Publish(WatchedThing watched, WatchedBehavior one, AlarmStep step)
    {
        var thing = watched.Thing;
        var rule = one.Watch.Rule;
        var id = ViolationIds.Make(thing.Id, one.Profile.Name, rule.Name, step.AlarmAtMs);
        var before = Listed(thing, one.Profile.Name, rule.Name);
        if (step.Type == ViolationEventType.InAlarm && before is not null && before.Id != id) _changes.Deleted.Add(ViolationRecord.KeyOf(before.Id));

        // As it was when the alarm was raised.
        var behavior = step.Type != ViolationEventType.InAlarm && before is not null && before.Id == id ? before.Definition : one.Profile.BehaviorOf(rule);
        Publish(thing, one.Profile, behavior, id, step);
        if (step.Type != ViolationEventType.InAlarm && (before is null || before.Id != id)) return;

        List(step.Type == ViolationEventType.InAlarm ? Begun(watched, one, step, id) : Ended(before!, one, step));
    }

    private static KnownViolation Begun(WatchedThing watched, WatchedBehavior one, AlarmStep step, string id)
    {
        // What came after the alarm, if it is over already, is told next.
        var machine = one.Watch.Machine is { IsInAlarm: true } present && present.AlarmAtMs == step.AtMs ? present : new BehaviorMachine(step.AtMs, violates: true, step.AtMs, 0, step.AtMs);
        return new KnownViolation(id, watched.Thing, one.Profile.Name, one.Profile.BehaviorOf(one.Watch.Rule), machine, step.AwayFromMs, step.Value!, one.Watch.Rule.IsOnTicks);
    }

    private static KnownViolation Ended(KnownViolation before, WatchedBehavior one, AlarmStep step)
    {
        var last = step.Type == ViolationEventType.AlarmCleared ? Math.Max(one.Watch.Machine.LastMs, before.StartMs) : before.Machine.LastViolationAt(step.AtMs);
        var machine = new BehaviorMachine(before.StartMs, violates: false, step.AtMs, before.Machine.FirstMs, last);
        return new KnownViolation(before.Id, before.Thing, before.Profile, before.Definition, machine, before.AwayFromMs, before.LastValue, before.IsOnTicks) { EndedAtMs = step.AtMs };
    }

    private void Publish(RegisteredThing thing, ProfilePlan profile, Behavior behavior, string id, AlarmStep step)
    {
        var verification = _violations.VerificationOf(id);
        var happened = new ViolationEvent(id, thing.Name, profile.Name, behavior, step.Type, DateTimeOffset.FromUnixTimeMilliseconds(step.AtMs))
        {
            Value = step.Value,
            Verification = verification?.State ?? VerificationState.Unknown,
            VerificationDescription = verification?.Description,
        };
        _changes.Written.Add(ViolationEventRecord.Write(happened));
        _metrics?.ViolationChanged(step.Type.ToText(), TimeSpan.FromMilliseconds(NowMs - step.AtMs));
        var notice = new ViolationNotice(happened, profile.Profile, thing);
        foreach (var follower in Followers) follower.OnViolation(notice, _changes);
    }

    // An alarm that goes on: where its values stand is written when the level changes, and by which criteria when those change.
    private void KeepUp(WatchedThing watched, WatchedBehavior one)
    {
        var machine = one.Watch.Machine;
        if (Listed(watched.Thing, one.Profile.Name, one.Watch.Rule.Name) is not { InViolation: true } known) return;
        var away = machine.Violates ? one.Watch.AwayFromMs : known.AwayFromMs;
        var last = machine.Violates && one.Watch.Rule.Kind != MetricKind.Outage ? one.Watch.ValueAt(_clock.WallMs) : known.LastValue;
        var judgedBy = one.Watch.Rule.Behavior.Measure == known.Definition.Measure ? null : one.Watch.Rule.Behavior;
        if (known.Machine == machine && known.AwayFromMs == away && known.LastValue == last && known.JudgedBy == judgedBy) return;
        List(new KnownViolation(known.Id, known.Thing, known.Profile, known.Definition, machine, away, last, known.IsOnTicks) { JudgedBy = judgedBy });
    }

    private KnownViolation? Listed(RegisteredThing thing, string profileName, string behaviorName) => _violations.Find(thing, profileName, behaviorName);

    private void List(KnownViolation violation)
    {
        _changes.Written.Add(ViolationRecord.Write(violation));
        _violations.Put(violation);
    }

    private void ForgetViolations(RegisteredThing thing)
    {
        foreach (var violation in _violations.Forget(thing)) _changes.Deleted.Add(ViolationRecord.KeyOf(violation.Id));
    }

    // What is over of profiles and behaviours that are gone.
    private void ForgetUnwatched(RegisteredThing thing)
    {
        foreach (var violation in _violations.ForgetUnwatched(thing, _plan)) _changes.Deleted.Add(ViolationRecord.KeyOf(violation.Id));
    }

    private void WriteDown()
    {
        if (_changes.IsEmpty) return;
        _journal.Write(_changes);
        _changes.Clear();
    }

    private void StartForgetting()
    {
        using (ExecutionContext.SuppressFlow())
        {
            _forgetting = _time.CreateTimer(static state => ((ViolationDetector)state!).ForgetOld(), this, ForgetFirst, ForgetEvery);
        }
    }

    private void ForgetOld()
    {
        if (Interlocked.Exchange(ref _isForgetting, 1) == 0) _ = ForgetOldAsync();
    }

    private async Task ForgetOldAsync()
    {
        try
        {
            while (!_end.IsSet && await _violations.ForgetOldEventsAsync(ForgottenAtOnce, CancellationToken.None).ConfigureAwait(false))
            {
                // A batch after the other.
            }
        }
        catch (Exception exception)
        {
            // The edge of the work: what was not forgotten now is forgotten in an hour.
            Log.NotForgotten(_logger, exception);
        }
        finally
        {
            Volatile.Write(ref _isForgetting, 0);
        }
    }
}
