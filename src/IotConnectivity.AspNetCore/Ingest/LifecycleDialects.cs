using IotConnectivity.Brokers;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.AspNetCore.Ingest;

/// <summary>The dialects in which events can be taken in, by name.</summary>
public static class LifecycleDialects
{
    /// <summary>AWS IoT's lifecycle events with a few optional members.</summary>
    public const string Aws = "aws";

    /// <summary>The log of a Mosquitto broker, from its file or from its <c>$SYS/broker/log</c> topics.</summary>
    public const string Mosquitto = "mosquitto";

    /// <summary>EMQX: events of the rule engine, the webhook of 4.x, payloads of <c>$SYS</c> messages.</summary>
    public const string Emqx = "emqx";

    /// <summary>HiveMQ: lines of its <c>event.log</c>, or presence messages of an extension.</summary>
    public const string HiveMq = "hivemq";

    /// <summary>VerneMQ's webhooks, with the name of the hook in the header <c>vernemq-hook</c> or in a member <c>hook</c>.</summary>
    public const string VerneMq = "vernemq";

    /// <summary>NanoMQ's webhook, or payloads of its <c>$SYS</c> messages.</summary>
    public const string NanoMq = "nanomq";

    /// <summary>RabbitMQ's event exchange: the headers of a message as members of an object, and its routing key in a member <c>routing_key</c>.</summary>
    public const string RabbitMq = "rabbitmq";

    /// <summary>Azure IoT Hub and Event Grid, in the CloudEvents schema or that of Event Grid.</summary>
    public const string Azure = "azure";

    /// <summary>Gets the names of all dialects.</summary>
    public static IReadOnlyList<string> All { get; } = [Aws, Mosquitto, Emqx, HiveMq, VerneMq, NanoMq, RabbitMq, Azure];

    /// <summary>Makes a reader for one stream of events.</summary>
    /// <param name="dialect">One of <see cref="All"/>.</param>
    /// <param name="index">Where the events will go; its own strings are used for the names of things.</param>
    /// <param name="lines">Whether each line of a JSON stream is one event, as in <c>application/x-ndjson</c>; otherwise the first bytes decide.</param>
    /// <param name="node">The name of the broker, where there are several; only the log of Mosquitto needs it.</param>
    /// <param name="brokers">What hears that the broker starts and stops; <see langword="null"/> for a stream that does not speak for all clients of its broker, whose starts then mean nothing.</param>
    /// <returns>The reader, or <see langword="null"/> when there is no such dialect.</returns>
    public static LifecycleReader? CreateReader(string dialect, ConnectivityIndex index, bool lines = false, string node = "", BrokerEpochs? brokers = null) =>
        CreateParser(dialect, index, node, brokers) is { } parser ? ReaderOf(parser, lines, topic: string.Empty) : null;

    /// <summary>Makes a parser for the messages of one broker. Keep it as long as there is the broker: some dialects need the memory of what came before.</summary>
    /// <param name="dialect">One of <see cref="All"/>.</param>
    /// <param name="index">Where the events will go; its own strings are used for the names of things.</param>
    /// <param name="node">The name of the broker, where there are several; only the log of Mosquitto needs it.</param>
    /// <param name="brokers">What hears that the broker starts and stops; <see langword="null"/> for messages that do not speak for all clients of their broker, whose starts then mean nothing.</param>
    /// <returns>The parser, or <see langword="null"/> when there is no such dialect.</returns>
    public static LifecycleParser? CreateParser(string dialect, ConnectivityIndex index, string node = "", BrokerEpochs? brokers = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(node);
        ClientIdResolver resolve = index.FindName;
        var speaks = brokers is not null;
        return dialect switch
        {
            Aws => new AwsLifecycleParser { ResolveClientId = resolve, SpeaksForBroker = speaks },
            Mosquitto => new MosquittoLogSession
            {
                Node = node,
                ResolveClientId = resolve,
                SpeaksForBroker = speaks,
                Started = brokers is null ? null : (source, at) => brokers.Started(source, at),
                Stopping = brokers is null ? null : (source, at) => brokers.Stopping(source, at),
            },
            Emqx => new EmqxLifecycleParser { ResolveClientId = resolve, SpeaksForBroker = speaks },
            HiveMq => new HiveMqLifecycleParser { ResolveClientId = resolve, SpeaksForBroker = speaks },
            VerneMq => new VerneMqLifecycleParser { ResolveClientId = resolve, SpeaksForBroker = speaks },
            NanoMq => new NanoMqLifecycleParser { ResolveClientId = resolve, SpeaksForBroker = speaks },
            RabbitMq => new RabbitMqLifecycleParser { ResolveClientId = resolve, SpeaksForBroker = speaks },
            Azure => new AzureLifecycleParser { ResolveClientId = resolve, SpeaksForBroker = speaks },
            _ => null,
        };
    }

    internal static LifecycleReader ReaderOf(LifecycleParser parser, bool lines, string topic) => parser is MosquittoLogSession log
        ? new MosquittoLogReader(log)
        : new JsonLifecycleReader(parser, lines ? JsonLifecycleFraming.Lines : JsonLifecycleFraming.Body, topic);
}
