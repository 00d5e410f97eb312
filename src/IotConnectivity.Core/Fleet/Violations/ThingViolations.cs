namespace IotConnectivity.Fleet.Violations;

/// <summary>The behaviours that a thing violates, or did before: usually one to three. Immutable.</summary>
internal sealed class ThingViolations
{
    // INVARIANT: by profile and behaviour, each pair of them once.
    private readonly BehaviorViolation[] _all;

    /// <summary>Makes a set.</summary>
    /// <param name="all">Each of another behaviour.</param>
    internal ThingViolations(params IEnumerable<BehaviorViolation> all)
    {
        _all = [.. all.OrderBy(static one => one.Profile, StringComparer.Ordinal).ThenBy(static one => one.Behavior, StringComparer.Ordinal)];
        Count = _all.Count(static one => one.InViolation);
    }

    /// <summary>Gets how many of them go on.</summary>
    internal int Count { get; }

    /// <summary>Gets them, by the names of profiles and then of behaviours, ordinally.</summary>
    internal ReadOnlySpan<BehaviorViolation> All => _all;

    /// <summary>Puts what is known of a behaviour in the place of what was known of it before.</summary>
    internal static ThingViolations With(ThingViolations? before, BehaviorViolation violation) =>
        new((before?._all ?? []).Where(one => !IsOf(one, violation.Profile, violation.Behavior)).Append(violation));

    /// <summary>Forgets a behaviour.</summary>
    /// <returns>What is left; <see langword="null"/> for nothing.</returns>
    internal static ThingViolations? Without(ThingViolations? before, string profile, string behavior)
    {
        var rest = Array.FindAll(before?._all ?? [], one => !IsOf(one, profile, behavior));
        return rest.Length == 0 ? null : rest.Length == before!._all.Length ? before : new ThingViolations(rest);
    }

    private static bool IsOf(BehaviorViolation violation, string profile, string behavior) => violation.Profile == profile && violation.Behavior == behavior;
}
