using IotConnectivity.Detect.Violations;

namespace IotConnectivity.Detect.Detector;

// After a fault of its own what was under way is lost: what is remembered, what is listed and what is true may be three things.
public sealed partial class ViolationDetector
{
    /// <summary>Gives up what was under way, and has everything looked at again: one thing after the other, so that one that fails for ever keeps no other from it.</summary>
    internal void LookAgain()
    {
        _steps.Clear();
        _scannedTo = 0;
        foreach (var violation in _violations.Active())
        {
            var watched = _watched.GetValueOrDefault(violation.Thing.Place);
            if (watched is null || (ReferenceEquals(watched.Thing, violation.Thing) && !watched.Behaviors.Exists(one => IsOf(violation, one)))) Resume(violation);
        }

        foreach (var watched in _watched.Values)
        {
            var current = watched.Thing.Current;
            Tell(new News(watched.Thing, current, current) { IsReview = true });
        }
    }

    /// <summary>Brings a watched thing in line with the profiles, its record and what was told.</summary>
    private void Review(WatchedThing watched)
    {
        if (watched.Revision < 0) watched.Note(watched.Thing.Current);
        Bind(watched, null);
        foreach (var one in watched.Behaviors)
        {
            var listed = Listed(watched.Thing, one.Profile.Name, one.Watch.Rule.Name);
            var isListed = listed is { InViolation: true };
            var machine = one.Watch.Machine;
            if (isListed && !machine.IsInAlarm) Repeat(watched, one, listed!);
            else if (machine.IsInAlarm && !(isListed && IsIn(listed!, machine))) Raise(one, listed);
            Follow(watched, one);
        }
    }

    // The end was not told: it is found once more.
    private void Repeat(WatchedThing watched, WatchedBehavior one, KnownViolation listed)
    {
        one.Watch.Begin(Outage.Unknown);
        one.Watch.Resume(listed.Machine, listed.LastValue);
        one.Watch.Take(watched.Outage, _clock.WallMs, _steps);
    }

    // The beginning was not told, or neither the end of the one before.
    private void Raise(WatchedBehavior one, KnownViolation? listed)
    {
        var at = one.Watch.Machine.AlarmAtMs;
        if (listed is { InViolation: true }) _steps.Add(new AlarmStep(ViolationEventType.AlarmInvalidated, listed.StartMs, _clock.WallMs, null));
        _steps.Add(new AlarmStep(ViolationEventType.InAlarm, at, at, one.Watch.ValueAt(at)) { AwayFromMs = one.Watch.AwayFromMs });
    }

    private static bool IsOf(KnownViolation violation, WatchedBehavior one) => one.Profile.Name == violation.Profile && one.Watch.Rule.Name == violation.Behavior;
}
