namespace IotConnectivity.Detect.Detector;

/// <summary>Counts values in a row and raises and clears an alarm: one thing and one behaviour. A value without a clock; all operations cost O(1), whatever time has passed.</summary>
/// <remarks>
/// What comes in is the level: from when on values violate the criteria, from when on they do not. A run is the time of one level. Its values stand at its first one and every
/// five minutes after it. On ticks a run may be over before its first value: then nobody has seen it, and the run before goes on.
/// </remarks>
internal record struct BehaviorMachine
{
    // INVARIANT: where the run at hand has not had a value yet, the one before goes on when the level returns.
    private long _firstMs;
    private long _firstBeforeMs;
    private long _lastMs;

    /// <summary>Makes the machine of an alarm that was raised before.</summary>
    internal BehaviorMachine(long alarmAtMs, bool violates, long firstMs, long firstBeforeMs, long lastMs)
    {
        IsInAlarm = true;
        AlarmAtMs = alarmAtMs;
        Violates = violates;
        _firstMs = firstMs;
        _firstBeforeMs = firstBeforeMs;
        _lastMs = lastMs;
    }

    /// <summary>Gets a value indicating whether there is an alarm.</summary>
    internal bool IsInAlarm { get; private set; }

    /// <summary>Gets when the alarm was raised.</summary>
    internal long AlarmAtMs { get; private set; }

    /// <summary>Gets a value indicating whether values violate the criteria.</summary>
    internal bool Violates { get; private set; }

    /// <summary>Gets when the first value of the run at hand stands, or will stand.</summary>
    internal readonly long FirstMs => _firstMs;

    /// <summary>Gets the same of the run before.</summary>
    internal readonly long FirstBeforeMs => _firstBeforeMs;

    /// <summary>Gets the last value that violated the criteria before the run at hand.</summary>
    internal readonly long LastMs => _lastMs;

    /// <summary>Gets when the alarm changes if the level does not; <see cref="BehaviorRule.Never"/> when it does not.</summary>
    internal readonly long NextAt(BehaviorRule rule) =>
        Violates == IsInAlarm ? BehaviorRule.Never : _firstMs + (((Violates ? rule.ToAlarm : rule.ToClear) - 1) * BehaviorRule.PeriodMs);

    /// <summary>Moves on to a moment at which the level is still the same.</summary>
    /// <returns>Whether the alarm has changed.</returns>
    internal bool TryAdvance(BehaviorRule rule, long untilMs, out long atMs)
    {
        atMs = NextAt(rule);
        if (atMs > untilMs || atMs == BehaviorRule.Never) return false;
        IsInAlarm = Violates;
        if (IsInAlarm) AlarmAtMs = atMs;
        return true;
    }

    /// <summary>Changes the level. The machine has moved on to the moment before.</summary>
    internal void SetLevel(BehaviorRule rule, bool violates, long fromMs)
    {
        if (violates == Violates) return;
        if (Violates && _firstMs < fromMs) _lastMs = LastOfRun(fromMs - 1);
        Violates = violates;
        if (_firstMs >= fromMs)
        {
            _firstMs = _firstBeforeMs;
        }
        else
        {
            _firstBeforeMs = _firstMs;
            _firstMs = rule.FirstValueAt(fromMs);
        }
    }

    /// <summary>Gets the moment of the last value, until a moment, that violated the criteria since the alarm was raised.</summary>
    internal readonly long LastViolationAt(long untilMs) => Math.Max(AlarmAtMs, Violates && _firstMs <= untilMs ? LastOfRun(untilMs) : _lastMs);

    private readonly long LastOfRun(long untilMs) => _firstMs + ((untilMs - _firstMs) / BehaviorRule.PeriodMs * BehaviorRule.PeriodMs);
}
