using System.Diagnostics.CodeAnalysis;

namespace IotConnectivity.Detect.Alerts;

/// <summary>How long to wait after a failure.</summary>
internal static class AlertDelays
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastOfThing = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LastOfTopic = TimeSpan.FromSeconds(30);

    /// <summary>For how long one look at a topic that fails altogether may go on before another is begun beside it. Webhooks and SNS give up earlier.</summary>
    internal static readonly TimeSpan UntilAnotherProbe = LastOfTopic;

    /// <summary>After the first failure of an alert at most a second, then twice as much each time, up to five minutes.</summary>
    internal static TimeSpan OfThing(int failures) => Jitter(First, failures - 1, LastOfThing);

    /// <summary>Between two looks at a topic that fails altogether: as for a thing, up to half a minute, since all its things wait.</summary>
    internal static TimeSpan OfTopic(int probes) => Jitter(First, probes, LastOfTopic);

    // Half of it at least, so that what failed together does not come back together.
    [SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "Spreads load; nobody has to guess it.")]
    private static TimeSpan Jitter(TimeSpan first, int doublings, TimeSpan last)
    {
        var whole = doublings > 20 ? last : first * (1 << doublings);
        return (whole < last ? whole : last) * (0.5 + (Random.Shared.NextDouble() / 2));
    }
}
