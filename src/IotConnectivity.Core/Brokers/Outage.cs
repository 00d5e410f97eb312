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

    /// <summary>Gets what late news of the old lifetime opened since the suspects were counted.</summary>
    internal HashSet<ThingCell> Late { get; } = [];

    /// <summary>Gets or sets how many connections were ended until now.</summary>
    internal int Closed { get; set; }

    /// <summary>Gets or sets what is left of the clients' time.</summary>
    internal TimeSpan Left { get; set; } = longest;

    /// <summary>Gets or sets what is left of it if the broker restarts again and again.</summary>
    internal TimeSpan LongestLeft { get; set; } = longest;
}
