using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ConnectivityServer;

/// <summary>Keeps a server whose keys everybody knows off the network.</summary>
internal static class LoopbackOnly
{
    public static void Check(ListenOptions listen)
    {
        if (listen.SocketPath is not null || (listen.IPEndPoint is { } address && IPAddress.IsLoopback(address.Address))) return;
        throw new InvalidOperationException(
            $"the server would listen on {listen} with the local principals, whose keys everybody knows; configure Principals, or listen on 127.0.0.1 only");
    }
}
