namespace IotConnectivity.Lifecycle;

/// <summary>Reads what a broker says of its clients, one message at a time, whichever way the messages come.</summary>
/// <remarks>
/// <para>There is one for each dialect. An MQTT client hands it each message that comes in on <see cref="TopicFilters"/>; a <see cref="JsonLifecycleReader"/> hands it the events of
/// a body or stream.</para>
/// <para>Any thread may use one instance, unless it says otherwise. Make one for each broker and keep it: some dialects need the memory of what came before.</para>
/// </remarks>
public abstract class LifecycleParser
{
    private protected LifecycleParser()
    {
    }

    /// <summary>Gets the topic filters to subscribe to for the messages of this dialect.</summary>
    /// <value>The default is none: the broker does not publish its events.</value>
    public virtual IReadOnlyList<string> TopicFilters => [];

    /// <summary>Gets what hands out strings for known client ids.</summary>
    /// <value>The default is <see langword="null"/>: each event gets a new string.</value>
    public ClientIdResolver? ResolveClientId { get; init; }

    /// <summary>Gets a value indicating whether the name that the client authenticated with is read into <see cref="LifecycleEvent.Principal"/>.</summary>
    /// <value>The default is <see langword="false"/>, because it costs a string for each event.</value>
    public bool ReadsPrincipal { get; init; }

    /// <summary>Gets a value indicating whether what is read may say that the broker was started or stopped.</summary>
    /// <value>The default is <see langword="true"/>. With <see langword="false"/>, for the messages of somebody who may not speak for all clients, every source with an epoch only
    /// continues a lifetime (<see cref="LifecycleSource.ContinuesLifetime"/>), and nobody is told of starts and stops.</value>
    public bool SpeaksForBroker { get; init; } = true;

    /// <summary>Reads one message.</summary>
    /// <param name="topic">What names the event beside the payload: the MQTT topic, the name of a hook, a routing key. Empty if there is no such thing.</param>
    /// <param name="payload">The message; at most <see cref="LifecycleLimits.MaxEventBytes"/>.</param>
    /// <param name="receivedAtMs">When the message was received, in milliseconds since 1970-01-01T00:00Z; dates what the source does not date.</param>
    /// <param name="lifecycleEvent">The event, or the default value.</param>
    /// <param name="error">What is wrong and where, or <see langword="null"/>.</param>
    /// <returns>Whether the message is an event. One that is neither an event nor an error speaks of something else.</returns>
    public abstract bool TryParse(
        ReadOnlySpan<char> topic,
        ReadOnlySpan<byte> payload,
        long receivedAtMs,
        out LifecycleEvent lifecycleEvent,
        out LifecycleParseError? error);
}
