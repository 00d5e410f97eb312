namespace IotConnectivity.Detect.Detector;

/// <summary>Watches where a thing last came from, or tried to. That is the value until it comes from somewhere else.</summary>
internal sealed class AddressWatch(BehaviorRule rule, long appliesFromMs) : BehaviorWatch(rule, appliesFromMs)
{
    private PeerAddress _address;
    private long _atMs;

    internal override bool IsIdle => !Machine.IsInAlarm && !Machine.Violates && IsRunSeen;

    internal override long NextAt => IsRunSeen ? Machine.NextAt(Rule) : Math.Min(Machine.NextAt(Rule), Machine.FirstMs);

    internal override void Hear(long atMs, PeerAddress address, long nowMs, List<AlarmStep> steps)
    {
        // Later news were heard before.
        if (atMs < _atMs || address.ToIPAddress() is not { } source) return;
        Advance(atMs - 1, steps);
        _atMs = atMs;
        _address = address;
        Machine.SetLevel(Rule, Rule.Violates(source), Math.Max(atMs, AppliesFromMs));
        Advance(nowMs, steps);
    }

    internal override void Advance(long untilMs, List<AlarmStep> steps) => AdvanceMachine(untilMs, steps);

    internal override void Continue(BehaviorMachine machine, MetricValue lastValue, long nowMs)
    {
        base.Continue(machine, lastValue, nowMs);
        if (lastValue.Cidrs is [var text, ..] && System.Net.IPAddress.TryParse(text, out var address)) _address = PeerAddress.From(address);
    }

    internal override void Resume(BehaviorMachine machine, MetricValue lastValue)
    {
        if (_atMs == 0) Continue(machine, lastValue, JudgedUntilMs);
        else base.Resume(machine, lastValue);
        if (_address.ToIPAddress() is { } source) Align(Rule.Violates(source));
    }

    internal override MetricValue ValueAt(long atMs) => _address.IsNone ? MetricValue.OfCidrs() : MetricValue.OfCidrs(_address.ToString());
}
