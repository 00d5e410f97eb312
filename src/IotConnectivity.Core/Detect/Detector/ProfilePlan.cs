using IotConnectivity.Detect.Profiles;
using IotConnectivity.Registry;

namespace IotConnectivity.Detect.Detector;

/// <summary>A security profile in the form in which it is watched. Immutable.</summary>
internal sealed class ProfilePlan
{
    private readonly long _allSinceMs = BehaviorRule.Never;
    private readonly (RegisteredGroup Group, long SinceMs)[] _groups = [];
    private readonly long[] _sinceMs;

    internal ProfilePlan(SecurityProfile profile, ProfilePlan? before, bool isOnTicks, Func<string, RegisteredGroup?> findGroup)
    {
        Profile = profile;
        var rules = new List<BehaviorRule>(profile.Behaviors.Count);
        var since = new List<long>(profile.Behaviors.Count);
        for (var i = 0; i < profile.Behaviors.Count; i++)
        {
            var behavior = profile.Behaviors[i];
            var rule = before?.Find(behavior.Name) is { } known && known.Behavior.Measure == behavior.Measure ? known : BehaviorRule.Compile(behavior, isOnTicks);
            if (rule is null) continue;
            rules.Add(rule);
            since.Add(i < profile.BehaviorsSinceMs.Count ? profile.BehaviorsSinceMs[i] : profile.CreatedAt.ToUnixTimeMilliseconds());
        }

        Rules = [.. rules];
        _sinceMs = [.. since];
        HearsEvents = rules.Exists(static rule => rule.Kind != MetricKind.Outage);
        foreach (var (target, at) in profile.Targets)
        {
            var from = at.ToUnixTimeMilliseconds();
            if (target.Kind != ProfileTargetKind.ThingGroup) _allSinceMs = Math.Min(_allSinceMs, from);
            else if (findGroup(target.GroupName ?? string.Empty) is { } group) _groups = [.. _groups, (group, from)];
        }
    }

    private ProfilePlan(SecurityProfile profile)
    {
        Profile = profile;
        Rules = [];
        _sinceMs = [];
    }

    internal SecurityProfile Profile { get; }

    internal string Name => Profile.Name;

    internal BehaviorRule[] Rules { get; }

    /// <summary>Gets a value indicating whether a behaviour looks at events.</summary>
    internal bool HearsEvents { get; }

    internal bool CoversAll => _allSinceMs != BehaviorRule.Never;

    internal IEnumerable<RegisteredGroup> Groups => _groups.Select(static one => one.Group);

    internal BehaviorRule? Find(string behaviorName) => Array.Find(Rules, rule => rule.Name == behaviorName);

    /// <summary>Makes the plan of a violation from before the start, which covers nothing. Its end is told with the profile as it is now; of one that is deleted only the name is known.</summary>
    internal static ProfilePlan OfEarlier(string name, SecurityProfile? profile) =>
        new(profile ?? new SecurityProfile(name, 1, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch));

    /// <summary>Gets since when the profile is for a thing; <see cref="BehaviorRule.Never"/> when it is not.</summary>
    /// <param name="thing">The thing.</param>
    /// <param name="joined">A group that the thing has just joined, and when.</param>
    internal long CoversSince(RegisteredThing thing, (RegisteredGroup Group, long AtMs)? joined = null)
    {
        var since = _allSinceMs;
        if (_groups.Length == 0) return since;
        var groups = thing.Groups;
        foreach (var (group, from) in _groups)
        {
            if (Array.IndexOf(groups, group) < 0) continue;
            since = Math.Min(since, joined is { } join && ReferenceEquals(join.Group, group) ? Math.Max(from, join.AtMs) : from);
        }

        return since;
    }

    /// <summary>Gets a behaviour as the profile has it now. Its rule may be from before a change of what is not measured.</summary>
    internal Behavior BehaviorOf(BehaviorRule rule) => Profile.Behaviors.FirstOrDefault(one => one.Name == rule.Name) ?? rule.Behavior;

    /// <summary>Gets since when a behaviour has been as it is.</summary>
    internal long SinceOf(BehaviorRule rule) => _sinceMs[Array.IndexOf(Rules, rule)];

    /// <summary>Makes the watch of a behaviour for a thing that the profile covers.</summary>
    internal BehaviorWatch Watch(BehaviorRule rule, long coversSinceMs) => BehaviorWatch.Make(rule, Math.Max(SinceOf(rule), coversSinceMs));
}
