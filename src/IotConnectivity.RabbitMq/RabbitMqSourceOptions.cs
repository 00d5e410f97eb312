using IotConnectivity.Brokers;

namespace IotConnectivity.RabbitMq;

/// <summary>Where the events of a RabbitMQ are, and how they are taken in. Read once, when the source is added.</summary>
public sealed class RabbitMqSourceOptions
{
    /// <summary>Gets or sets where RabbitMQ is, and with <c>amqps</c> that the connection is encrypted.</summary>
    /// <value>For example <c>amqps://connectivity:secret@rabbit.example.org/</c>; the path is the virtual host, by default <c>/</c>. Required.</value>
    public Uri? Uri { get; set; }

    /// <summary>Gets or sets who connects, and who asks the management API.</summary>
    /// <value><see langword="null"/>, the default, for the user in <see cref="Uri"/>, or <c>guest</c> if there is none.</value>
    public string? UserName { get; set; }

    /// <summary>Gets or sets the password.</summary>
    /// <value><see langword="null"/>, the default, for the one in <see cref="Uri"/>. Never written to a log.</value>
    public string? Password { get; set; }

    /// <summary>Gets or sets the durable queue in which events wait while this process is away. It is declared if it is not there.</summary>
    /// <value>1 to 255 bytes; the default is <c>iotconnectivity.events</c>. Each program that is to see all events needs a queue of its own.</value>
    public string Queue { get; set; } = "iotconnectivity.events";

    /// <summary>Gets or sets the exchange to which the plug-in <c>rabbitmq_event_exchange</c> publishes.</summary>
    /// <value>1 to 255 bytes; the default is <c>amq.rabbitmq.event</c>.</value>
    public string Exchange { get; set; } = "amq.rabbitmq.event";

    /// <summary>Gets or sets how many events RabbitMQ sends before the first of them is durable here.</summary>
    /// <value>From 1 to 65535; the default is 4096. A small number costs throughput: whatever is unacknowledged shares one commit.</value>
    public int PrefetchCount { get; set; } = 4096;

    /// <summary>Gets or sets where the management API is, with whose list of connections the index is compared.</summary>
    /// <value>For example <c>https://rabbit.example.org:15671/</c>; <see langword="null"/>, the default, compares nothing. The user needs the tag <c>monitoring</c>.</value>
    /// <remarks>The event exchange publishes at most once, and only what happens while the queue is there: the list repairs what it did not tell. See <see cref="Reconciliation"/>.</remarks>
    public Uri? Management { get; set; }

    /// <summary>Gets or sets how often the index is compared with the list, besides after each connect.</summary>
    /// <value>From 10 seconds to 1 day; the default is 5 minutes.</value>
    public TimeSpan ReconcileInterval { get; set; } = TimeSpan.FromMinutes(5);
}
