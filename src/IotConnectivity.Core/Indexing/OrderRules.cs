namespace IotConnectivity.Indexing;

/// <summary>What follows from the rule that decided.</summary>
public static class OrderRules
{
    /// <summary>Says what became of an event. Each rule has one outcome.</summary>
    /// <param name="rule">The rule that decided about it.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rule"/> is not one of the rules.</exception>
    public static ApplyOutcome OutcomeOf(this OrderRule rule) => rule switch
    {
        OrderRule.NotConnectivity or OrderRule.IndexingOff => ApplyOutcome.Ignored,
        OrderRule.NotRegistered => ApplyOutcome.NotRegistered,
        >= OrderRule.FirstNews and <= OrderRule.ActivityNoted => ApplyOutcome.Applied,
        OrderRule.KnownConnect or OrderRule.KnownEnd => ApplyOutcome.Duplicate,
        >= OrderRule.EarlierConnection and <= OrderRule.OtherSourceIsLater => ApplyOutcome.Stale,
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "there is no such rule"),
    };

    /// <summary>Says whether an event that this rule decided about belongs to those whose join is the state of the thing.</summary>
    /// <param name="rule">The rule that decided about it.</param>
    /// <returns>
    /// <see langword="false"/> for what does not touch connectivity, and for an inferred end that activity contradicted: the activity need not be among the events, and without it
    /// the end would count.
    /// </returns>
    public static bool IsPartOfState(this OrderRule rule) =>
        rule is not (OrderRule.NotConnectivity or OrderRule.IndexingOff or OrderRule.NotRegistered or OrderRule.ActivityContradictsEnd);
}
