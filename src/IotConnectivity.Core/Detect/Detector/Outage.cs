using IotConnectivity.Indexing;

namespace IotConnectivity.Detect.Detector;

/// <summary>What a connectivity record tells of the presence of a thing.</summary>
/// <param name="PresentFromMs">From when on the thing was there; <see cref="long.MinValue"/> when it never was.</param>
/// <param name="AwayFromMs">From when on it is away; <see cref="BehaviorRule.Never"/> when it is not.</param>
/// <remarks>An end because another connection took over the client id is none: the client is there, and the news of its connection may only be late.</remarks>
internal readonly record struct Outage(long PresentFromMs, long AwayFromMs)
{
    /// <summary>Gets what is known of a thing that was never seen: no value at all.</summary>
    internal static Outage Unknown => new(long.MinValue, BehaviorRule.Never);

    internal bool IsAway => AwayFromMs != BehaviorRule.Never;

    /// <summary>Reads a record. What the source dates later than now counts from then on: a clock that is behind for a while does not change the past.</summary>
    internal static Outage Of(ThingConnectivity? state)
    {
        if (state is not { IsKnown: true }) return Unknown;
        if (!state.HasEnded) return new Outage(state.ConnectedAtMs, BehaviorRule.Never);
        var ended = state.EndedAtMs;
        var present = state.ConnectedAtMs == ThingConnectivity.None ? ended : Math.Min(state.ConnectedAtMs, ended);
        return new Outage(present, IsCounted(state) ? ended : BehaviorRule.Never);
    }

    internal static bool IsCounted(ThingConnectivity ended) => ended.DisconnectReason != DisconnectReason.DuplicateClientId;

    /// <summary>Gets from when on the values violate the criteria, which cannot be before the behaviour applied to the thing.</summary>
    internal long CrossedAt(BehaviorRule rule, long appliesFromMs) => IsAway ? Math.Max(AwayFromMs + rule.ThresholdMs, appliesFromMs) : BehaviorRule.Never;

    /// <summary>Gets when the alarm is raised, if the outage lasts.</summary>
    internal long AlarmAt(BehaviorRule rule, long appliesFromMs) =>
        IsAway ? rule.FirstValueAt(CrossedAt(rule, appliesFromMs)) + ((rule.ToAlarm - 1) * BehaviorRule.PeriodMs) : BehaviorRule.Never;

    /// <summary>Gets the value at a moment.</summary>
    internal MetricValue ValueAt(BehaviorRule rule, long atMs) =>
        MetricValue.OfCount(IsAway ? DatapointGrid.MinutesSince(AwayFromMs, atMs, rule.IsOnTicks) : 0);
}
