using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.RabbitMq;

/// <summary>The two ends of a connection, which RabbitMQ calls its name; unique among those that are open at one node.</summary>
internal readonly record struct ConnectionSocket(string Node, PeerAddress SourceIp, int SourcePort, PeerAddress TargetIp, int TargetPort)
{
    public static bool TryOf(in LifecycleEvent news, out ConnectionSocket socket)
    {
        socket = new ConnectionSocket(news.Source.Node, news.SourceIp, news.SourcePort ?? 0, news.TargetIp, news.TargetPort ?? 0);
        return socket.IsWhole;
    }

    public static bool TryOf(ThingConnectivity state, out ConnectionSocket socket)
    {
        socket = new ConnectionSocket(state.Source!.Node, state.SourceIp, state.SourcePort ?? 0, state.TargetIp, state.TargetPort ?? 0);
        return socket.IsWhole;
    }

    private bool IsWhole => !SourceIp.IsNone && !TargetIp.IsNone && SourcePort != 0 && TargetPort != 0;

    /// <summary>Makes a key for a connection whose process is not known.</summary>
    public ConnectionKey ToKey(long connectedAtMs) => ConnectionKey.Create(string.Create(null, $"{SourceIp}:{SourcePort}>{TargetIp}:{TargetPort}@{connectedAtMs}"));
}
