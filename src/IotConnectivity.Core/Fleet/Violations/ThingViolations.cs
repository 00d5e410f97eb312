using System.Collections.Immutable;

namespace IotConnectivity.Fleet.Violations;

/// <summary>The behaviours that a thing violates, or did before: usually one to three. Immutable.</summary>
internal sealed class ThingViolations
{
    /// <summary>Makes a set.</summary>
    /// <param name="all">Each of another behaviour.</param>
    internal ThingViolations(params IEnumerable<BehaviorViolation> all)
    {
        All = [.. all.OrderBy(static one => one.Profile, StringComparer.Ordinal).ThenBy(static one => one.Behavior, StringComparer.Ordinal)];
        Count = All.Count(static one => one.InViolation);
    }

    /// <summary>Gets how many of them go on.</summary>
    internal int Count { get; }

    /// <summary>Gets them, by the names of profiles and then of behaviours, ordinally; each behaviour once.</summary>
    internal ImmutableArray<BehaviorViolation> All { get; }

    /// <summary>Puts what is known of a behaviour in the place of what was known of it before.</summary>
    internal static ThingViolations With(ThingViolations? before, BehaviorViolation violation) =>
        new((before?.All ?? []).Where(one => !IsOf(one, violation.Profile, violation.Behavior)).Append(violation));

    /// <summary>Forgets a behaviour.</summary>
    /// <returns>What is left; <see langword="null"/> for nothing.</returns>
    internal static ThingViolations? Without(ThingViolations? before, string profile, string behavior)
    {
        var rest = (before?.All ?? []).RemoveAll(one => IsOf(one, profile, behavior));
        return rest.IsEmpty ? null : new ThingViolations(rest);
    }

    private static bool IsOf(BehaviorViolation violation, string profile, string behavior) => violation.Profile == profile && violation.Behavior == behavior;
}
