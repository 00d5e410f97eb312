using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.CompilerServices;

namespace IotConnectivity.MqttNet.Server;

/// <summary>The connections that are open or being made, by the object that MQTTnet has for the peer of each. Thread-safe.</summary>
/// <remarks>
/// All events of a connection have the same object, and no other connection has it, even from the same address and port. The client id does not tell connections apart, and what MQTTnet
/// keeps for a session outlives them. A transport that knows no peer is found by its client id.
/// </remarks>
internal sealed class BrokerConnections
{
    private readonly ConcurrentDictionary<object, BrokerConnection> _open = new(new PeerComparer());

    internal int Count => _open.Count;

    internal IEnumerable<BrokerConnection> All => _open.Select(static entry => entry.Value);

    internal void Add(BrokerConnection connection) => _open[KeyOf(connection.Remote, connection.ClientId)] = connection;

    internal BrokerConnection? Find(EndPoint? remote, string? clientId) => _open.GetValueOrDefault(KeyOf(remote, clientId));

    internal void Remove(BrokerConnection connection) => _open.TryRemove(new KeyValuePair<object, BrokerConnection>(KeyOf(connection.Remote, connection.ClientId), connection));

    internal void Clear() => _open.Clear();

    private static object KeyOf(EndPoint? remote, string? clientId) => remote ?? (object)(clientId ?? string.Empty);

    private sealed class PeerComparer : IEqualityComparer<object>
    {
        public new bool Equals(object? x, object? y) => ReferenceEquals(x, y) || (x is string left && y is string right && left == right);

        public int GetHashCode([DisallowNull] object obj) => obj is string clientId ? clientId.GetHashCode(StringComparison.Ordinal) : RuntimeHelpers.GetHashCode(obj);
    }
}
