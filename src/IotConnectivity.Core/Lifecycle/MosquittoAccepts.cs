namespace IotConnectivity.Lifecycle;

/// <summary>The connections that were made over TCP and of which nothing else has been heard.</summary>
/// <remarks>Bounded: the oldest is forgotten. All operations take constant time, spread over the calls.</remarks>
internal sealed class MosquittoAccepts
{
    private const int MaxOpen = 1024;

    private readonly Dictionary<MosquittoPeer, (long Position, int? ListenerPort)> _open = [];

    // In the order of their lines; those claimed since are still in it.
    private readonly Queue<(MosquittoPeer Peer, long Position)> _order = new();

    /// <summary>Gets a value indicating whether this log shows such connections at all.</summary>
    public bool AreSeen { get; private set; }

    public void Add(MosquittoPeer peer, long position, int? listenerPort)
    {
        AreSeen = true;
        _open[peer] = (position, listenerPort);
        _order.Enqueue((peer, position));
        if (_order.Count > MaxOpen) ForgetOldest();
    }

    /// <summary>Takes out the connection of a known peer.</summary>
    public bool TryClaim(MosquittoPeer peer, out int? listenerPort)
    {
        var isFound = _open.Remove(peer, out var accept);
        listenerPort = accept.ListenerPort;
        return isFound;
    }

    /// <summary>Takes out the oldest connection because one of them has ended.</summary>
    /// <param name="peer">Its peer, if it was the only one and hence certainly the one that ended.</param>
    public bool TryConsume(out MosquittoPeer? peer)
    {
        peer = null;
        var isOnly = _open.Count == 1;
        while (_order.TryDequeue(out var oldest))
        {
            if (!Forget(oldest)) continue;
            if (isOnly) peer = oldest.Peer;
            return true;
        }

        return false;
    }

    public void Clear()
    {
        AreSeen = false;
        _open.Clear();
        _order.Clear();
    }

    private void ForgetOldest() => Forget(_order.Dequeue());

    private bool Forget((MosquittoPeer Peer, long Position) accept) =>
        _open.TryGetValue(accept.Peer, out var open) && open.Position == accept.Position && _open.Remove(accept.Peer);
}

/// <summary>Where a client connects from.</summary>
internal readonly record struct MosquittoPeer(PeerAddress Ip, int? Port);
