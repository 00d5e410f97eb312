using IotConnectivity.Detect.Detector;
using IotConnectivity.Fleet.Violations;
using IotConnectivity.Registry;

namespace IotConnectivity.Detect.Violations;

/// <summary>A violation that goes on, or the last one of its behaviour that is over. Immutable; another one takes its place when something changes.</summary>
/// <param name="id">Its id.</param>
/// <param name="thing">The thing.</param>
/// <param name="profile">The name of the security profile.</param>
/// <param name="behavior">The behaviour, as it was when the alarm was raised.</param>
/// <param name="machine">Where the values stand.</param>
/// <param name="awayFromMs">From when on the thing had been away at the last value, where it is the duration that violates.</param>
/// <param name="lastValue">The last value, where it is not.</param>
/// <param name="isOnTicks">Whether values stand at full five minutes.</param>
internal sealed class KnownViolation(
    string id, RegisteredThing thing, string profile, Behavior behavior, BehaviorMachine machine, long awayFromMs, MetricValue lastValue, bool isOnTicks) : BehaviorViolation
{
    internal string Id => id;

    internal RegisteredThing Thing => thing;

    internal override string Profile => profile;

    internal override string Behavior => behavior.Name;

    internal override string Metric => behavior.Metric ?? string.Empty;

    internal override bool InViolation => EndedAtMs is null;

    /// <summary>Gets the behaviour.</summary>
    internal Behavior Definition => behavior;

    internal BehaviorMachine Machine => machine;

    internal long StartMs => machine.AlarmAtMs;

    internal long AwayFromMs => awayFromMs;

    internal MetricValue LastValue => lastValue;

    internal bool IsOnTicks => isOnTicks;

    /// <summary>Gets the behaviour by which it is judged, where the criteria were changed since the alarm was raised; otherwise <see langword="null"/>.</summary>
    internal Behavior? JudgedBy { get; init; }

    /// <summary>Gets when it ended.</summary>
    internal long? EndedAtMs { get; init; }

    internal VerificationState Verification { get; init; }

    internal string? VerificationDescription { get; init; }

    internal KnownViolation With(VerificationState verification, string? description) =>
        new(id, thing, profile, behavior, machine, awayFromMs, lastValue, isOnTicks) { JudgedBy = JudgedBy, EndedAtMs = EndedAtMs, Verification = verification, VerificationDescription = description };

    internal override LastViolation Last(long nowMs)
    {
        var at = machine.LastViolationAt(nowMs);
        var value = ValueAt(at);
        return new LastViolation(at, value.Count, value.Cidrs);
    }

    internal MetricValue ValueAt(long atMs) =>
        awayFromMs == BehaviorRule.Never ? lastValue : MetricValue.OfCount(DatapointGrid.MinutesSince(awayFromMs, atMs, isOnTicks));

    internal Violation ToViolation(long nowMs)
    {
        var at = machine.LastViolationAt(nowMs);
        return new Violation(id, thing.Name, profile, behavior, DateTimeOffset.FromUnixTimeMilliseconds(StartMs))
        {
            LastAt = DateTimeOffset.FromUnixTimeMilliseconds(at),
            LastValue = ValueAt(at),
            Verification = Verification,
            VerificationDescription = VerificationDescription,
        };
    }
}
