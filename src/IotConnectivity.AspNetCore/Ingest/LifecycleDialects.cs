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

    /// <summary>Gets the names of all dialects.</summary>
    public static IReadOnlyList<string> All { get; } = [Aws, Mosquitto];

    /// <summary>Makes a reader for one stream of events.</summary>
    /// <param name="dialect">One of <see cref="All"/>.</param>
    /// <param name="index">Where the events will go; its own strings are used for the names of things.</param>
    /// <param name="lines">Whether each line of an AWS stream is one event, as in <c>application/x-ndjson</c>; otherwise the first bytes decide.</param>
    /// <param name="node">The name of the broker, where there are several of one dialect; for <c>aws</c> it says nothing.</param>
    /// <param name="brokers">What hears that the broker starts and stops; <see langword="null"/> for a stream that does not speak for all clients of its broker, whose starts then mean nothing.</param>
    /// <returns>The reader, or <see langword="null"/> when there is no such dialect.</returns>
    public static LifecycleReader? CreateReader(string dialect, ConnectivityIndex index, bool lines = false, string node = "", BrokerEpochs? brokers = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(node);
        return dialect switch
        {
            Aws => new JsonLifecycleReader(
                new AwsLifecycleParser { ResolveClientId = index.FindName }, lines ? JsonLifecycleFraming.Lines : JsonLifecycleFraming.Body),
            Mosquitto => new MosquittoLogReader(new MosquittoLogSession
            {
                Node = node,
                ResolveClientId = index.FindName,
                SpeaksForBroker = brokers is not null,
                Started = brokers is null ? null : (source, at) => brokers.Started(source, at),
                Stopping = brokers is null ? null : (source, at) => brokers.Stopping(source, at),
            }),
            _ => null,
        };
    }
}
