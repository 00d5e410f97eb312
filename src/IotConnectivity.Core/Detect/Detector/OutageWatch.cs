namespace IotConnectivity.Detect.Detector;

/// <summary>Watches for how long a thing is away.</summary>
/// <remarks>
/// The level is a function of the present outage, and between two runs that violate there is a value that does not (a threshold is a minute at least, and five on ticks).
/// So nothing need be remembered of a thing that has no alarm.
/// </remarks>
internal sealed class OutageWatch(BehaviorRule rule, long appliesFromMs) : BehaviorWatch(rule, appliesFromMs)
{
    // What is dated ahead of the clock has happened all the same: perhaps the clock was set back. But not by more than a day.
    private const long MaxAheadMs = 24 * 3_600_000;

    private Outage _outage = Outage.Unknown;

    // A behaviour that began to apply in the middle of an outage counts from then on, and nobody else knows that moment.
    internal override bool IsIdle => !Machine.IsInAlarm && (!_outage.IsAway || _outage.AwayFromMs + Rule.ThresholdMs >= AppliesFromMs);

    internal override long NextAt => (Machine.IsInAlarm, Machine.Violates) switch
    {
        (false, false) => _outage.AlarmAt(Rule, AppliesFromMs),
        (true, false) => Math.Min(Machine.NextAt(Rule), _outage.CrossedAt(Rule, AppliesFromMs)),
        _ => Machine.NextAt(Rule),
    };

    internal override long AwayFromMs => _outage.AwayFromMs;

    // An alarm shows that the behaviour applied before it. After a restart only the targets of now are known, and one that was there then may have been detached.
    private long AppliedFromMs => Math.Min(AppliesFromMs, Machine.AlarmAtMs - ((Rule.ToAlarm - 1) * BehaviorRule.PeriodMs));

    internal override void Learn(in Outage outage, long nowMs, List<AlarmStep> steps)
    {
        if (outage.PresentFromMs != long.MinValue) Advance(outage.PresentFromMs - nowMs <= MaxAheadMs ? outage.PresentFromMs - 1 : nowMs, steps);
        var isNew = outage != _outage;
        _outage = outage;

        // The thing was there when the alarm was raised, or had not been away for long enough. An alarm that other criteria have raised is asked only about other outages.
        if (isNew && Machine.IsInAlarm && outage.PresentFromMs <= Machine.AlarmAtMs && Machine.AlarmAtMs < outage.AlarmAt(Rule, AppliedFromMs)) Invalidate(nowMs, steps);
        if (!Machine.IsInAlarm) Machine = default;
        else if (outage.PresentFromMs > Machine.AlarmAtMs) Machine.SetLevel(Rule, violates: false, outage.PresentFromMs);
    }

    internal override void Begin(in Outage outage) => _outage = outage;

    internal override void Advance(long untilMs, List<AlarmStep> steps)
    {
        var crossedAt = _outage.CrossedAt(Rule, AppliesFromMs);
        if (crossedAt <= untilMs && !Machine.Violates)
        {
            AdvanceMachine(crossedAt - 1, steps);
            Machine.SetLevel(Rule, violates: true, crossedAt);
        }

        AdvanceMachine(untilMs, steps);
    }

    internal override MetricValue ValueAt(long atMs) => _outage.ValueAt(Rule, atMs);
}
