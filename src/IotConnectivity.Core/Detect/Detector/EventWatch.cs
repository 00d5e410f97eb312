namespace IotConnectivity.Detect.Detector;

/// <summary>Watches how many events there are in a window of time. There is a value once there was an event; of a thing of which nothing was heard there is none.</summary>
/// <remarks>
/// Events of one second are one entry, and leave the window together when the first of them can: so a window has 3600 entries at most, whatever happens. An event that comes late
/// counts from the moment up to which everything was judged.
/// </remarks>
internal sealed class EventWatch(BehaviorRule rule, long appliesFromMs) : BehaviorWatch(rule, appliesFromMs)
{
    private const long SecondMs = 1000;

    // INVARIANT: in the order of seconds, each once.
    private readonly List<(long Second, uint Count)> _seconds = [];
    private ulong _count;

    internal override bool IsIdle => !Machine.IsInAlarm && !Machine.Violates && _count == 0 && IsRunSeen;

    internal override long NextAt
    {
        get
        {
            var next = IsRunSeen ? Machine.NextAt(Rule) : Math.Min(Machine.NextAt(Rule), Machine.FirstMs);
            var count = _count;
            foreach (var (second, events) in _seconds)
            {
                count -= events;

                // What does not change anything need not be seen, but for the last one: then everything can be forgotten.
                if (Rule.Violates(count) != Machine.Violates || count == 0) return Math.Min(next, LeavesAt(second));
            }

            return next;
        }
    }

    internal override void Hear(long atMs, PeerAddress address, long nowMs, List<AlarmStep> steps)
    {
        if (LeavesAt(atMs / SecondMs) <= nowMs && JudgedUntilMs > atMs) return;
        Advance(Math.Min(atMs, nowMs) - 1, steps);
        Add(atMs / SecondMs);
        SetLevel(Math.Max(Math.Max(atMs, JudgedUntilMs), AppliesFromMs));
        Advance(nowMs, steps);
    }

    internal override void Advance(long untilMs, List<AlarmStep> steps)
    {
        while (_seconds.Count > 0 && LeavesAt(_seconds[0].Second) is var leavesAt && leavesAt <= untilMs)
        {
            AdvanceMachine(leavesAt - 1, steps);
            _count -= _seconds[0].Count;
            _seconds.RemoveAt(0);
            SetLevel(leavesAt);
        }

        AdvanceMachine(untilMs, steps);
    }

    internal override void Resume(BehaviorMachine machine, MetricValue lastValue)
    {
        base.Resume(machine, lastValue);
        Align(Rule.Violates(_count));
    }

    internal override bool IsInLine(BehaviorMachine machine) => base.IsInLine(machine) && machine.Violates == Rule.Violates(_count);

    // Where nobody knows the events any more: as many as there were, and as if they were all new, so that an alarm rather lasts too long than ends too early.
    internal override void Continue(BehaviorMachine machine, MetricValue lastValue, long nowMs)
    {
        base.Continue(machine, lastValue, nowMs);
        if (!machine.Violates || _count > 0 || lastValue.Count is not { } count || !Rule.Violates(count)) return;
        _count = Math.Min(count, uint.MaxValue);
        if (_count > 0) _seconds.Add((nowMs / SecondMs, (uint)_count));
    }

    internal override MetricValue ValueAt(long atMs) => MetricValue.OfCount(_count);

    private long LeavesAt(long second) => (second * SecondMs) + Rule.WindowMs;

    private void SetLevel(long fromMs) => Machine.SetLevel(Rule, Rule.Violates(_count), fromMs);

    private void Add(long second)
    {
        _count++;
        var i = _seconds.Count;
        while (i > 0 && _seconds[i - 1].Second > second) i--;
        if (i > 0 && _seconds[i - 1].Second == second) _seconds[i - 1] = (second, _seconds[i - 1].Count + 1);
        else _seconds.Insert(i, (second, 1));
    }
}
