using IotConnectivity.Detect.Profiles;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;

namespace IotConnectivity.Detect.Detector;

/// <summary>All security profiles in the form in which they are watched. Immutable.</summary>
internal sealed class CoveragePlan
{
    private readonly long _allAfterMs = BehaviorRule.Never;
    private readonly (RegisteredGroup Group, long AfterMs)[] _groups = [];

    internal CoveragePlan(IEnumerable<SecurityProfile> profiles, CoveragePlan? before, bool isOnTicks, Func<string, RegisteredGroup?> findGroup)
    {
        IsOnTicks = isOnTicks;
        Profiles = [.. profiles.Select(profile => new ProfilePlan(profile, before?.Find(profile.Name), isOnTicks, findGroup)).Where(static plan => plan.Rules.Length > 0)];
        var afterMs = new Dictionary<RegisteredGroup, long>();
        foreach (var profile in Profiles)
        {
            var least = profile.Rules.Where(static rule => rule.Kind == MetricKind.Outage).Select(static rule => rule.AlarmAfterMs).DefaultIfEmpty(BehaviorRule.Never).Min();
            if (profile.CoversAll) _allAfterMs = Math.Min(_allAfterMs, least);
            foreach (var group in profile.Groups) afterMs[group] = Math.Min(afterMs.GetValueOrDefault(group, BehaviorRule.Never), least);
        }

        _groups = [.. afterMs.Select(static one => (one.Key, one.Value))];
        LeastAfterMs = afterMs.Values.Append(_allAfterMs).Min();
        var heard = Profiles.SelectMany(static profile => profile.Rules).Where(static rule => rule.Kind != MetricKind.Outage).ToList();
        HeardMetrics = [.. heard.Select(static rule => rule.Metric).Distinct(StringComparer.Ordinal)];
        ReachMs = heard.Select(static rule => rule.ReachMs).DefaultIfEmpty(0).Max();
    }

    internal bool IsOnTicks { get; }

    internal ProfilePlan[] Profiles { get; }

    internal bool IsEmpty => Profiles.Length == 0;

    /// <summary>Gets the shortest time that an outage takes to an alarm; <see cref="BehaviorRule.Never"/> when none does.</summary>
    internal long LeastAfterMs { get; }

    /// <summary>Gets the metrics for which events have to be heard, and not only changes.</summary>
    internal string[] HeardMetrics { get; }

    /// <summary>Gets how far back events matter for the alarms of now.</summary>
    internal long ReachMs { get; }

    /// <summary>Gets for which of the metrics an event counts, one bit for each; see <see cref="MaskOf"/>.</summary>
    internal int MetricsOf(in LifecycleEvent news, OrderRule rule)
    {
        var metrics = 0;
        foreach (var metric in HeardMetrics)
        {
            if (CountedEvents.Counts(metric, news, rule)) metrics |= MaskOf(metric);
        }

        return metrics;
    }

    /// <summary>Gets the bit of a metric.</summary>
    internal static int MaskOf(string metric)
    {
        var number = 0;
        while (number < DetectMetrics.All.Count && DetectMetrics.All[number] != metric) number++;
        return 1 << number;
    }

    /// <summary>Says whether a profile that needs events is for a thing.</summary>
    internal bool Hears(RegisteredThing thing) => Array.Exists(Profiles, profile => profile.HearsEvents && profile.CoversSince(thing) != BehaviorRule.Never);

    internal bool IsTarget(RegisteredGroup group) => Array.Exists(_groups, one => ReferenceEquals(one.Group, group));

    internal ProfilePlan? Find(string profileName) => Array.Find(Profiles, plan => plan.Name == profileName);

    /// <summary>Gets a moment before which an outage of a thing raises no alarm; <see cref="BehaviorRule.Never"/> when it raises none. On the way of every event.</summary>
    internal long AskAt(RegisteredThing thing, long awayFromMs)
    {
        var after = _groups.Length == 0 ? _allAfterMs : LeastAfter(thing.Groups);
        if (after == BehaviorRule.Never) return after;
        return (IsOnTicks ? DatapointGrid.NextFrom(awayFromMs) : awayFromMs) + after;
    }

    /// <summary>Gets when an outage of a thing raises its first alarm, exactly.</summary>
    internal long AlarmAt(RegisteredThing thing, in Outage outage)
    {
        var first = BehaviorRule.Never;
        if (!outage.IsAway) return first;
        foreach (var profile in Profiles)
        {
            var since = profile.CoversSince(thing);
            if (since == BehaviorRule.Never) continue;
            foreach (var rule in profile.Rules)
            {
                if (rule.Kind == MetricKind.Outage) first = Math.Min(first, outage.AlarmAt(rule, Math.Max(since, profile.SinceOf(rule))));
            }
        }

        return first;
    }

    private long LeastAfter(RegisteredGroup[] groups)
    {
        var least = _allAfterMs;
        foreach (var group in groups)
        {
            foreach (var (target, afterMs) in _groups)
            {
                if (ReferenceEquals(target, group)) least = Math.Min(least, afterMs);
            }
        }

        return least;
    }
}
