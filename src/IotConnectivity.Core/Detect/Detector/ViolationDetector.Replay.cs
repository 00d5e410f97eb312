using IotConnectivity.Detect.Violations;

namespace IotConnectivity.Detect.Detector;

// What the process before did not come to. It is judged at the first look, before all that was told since.
public sealed partial class ViolationDetector
{
    private Queue<MissedNews> _missed = [];
    private long _judgedUntilMs;
    private bool _knowsWindows;
    private bool _isRestored;
    private int _isListening;

    /// <summary>Begins to hear of changes. Called by the host before the journal is opened.</summary>
    /// <remarks>INVARIANT: the detector hears of an event before the journal does, so of whatever has a position it was told.</remarks>
    internal void Listen()
    {
        if (Interlocked.Exchange(ref _isListening, 1) == 0) _index.Follow(this);
    }

    /// <summary>Finds out how far the process before has come. Called by the host when violations are back, and before any event comes in.</summary>
    /// <exception cref="Storage.StoreException">The store cannot be read.</exception>
    internal async Task RestoreAsync(CancellationToken cancellationToken)
    {
        _plan = new CoveragePlan(_profiles.Current.All, _plan, _isOnTicks, FindGroup);
        ResumeAll();
        var checkpoint = DetectorCheckpoint.Read(_journal.TakeRestoredSettings(DetectorCheckpoint.Setting));
        var reader = new MissedNewsReader(_registry, _journal, _plan, checkpoint);
        if (!_plan.IsEmpty || _watched.Count > 0) _missed = await reader.ReadAsync(_watched.Values, cancellationToken).ConfigureAwait(false);
        (_judgedUntilMs, _knowsWindows) = (reader.JudgedUntilMs, reader.KnowsWindows);
        _checkpointed = checkpoint?.Position ?? _journal.RestoredPosition;

        // What comes in from here on is not lost again.
        if (checkpoint is null) _journal.WriteSetting(DetectorCheckpoint.Setting, new DetectorCheckpoint(_checkpointed, _judgedUntilMs).Write());
        if (!_knowsWindows) Log.WindowsCut(_logger, MissedNewsReader.MaxEntries);
    }

    private void ResumeAll()
    {
        if (_isRestored) return;
        _isRestored = true;
        foreach (var violation in _violations.Active()) Resume(violation);
    }

    private void TakeMissed()
    {
        while (_missed.TryDequeue(out var missed)) Replay(missed);
    }

    private void Replay(MissedNews missed)
    {
        Judgements++;
        var thing = missed.Thing;

        // The end of a thing is told.
        if (thing.Current is null) return;
        var watched = _watched.GetValueOrDefault(thing.Place) is { } resumed && ReferenceEquals(resumed.Thing, thing) ? resumed : new WatchedThing(thing);
        var left = watched.Behaviors;
        watched.Behaviors = WatchesOf(thing, null);
        watched.Note(missed.Last);
        foreach (var one in watched.Behaviors)
        {
            var before = left.Find(other => other.Is(one.Profile, one.Watch.Rule));
            if (before is not null) left.Remove(before);
            Replay(missed, watched, one, before);
        }

        foreach (var one in left)
        {
            one.Watch.Invalidate(_clock.WallMs, _steps);
            Follow(watched, one);
        }

        Settle(watched);
    }

    private void Replay(MissedNews missed, WatchedThing watched, WatchedBehavior one, WatchedBehavior? before)
    {
        if (before is not null && before.Watch.Rule.Behavior.Measure != one.Watch.Rule.Behavior.Measure)
        {
            Replace(watched, before, one);
            one.Watch.Learn(watched.Outage, _clock.WallMs, _steps);
            Follow(watched, one);
            return;
        }

        // Of what comes out again, all up to the last that is recorded was told before.
        var recorded = Listed(watched.Thing, one.Profile.Name, one.Watch.Rule.Name);
        if (one.Watch.Rule.Kind == MetricKind.Outage) ReplayOutages(missed, one, before, recorded);
        else ReplayEvents(missed.Events, one, before, recorded);
        if (recorded is not null)
        {
            one.Watch.Advance(LastOf(recorded), _steps);
            ForgetRecorded(one, before, recorded);
        }

        Follow(watched, one);
    }

    private void ReplayOutages(MissedNews missed, WatchedBehavior one, WatchedBehavior? before, KnownViolation? recorded)
    {
        var outages = missed.Outages;
        var next = 0;
        if (before is not null)
        {
            // The alarm knows what was judged last, which may be later than the checkpoint.
            for (next = outages.Count; next > 0 && !(outages[next - 1].IsAway && outages[next - 1].AwayFromMs == recorded?.AwayFromMs); next--)
            {
            }

            if (next > 0) one.Watch.Begin(outages[next - 1]);
            Continue(before, one);
        }
        else
        {
            one.Watch.Begin(outages[next++]);
        }

        for (; next < outages.Count; next++) one.Watch.Learn(outages[next], _clock.WallMs, _steps);
        if (ReferenceEquals(missed.Thing.Current, missed.Last)) one.Watch.Advance(_clock.WallMs, _steps);
    }

    private void ReplayEvents(List<HeardEvent> events, WatchedBehavior one, WatchedBehavior? before, KnownViolation? recorded)
    {
        var next = events.Count - 1;
        for (; next >= 0 && events[next].WasJudged; next--) Hear(one.Watch, events[next]);

        // What was not stored in time may have been judged all the same, and at its moment.
        var until = next >= 0 ? Math.Min(_judgedUntilMs, events[next].AtMs - 1) : _judgedUntilMs;
        if (before is not null || !one.Watch.IsIdle) one.Watch.Advance(until, _steps);
        _steps.Clear();

        var machine = one.Watch.Machine;
        var isRecorded = recorded is not null && LastOf(recorded) >= machine.AlarmAtMs;
        if (before is not null && !_knowsWindows) Continue(before, one);
        else if (before is not null && one.Watch.IsInLine(before.Watch.Machine) && !IsIn(recorded!, machine)) one.Watch.Resume(before.Watch.Machine, recorded!.LastValue);
        else if (machine.IsInAlarm && !isRecorded) one.Watch.Resume(default, MetricValue.OfCount(0));
        for (; next >= 0; next--) Hear(one.Watch, events[next]);
    }

    private void Hear(BehaviorWatch watch, in HeardEvent heard)
    {
        if ((heard.Metrics & CoveragePlan.MaskOf(watch.Rule.Metric)) == 0 || heard.ReceivedAtMs < watch.AppliesFromMs) return;
        watch.Hear(Math.Min(heard.AtMs, heard.ReceivedAtMs), heard.Address, heard.ReceivedAtMs, _steps);
    }

    // Leaves the steps that come after what is recorded.
    private void ForgetRecorded(WatchedBehavior one, WatchedBehavior? before, KnownViolation recorded)
    {
        var isOpen = recorded.InViolation;
        _steps.RemoveAll(step =>
        {
            // What goes on cannot begin again, and what is over has no other alarm in it.
            if (isOpen ? step.AlarmAtMs != recorded.StartMs || step.Type == ViolationEventType.InAlarm : step.AlarmAtMs <= LastOf(recorded)) return true;
            isOpen = false;
            return false;
        });
        if (isOpen && before is not null && !IsIn(recorded, one.Watch.Machine)) one.Watch.Resume(before.Watch.Machine, recorded.LastValue);
    }

    private static long LastOf(KnownViolation recorded) => recorded.EndedAtMs ?? recorded.StartMs;

    private static bool IsIn(KnownViolation violation, BehaviorMachine machine) => machine.IsInAlarm && machine.AlarmAtMs == violation.StartMs;
}
