using System.Collections.Concurrent;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.RabbitMq;

/// <summary>Connections that are known from the broker's list only. The list names no processes, so each has a key made of its two ends and its connect time.</summary>
/// <remarks>Any thread may use it. Events name both the process and the two ends, so that what they tell of such a connection is given its key.</remarks>
internal sealed class AdoptedConnections
{
    private readonly ConcurrentDictionary<ConnectionSocket, Adopted> _bySocket = new();

    public bool IsEmpty => _bySocket.IsEmpty;

    /// <summary>Brings back one that was adopted before this process started.</summary>
    public bool TryRestore(string clientId, ThingConnectivity state)
    {
        if (state.ConnectedAt is not { } connectedAt || !ConnectionSocket.TryOf(state, out var socket)) return false;
        var connectedAtMs = connectedAt.ToUnixTimeMilliseconds();
        if (socket.ToKey(connectedAtMs) != state.Connection) return false;
        _bySocket[socket] = new Adopted(clientId, state.Source!.Epoch, connectedAtMs, state.Connection);
        return true;
    }

    /// <summary>Gives a listed connection its key.</summary>
    /// <returns>Whether its two ends are known.</returns>
    public bool TryAdopt(ref LifecycleEvent connect)
    {
        if (!ConnectionSocket.TryOf(connect, out var socket)) return false;
        connect = connect with { Connection = socket.ToKey(connect.TimestampMs) };
        _bySocket[socket] = new Adopted(connect.ClientId, connect.Source.Epoch, connect.TimestampMs, connect.Connection);
        return true;
    }

    /// <summary>Forgets a connection that was adopted.</summary>
    public void Forget(in LifecycleEvent connect)
    {
        if (ConnectionSocket.TryOf(connect, out var socket)) _bySocket.TryRemove(socket, out _);
    }

    /// <summary>Gives an event of an adopted connection the key of that connection.</summary>
    public LifecycleEvent Identify(in LifecycleEvent news)
    {
        if (_bySocket.IsEmpty || !ConnectionSocket.TryOf(news, out var socket) || !_bySocket.TryGetValue(socket, out var adopted)) return news;
        var connectedAt = news.Kind == LifecycleEventKind.Connected ? news.TimestampMs : news.ConnectedAtMs ?? adopted.ConnectedAtMs;
        var isSame = adopted.ClientId == news.ClientId && adopted.Epoch == news.Source.Epoch && adopted.ConnectedAtMs == connectedAt;

        // The end of it, or a later connection with the same two ends.
        if (!isSame || news.Kind == LifecycleEventKind.Disconnected) _bySocket.TryRemove(new KeyValuePair<ConnectionSocket, Adopted>(socket, adopted));
        return isSame ? news with { Connection = adopted.Key } : news;
    }

    /// <summary>Finds out whose connection has ended, when the event names no client.</summary>
    public bool TryName(ref LifecycleEvent end)
    {
        if (!ConnectionSocket.TryOf(end, out var socket) || !_bySocket.TryGetValue(socket, out var adopted) || adopted.Epoch != end.Source.Epoch) return false;
        end = end with { ClientId = adopted.ClientId };
        return true;
    }

    private sealed record Adopted(string ClientId, long Epoch, long ConnectedAtMs, ConnectionKey Key);
}
