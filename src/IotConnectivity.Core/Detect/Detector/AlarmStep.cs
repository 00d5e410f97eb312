using IotConnectivity.Detect.Violations;

namespace IotConnectivity.Detect.Detector;

/// <summary>An alarm was raised or is over.</summary>
/// <param name="Type">Which.</param>
/// <param name="AlarmAtMs">When the alarm was raised.</param>
/// <param name="AtMs">When this happened: the moment of the value that decided.</param>
/// <param name="Value">That value; <see langword="null"/> when the alarm was invalidated.</param>
internal readonly record struct AlarmStep(ViolationEventType Type, long AlarmAtMs, long AtMs, MetricValue? Value)
{
    /// <summary>Gets from when on the thing has been away, where it is the duration that violates.</summary>
    internal long AwayFromMs { get; init; } = BehaviorRule.Never;
}
