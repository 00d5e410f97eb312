using System.Collections.Concurrent;
using IotConnectivity.Brokers;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.AspNetCore.Ingest;

/// <summary>The parsers that all calls share: an end may come in another call than its connect, and two events of one client in two calls of the same millisecond.</summary>
/// <remarks>Those who may not speak for all clients of a broker have parsers of their own, to which an epoch says nothing about the connections of others.</remarks>
internal sealed class DialectParsers(ConnectivityIndex index)
{
    private readonly ConcurrentDictionary<(string Dialect, bool SpeaksForBroker), LifecycleParser> _parsers = new();

    /// <summary>Makes a reader for the events of one call.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <param name="lines">Whether each line is one event.</param>
    /// <param name="topic">What names the events beside the body.</param>
    /// <param name="node">The name of the broker.</param>
    /// <param name="brokers">What hears that the broker starts and stops, if the caller may speak for all of its clients.</param>
    /// <returns>The reader, or <see langword="null"/> when there is no such dialect.</returns>
    public LifecycleReader? CreateReader(string dialect, bool lines, string topic, string node, BrokerEpochs? brokers)
    {
        // Each call with a log of Mosquitto is a log of its own.
        if (dialect == LifecycleDialects.Mosquitto) return LifecycleDialects.CreateReader(dialect, index, lines, node, brokers);
        var key = (dialect, brokers is not null);
        if (_parsers.TryGetValue(key, out var parser)) return LifecycleDialects.ReaderOf(parser, lines, topic);
        if (LifecycleDialects.CreateParser(dialect, index, brokers: brokers) is not { } made) return null;
        return LifecycleDialects.ReaderOf(_parsers.GetOrAdd(key, made), lines, topic);
    }
}
