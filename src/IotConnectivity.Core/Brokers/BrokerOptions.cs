namespace IotConnectivity.Brokers;

/// <summary>Options of what happens when a broker was restarted, and of the comparison with the broker's own list.</summary>
/// <remarks>
/// After a restart the clients get twice the largest keep-alive interval among them to come back, but not less than <see cref="ReconnectGrace"/> and not more than
/// <see cref="MaxReconnectGrace"/>. Set both to the same for a fixed time. Read once, when <see cref="BrokerEpochs"/> or <see cref="Reconciliation"/> is made.
/// </remarks>
public sealed class BrokerOptions
{
    /// <summary>Gets or sets how long clients have at least to come back after a restart of their broker was noticed.</summary>
    /// <value>From 1 second to 1 day; the default is 1 minute.</value>
    public TimeSpan ReconnectGrace { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how long clients have at most to come back, whatever their keep-alive intervals are and however often the broker restarts in the meantime.</summary>
    /// <value>From <see cref="ReconnectGrace"/> to 1 day; the default is 15 minutes.</value>
    public TimeSpan MaxReconnectGrace { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Gets or sets how much older than the broker's list a connection must be before its absence from the list ends it.</summary>
    /// <value>From 0 to 1 hour; the default is 1 minute.</value>
    /// <remarks>Must cover by how much the clock that stamps connects and the one that stamps the list differ. A newer connection is judged by the next list.</remarks>
    public TimeSpan ListSlack { get; set; } = TimeSpan.FromMinutes(1);
}
