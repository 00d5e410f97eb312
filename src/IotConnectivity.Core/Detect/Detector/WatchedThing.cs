using IotConnectivity.Indexing;
using IotConnectivity.Registry;

namespace IotConnectivity.Detect.Detector;

/// <summary>A thing of which something has to be remembered: an alarm, or that a behaviour began to apply in the middle of an outage. The detector's thread only.</summary>
internal sealed class WatchedThing(RegisteredThing thing)
{
    internal RegisteredThing Thing => thing;

    /// <summary>Gets the revision of the record that was taken in.</summary>
    internal long Revision { get; private set; } = -1;

    internal Outage Outage { get; private set; } = Outage.Unknown;

    internal List<WatchedBehavior> Behaviors { get; set; } = [];

    internal bool IsIdle => Behaviors.TrueForAll(static one => one.Watch.IsIdle);

    internal long NextAt
    {
        get
        {
            var next = BehaviorRule.Never;
            foreach (var one in Behaviors) next = Math.Min(next, one.Watch.NextAt);
            return next;
        }
    }

    /// <summary>Reads a record without making steps: the state that a change began with.</summary>
    internal void Begin(ThingConnectivity? state)
    {
        Note(state);
        foreach (var one in Behaviors) one.Watch.Begin(Outage);
    }

    /// <summary>Remembers which record the outage is from.</summary>
    internal void Note(ThingConnectivity? state)
    {
        Revision = state?.Revision ?? long.MaxValue;
        Outage = Outage.Of(state);
    }
}

/// <summary>One behaviour of a watched thing.</summary>
internal sealed class WatchedBehavior(ProfilePlan profile, BehaviorWatch watch)
{
    internal ProfilePlan Profile { get; set; } = profile;

    internal BehaviorWatch Watch => watch;

    internal bool Is(ProfilePlan other, BehaviorRule rule) => Profile.Name == other.Name && watch.Rule.Name == rule.Name;
}
