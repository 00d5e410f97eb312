using IotConnectivity.Indexing;

namespace IotConnectivity.Brokers;

/// <summary>A lifetime of a broker is over, and its clients have time to come back. The looking thread's, but for the counts of restarts.</summary>
/// <param name="broker">The broker.</param>
/// <param name="ended">The lifetime that ended first.</param>
/// <param name="noticedAt">When that was noticed.</param>
/// <param name="longest">How long clients have at most.</param>
internal sealed class Outage(Broker broker, BrokerLifetime ended, DateTimeOffset noticedAt, TimeSpan longest)
{
    internal Broker Broker { get; } = broker;

    internal BrokerLifetime Ended { get; set; } = ended;

    internal DateTimeOffset NoticedAt { get; } = noticedAt;

    internal int Restarts { get; set; }

    /// <summary>Gets or sets a value indicating whether the connections in doubt must be looked for, as after each restart.</summary>
    internal bool IsUncounted { get; set; } = true;

    internal List<ThingCell> Suspects { get; set; } = [];

    /// <summary>Gets what late news of the old lifetime opened; some may be among the suspects.</summary>
    internal HashSet<ThingCell> Late { get; } = [];

    internal int SuspectCount => Suspects.Count + Late.Count;

    /// <summary>Gets or sets how many connections were ended until now.</summary>
    internal int Closed { get; set; }

    /// <summary>Gets or sets how many of those were among the present suspects.</summary>
    internal int ClosedSuspects { get; set; }

    /// <summary>Gets the clients' time from the last restart on.</summary>
    internal TimeSpan Grace { get; private set; }

    /// <summary>Gets what is left of the clients' time.</summary>
    internal TimeSpan Left { get; private set; } = longest;

    /// <summary>Gets what is left of it if the broker restarts again and again.</summary>
    internal TimeSpan LongestLeft { get; private set; } = longest;

    internal void Begin(TimeSpan grace)
    {
        Grace = grace < LongestLeft ? grace : LongestLeft;
        Left = Grace;
    }

    internal void Extend(TimeSpan grace)
    {
        var more = (grace < Grace + LongestLeft - Left ? grace : Grace + LongestLeft - Left) - Grace;
        if (more <= TimeSpan.Zero) return;
        Grace += more;
        Left += more;
    }

    internal void Pass(TimeSpan elapsed)
    {
        Left -= elapsed;
        LongestLeft -= elapsed;
    }
}
