using IotConnectivity.Detect.Violations;
using IotConnectivity.Indexing;
using IotConnectivity.Registry;

namespace IotConnectivity.Detect.Detector;

// What becomes of one thing. The detector's thread only.
public sealed partial class ViolationDetector
{
    private void Take(in News news)
    {
        Judgements++;
        var thing = news.Thing;
        if (_watched.GetValueOrDefault(thing.Place) is { } watched && ReferenceEquals(watched.Thing, thing))
        {
            if (news.Group is not null) Bind(watched, (news.Group, news.AtMs));
            if (news.IsReview) Review(watched);

            // What it was before may be what nobody told of, because the thing was not watched then.
            if (news.Before is not null && news.Before.Revision > watched.Revision) Take(watched, news.Before);
            if (news.After is not null && news.After.Revision > watched.Revision) Take(watched, news.After);
            Hear(watched, news);
            Settle(watched);
        }
        else if (thing.Current is { } current)
        {
            // What joined a group begins with its present outage, what has changed with the one that the change has ended.
            var joined = news.Group is { } group ? (group, news.AtMs) : ((RegisteredGroup, long)?)null;
            Judge(thing, news.Before ?? current, news.After ?? current, joined, news);
        }
        else
        {
            ForgetViolations(thing);
        }
    }

    private void Ask(int place)
    {
        Judgements++;
        if (_watched.GetValueOrDefault(place) is { } watched)
        {
            Advance(watched);
            Settle(watched);
        }
        else if (_registry.ThingAt(place) is { Current: { } current } thing)
        {
            AskUnwatched(thing, current);
        }
    }

    // The way of nearly all things that are asked: away, and not for long enough.
    private void AskUnwatched(RegisteredThing thing, ThingConnectivity current)
    {
        if (!current.HasEnded) return;
        var at = _plan.AlarmAt(thing, Outage.Of(current));
        if (at == BehaviorRule.Never) return;
        if (at > _clock.WallMs) Arm(thing.Place, at);
        else if (_news.IsEmpty) Judge(thing, current, current, null, default);

        // RACE: the news of an outage before this one may be among those that were told in the meantime, and would be old when this one was judged.
        else Tell(new News(thing, current, current));
    }

    /// <summary>Judges a thing of which nothing is remembered, and remembers it if need be.</summary>
    private void Judge(RegisteredThing thing, ThingConnectivity before, ThingConnectivity after, (RegisteredGroup Group, long AtMs)? joined, in News news)
    {
        var watched = new WatchedThing(thing);
        watched.Behaviors = WatchesOf(thing, joined);
        if (watched.Behaviors.Count == 0) return;
        watched.Begin(before);
        Take(watched, after);
        Hear(watched, news);
        Settle(watched);
    }

    private void Hear(WatchedThing watched, in News news)
    {
        if (news.Metrics == 0) return;
        var now = _clock.WallMs;
        foreach (var one in watched.Behaviors)
        {
            if (one.Watch.Rule.Kind == MetricKind.Outage || (news.Metrics & CoveragePlan.MaskOf(one.Watch.Rule.Metric)) == 0) continue;
            one.Watch.Hear(Math.Min(news.AtMs, now), news.Address, now, _steps);
            Follow(watched, one);
        }
    }

    private List<WatchedBehavior> WatchesOf(RegisteredThing thing, (RegisteredGroup Group, long AtMs)? joined)
    {
        var watches = new List<WatchedBehavior>();
        foreach (var profile in _plan.Profiles)
        {
            var since = profile.CoversSince(thing, joined);
            if (since == BehaviorRule.Never) continue;
            foreach (var rule in profile.Rules)
            {
                watches.Add(new WatchedBehavior(profile, profile.Watch(rule, since)));
            }
        }

        return watches;
    }

    private void Take(WatchedThing watched, ThingConnectivity? state)
    {
        var wasKnown = watched.Outage != Outage.Unknown;
        watched.Note(state);

        // Nothing is indexed any more.
        var isForgotten = wasKnown && watched.Outage == Outage.Unknown;
        foreach (var one in watched.Behaviors)
        {
            if (isForgotten) one.Watch.Invalidate(_clock.WallMs, _steps);
            one.Watch.Take(watched.Outage, _clock.WallMs, _steps);
            Follow(watched, one);
        }
    }

    private void Advance(WatchedThing watched)
    {
        foreach (var one in watched.Behaviors)
        {
            one.Watch.Advance(_clock.WallMs, _steps);
            Follow(watched, one);
        }
    }

    /// <summary>Brings the behaviours of a watched thing in line with the profiles that are for it now.</summary>
    private void Bind(WatchedThing watched, (RegisteredGroup Group, long AtMs)? joined)
    {
        var thing = watched.Thing;
        var wanted = thing.Current is null ? [] : WatchesOf(thing, joined);
        var left = watched.Behaviors;
        watched.Behaviors = wanted;
        for (var i = 0; i < wanted.Count; i++)
        {
            var next = wanted[i];
            var before = left.Find(one => one.Is(next.Profile, next.Watch.Rule));
            if (before is not null) left.Remove(before);
            if (before is not null && before.Watch.Rule == next.Watch.Rule)
            {
                before.Profile = next.Profile;
                wanted[i] = before;
            }
            else
            {
                if (before is { Watch.Machine.IsInAlarm: true }) Replace(watched, before, next);
                next.Watch.Take(watched.Outage, _clock.WallMs, _steps);
                Follow(watched, next);
            }
        }

        foreach (var one in left)
        {
            one.Watch.Invalidate(_clock.WallMs, _steps);
            Follow(watched, one);
        }
    }

    // An alarm of a behaviour that was changed goes on if what is normal now is violated too, however many values that takes; otherwise it is over, because nobody calls this an alarm any more.
    private void Replace(WatchedThing watched, WatchedBehavior before, WatchedBehavior next)
    {
        if (before.Watch.Rule.Behavior.Measure == next.Watch.Rule.Behavior.Measure)
        {
            // The same, from before a restart.
            Continue(before, next);
        }
        else if (next.Watch.Rule.Kind == MetricKind.Outage && watched.Outage.CrossedAt(next.Watch.Rule, long.MinValue) <= _clock.WallMs)
        {
            next.Watch.Begin(watched.Outage);
            Continue(before, next);
        }
        else
        {
            before.Watch.Clear(_clock.WallMs, _steps);
            Follow(watched, before);
        }
    }

    private void Continue(WatchedBehavior before, WatchedBehavior next) =>
        next.Watch.Continue(before.Watch.Machine, before.Watch.ValueAt(_clock.WallMs), _clock.WallMs);

    /// <summary>Takes up an alarm that was raised before the start.</summary>
    private void Resume(KnownViolation violation)
    {
        var thing = violation.Thing;
        if (!_watched.TryGetValue(thing.Place, out var watched))
        {
            watched = new WatchedThing(thing);
            _watched.Add(thing.Place, watched);
            _watchedPlaces.Add(thing.Place);
        }

        // What is not there any more is ended when the profiles are known.
        if (BehaviorRule.Compile(violation.JudgedBy ?? violation.Definition, violation.IsOnTicks) is not { } rule) return;
        var watch = BehaviorWatch.Make(rule, long.MinValue);
        watch.Continue(violation.Machine, violation.LastValue, NowMs);
        watched.Behaviors.Add(new WatchedBehavior(EarlierPlan(violation), watch));
    }

    /// <summary>Remembers a thing as long as there is something to remember, and sees to it that it is asked in time.</summary>
    private void Settle(WatchedThing watched)
    {
        var thing = watched.Thing;
        if (thing.Current is null) End(watched);
        else if (watched.IsIdle) Forget(watched);
        else Remember(watched);

        var next = watched.NextAt;
        if (next != BehaviorRule.Never) Arm(thing.Place, next);
        if (_changes.Written.Count >= WrittenAtOnce) WriteDown();
    }

    private void Remember(WatchedThing watched)
    {
        var thing = watched.Thing;
        if (_watched.TryGetValue(thing.Place, out var other))
        {
            if (ReferenceEquals(other, watched)) return;

            // A deleted thing, whose place is in other hands before its end was told.
            End(other);
        }

        _watched[thing.Place] = watched;
        _watchedPlaces.Add(thing.Place);
        Interlocked.MemoryBarrier();

        // RACE: who changed the record before he could see that the thing is watched has told nobody. What was told in the meantime comes before this.
        if (thing.Current is { } current && current.Revision > watched.Revision) Tell(new News(thing, current, current));
    }

    private void End(WatchedThing watched)
    {
        foreach (var one in watched.Behaviors)
        {
            one.Watch.Invalidate(_clock.WallMs, _steps);
            Follow(watched, one);
        }

        ForgetViolations(watched.Thing);
        Forget(watched);
    }

    // From here on who changes the record sees that the thing is not watched, and arms it.
    private void Forget(WatchedThing watched)
    {
        var place = watched.Thing.Place;
        if (!_watched.TryGetValue(place, out var known) || !ReferenceEquals(known, watched)) return;
        _watched.Remove(place);
        _watchedPlaces.Remove(place);
    }

    private void Arm(int place, long at)
    {
        var due = ClockReading.Pack(at, _baseMs);
        if (_armed.TryArm(place, due)) _wheel.Add(place, due, _clock.TickOf(due));
    }
}
