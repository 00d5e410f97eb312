using IotConnectivity.Detect.Violations;

namespace IotConnectivity.Detect.Detector;

/// <summary>Watches one behaviour of one thing. Not thread-safe; knows no clock.</summary>
/// <param name="rule">The behaviour.</param>
/// <param name="appliesFromMs">Since when it applies to the thing.</param>
internal abstract class BehaviorWatch(BehaviorRule rule, long appliesFromMs)
{
    private BehaviorMachine _machine;

    internal BehaviorRule Rule => rule;

    internal long AppliesFromMs => appliesFromMs;

    internal ref BehaviorMachine Machine => ref _machine;

    /// <summary>Gets a value indicating whether the watch is worth no more than a new one.</summary>
    internal abstract bool IsIdle { get; }

    /// <summary>Gets the next moment at which something may happen without news; <see cref="BehaviorRule.Never"/> for none.</summary>
    internal abstract long NextAt { get; }

    /// <summary>Gets from when on the thing has been away, where that is what is looked at.</summary>
    internal virtual long AwayFromMs => BehaviorRule.Never;

    /// <summary>Moves on to a moment.</summary>
    internal abstract void Advance(long untilMs, List<AlarmStep> steps);

    /// <summary>Gets the value at a moment, as it is known now.</summary>
    internal abstract MetricValue ValueAt(long atMs);

    internal static BehaviorWatch Make(BehaviorRule rule, long appliesFromMs) => rule.Kind switch
    {
        MetricKind.Outage => new OutageWatch(rule, appliesFromMs),
        MetricKind.Events => new EventWatch(rule, appliesFromMs),
        _ => new AddressWatch(rule, appliesFromMs),
    };

    /// <summary>Takes news of the outage.</summary>
    /// <param name="outage">What is known now.</param>
    /// <param name="nowMs">The moment up to which the steps are made.</param>
    /// <param name="steps">Receives the steps: first those that the state before leads to up to the moment of the change.</param>
    internal void Take(in Outage outage, long nowMs, List<AlarmStep> steps)
    {
        Learn(outage, nowMs, steps);
        Advance(nowMs, steps);
    }

    /// <summary>Takes news of the outage that are perhaps not the last: without the steps that they would lead to up to now.</summary>
    internal virtual void Learn(in Outage outage, long nowMs, List<AlarmStep> steps)
    {
    }

    /// <summary>Takes an event that counts.</summary>
    /// <param name="atMs">When it happened; not later than now.</param>
    /// <param name="address">Where the thing came from, if the event tells that.</param>
    /// <param name="nowMs">The moment up to which the steps are made.</param>
    /// <param name="steps">Receives the steps.</param>
    internal virtual void Hear(long atMs, PeerAddress address, long nowMs, List<AlarmStep> steps)
    {
    }

    /// <summary>Takes over what was known of the outage before, without a step.</summary>
    internal virtual void Begin(in Outage outage)
    {
    }

    /// <summary>Ends an alarm that is not true, or that nobody looks at any more.</summary>
    internal void Invalidate(long nowMs, List<AlarmStep> steps)
    {
        if (_machine.IsInAlarm) steps.Add(new AlarmStep(ViolationEventType.AlarmInvalidated, _machine.AlarmAtMs, nowMs, null));
        _machine = default;
    }

    /// <summary>Ends an alarm because there is another view of what is normal.</summary>
    internal void Clear(long nowMs, List<AlarmStep> steps)
    {
        if (_machine.IsInAlarm) steps.Add(new AlarmStep(ViolationEventType.AlarmCleared, _machine.AlarmAtMs, nowMs, ValueAt(nowMs)));
        _machine = default;
    }

    /// <summary>Takes over the running alarm of another watch.</summary>
    /// <param name="machine">Where its values stand.</param>
    /// <param name="lastValue">Its last value.</param>
    /// <param name="nowMs">The moment.</param>
    internal virtual void Continue(BehaviorMachine machine, MetricValue lastValue, long nowMs) => _machine = machine;

    /// <summary>Takes over a running alarm, or none, when the events until then were heard.</summary>
    /// <param name="machine">Where its values stand.</param>
    /// <param name="lastValue">Its last value.</param>
    internal virtual void Resume(BehaviorMachine machine, MetricValue lastValue) => _machine = machine;

    /// <summary>Says whether an alarm from before is of the level that the events until now make, and not one that only later ones have raised or changed.</summary>
    internal virtual bool IsInLine(BehaviorMachine machine) => machine.AlarmAtMs <= JudgedUntilMs;

    /// <summary>Gets the moment up to which everything was judged.</summary>
    protected long JudgedUntilMs { get; private set; }

    /// <summary>Gets a value indicating whether the run at hand has had a value. Before that the one before may go on, so that nothing can be forgotten.</summary>
    protected bool IsRunSeen => _machine.FirstMs <= JudgedUntilMs;

    /// <summary>Brings the level of an alarm that was taken over in line with the events that were heard.</summary>
    protected void Align(bool violates)
    {
        // The run that has raised the alarm is not taken back: the one before it belongs to no alarm.
        var from = Math.Max(JudgedUntilMs, appliesFromMs);
        _machine.SetLevel(rule, violates, _machine.Violates && _machine.FirstBeforeMs < _machine.AlarmAtMs ? Math.Max(from, _machine.FirstMs + 1) : from);
    }

    /// <summary>Moves the machine on while the level stays as it is.</summary>
    protected void AdvanceMachine(long untilMs, List<AlarmStep> steps)
    {
        JudgedUntilMs = Math.Max(JudgedUntilMs, untilMs);
        var alarmAt = _machine.AlarmAtMs;
        if (!_machine.TryAdvance(rule, untilMs, out var at)) return;
        steps.Add(_machine.IsInAlarm
            ? new AlarmStep(ViolationEventType.InAlarm, at, at, ValueAt(at)) { AwayFromMs = AwayFromMs }
            : new AlarmStep(ViolationEventType.AlarmCleared, alarmAt, at, ValueAt(at)));
    }
}
