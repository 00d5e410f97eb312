using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.CompilerServices;

namespace IotConnectivity.MqttNet.Server;

/// <summary>The connections that are open or being made, and those that have ended just now, by the object that MQTTnet has for the peer of each. Thread-safe.</summary>
/// <remarks>
/// With most transports all events of a connection have the same object, and no other connection has it, even from the same address and port. The client id does not tell connections
/// apart, and what MQTTnet keeps for a session outlives them. A transport that makes the object anew each time is found by address and port; one that knows no peer, by the client id.
/// </remarks>
internal sealed class BrokerConnections
{
    private readonly ConcurrentDictionary<object, BrokerConnection> _known = new(new PeerComparer());

    internal IEnumerable<BrokerConnection> All => _known.Select(static entry => entry.Value);

    /// <summary>Adds a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="isPeerStable">Whether the transport has one object for its peer.</param>
    internal void Add(BrokerConnection connection, bool isPeerStable)
    {
        var key = connection.Key = KeyOf(connection, isPeerStable);

        // Without a peer the one that is about to be taken over has the same key.
        if (key is string && _known.TryGetValue(key, out var before)) connection.Replaced = before;
        _known[key] = connection;
    }

    /// <summary>Adds a connection, unless there is one of that peer.</summary>
    internal BrokerConnection GetOrAdd(BrokerConnection connection) => _known.GetOrAdd(connection.Key = KeyOf(connection, isPeerStable: true), connection);

    internal BrokerConnection? Find(EndPoint? remote, string? clientId)
    {
        if (remote is null) return _known.GetValueOrDefault(clientId ?? string.Empty);
        return _known.TryGetValue(remote, out var connection) || _known.TryGetValue(new Peer(remote), out connection) ? connection : null;
    }

    internal void Remove(BrokerConnection connection) => _known.TryRemove(new KeyValuePair<object, BrokerConnection>(connection.Key, connection));

    private static object KeyOf(BrokerConnection connection, bool isPeerStable) => connection.Remote switch
    {
        null => connection.ClientId ?? string.Empty,
        { } remote => isPeerStable ? remote : new Peer(remote),
    };

    private sealed record Peer(EndPoint EndPoint);

    private sealed class PeerComparer : IEqualityComparer<object>
    {
        public new bool Equals(object? x, object? y) => ReferenceEquals(x, y) || (x is not EndPoint && y is not EndPoint && object.Equals(x, y));

        public int GetHashCode([DisallowNull] object obj) => obj is EndPoint ? RuntimeHelpers.GetHashCode(obj) : obj.GetHashCode();
    }
}
