using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

/// <summary>The broker's side of a connection; few sources tell it, so it stands apart from the snapshot.</summary>
internal sealed record ConnectionTarget(PeerAddress Ip, int? Port, string? VpcEndpointId)
{
    internal static ConnectionTarget? Of(in LifecycleEvent connect) =>
        connect.TargetIp.IsNone && connect.TargetPort is null && connect.VpcEndpointId is null
            ? null
            : new ConnectionTarget(connect.TargetIp, connect.TargetPort, connect.VpcEndpointId);
}
