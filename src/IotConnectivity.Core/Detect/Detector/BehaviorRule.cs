using System.Net;

namespace IotConnectivity.Detect.Detector;

/// <summary>A behaviour in the form in which it is watched. Immutable; knows no clock.</summary>
/// <remarks>
/// Values stand at moments. Precisely, these are each moment at which values begin or cease to violate the criteria, and every five minutes after it; on ticks, every full five minutes.
/// Source: AWS IoT Device Defender, "Behaviors" and "Cloud-side metrics".
/// </remarks>
internal sealed class BehaviorRule
{
    /// <summary>How far values are apart.</summary>
    internal const long PeriodMs = DatapointGrid.PeriodMs;

    /// <summary>Stands for a moment that does not come.</summary>
    internal const long Never = long.MaxValue;

    private const long MinuteMs = 60_000;

    private readonly Func<ulong, bool> _isNormal;
    private readonly IPNetwork[] _ranges;
    private readonly bool _isNormalInside;

    private BehaviorRule(Behavior behavior, MetricKind kind, bool isOnTicks)
    {
        var criteria = behavior.Criteria ?? new BehaviorCriteria();
        var limit = criteria.Value?.Count ?? 0;
        Behavior = behavior;
        Kind = kind;
        IsOnTicks = isOnTicks;
        ToAlarm = criteria.ConsecutiveDatapointsToAlarm ?? 1;
        ToClear = criteria.ConsecutiveDatapointsToClear ?? 1;
        WindowMs = (criteria.DurationSeconds ?? Behavior.DefaultSeconds) * 1000L;
        ThresholdMs = ThresholdOf(Math.Min(limit, DetectLimits.MaxMinutes), criteria.ComparisonOperator == "less-than-equals", isOnTicks);
        _isNormal = criteria.ComparisonOperator switch
        {
            "less-than" => value => value < limit,
            "less-than-equals" => value => value <= limit,
            "greater-than" => value => value > limit,
            "greater-than-equals" => value => value >= limit,
            _ => static _ => true,
        };
        _isNormalInside = criteria.ComparisonOperator == "in-cidr-set";
        _ranges = [.. (criteria.Value?.Cidrs ?? []).Select(ToRange).OfType<IPNetwork>()];
    }

    internal Behavior Behavior { get; }

    internal string Name => Behavior.Name;

    internal MetricKind Kind { get; }

    internal string Metric => Behavior.Metric ?? string.Empty;

    internal bool IsOnTicks { get; }

    internal int ToAlarm { get; }

    internal int ToClear { get; }

    /// <summary>Gets over how long events are counted.</summary>
    internal long WindowMs { get; }

    /// <summary>Gets for how long a thing may be away before its values violate the criteria.</summary>
    internal long ThresholdMs { get; }

    /// <summary>Gets how long an outage takes to its alarm, from the first moment at which there can be a value of it.</summary>
    internal long AlarmAfterMs => ThresholdMs + ((ToAlarm - 1) * PeriodMs);

    /// <summary>Gets how far back events matter: to the beginning of the run that would raise or clear the alarm now, and a window before that.</summary>
    internal long ReachMs => WindowMs + ((Math.Max(ToAlarm, ToClear) + 1) * PeriodMs);

    /// <summary>Compiles a behaviour that a security profile has taken.</summary>
    /// <returns>The rule, or <see langword="null"/> for a metric that is not measured.</returns>
    internal static BehaviorRule? Compile(Behavior behavior, bool isOnTicks) => behavior.Metric switch
    {
        DetectMetrics.DisconnectDuration => new BehaviorRule(behavior, MetricKind.Outage, isOnTicks),
        DetectMetrics.NumDisconnects or DetectMetrics.NumConnectionAttempts or DetectMetrics.NumAuthorizationFailures => new BehaviorRule(behavior, MetricKind.Events, isOnTicks),
        DetectMetrics.SourceIpAddress => new BehaviorRule(behavior, MetricKind.Address, isOnTicks),
        _ => null,
    };

    /// <summary>Gets the first moment at or after another at which there is a value.</summary>
    internal long FirstValueAt(long atMs) => IsOnTicks ? DatapointGrid.NextFrom(atMs) : atMs;

    /// <summary>Says whether a number of events violates the criteria.</summary>
    internal bool Violates(ulong count) => !_isNormal(count);

    /// <summary>Says whether an address violates the criteria.</summary>
    internal bool Violates(IPAddress address) => Array.Exists(_ranges, range => range.Contains(address)) != _isNormalInside;

    // A value of minutes violates when it is the limit or more (less-than), or more than the limit. On ticks values go in steps of five.
    private static long ThresholdOf(ulong limit, bool isLimitNormal, bool isOnTicks)
    {
        var minutes = (long)limit;
        if (!isOnTicks) return (isLimitNormal ? minutes + 1 : minutes) * MinuteMs;
        return (isLimitNormal ? (minutes / 5) + 1 : (minutes + 4) / 5) * PeriodMs;
    }

    private static IPNetwork? ToRange(string cidr) => CidrText.TryParse(cidr, out var range) ? range : null;
}
