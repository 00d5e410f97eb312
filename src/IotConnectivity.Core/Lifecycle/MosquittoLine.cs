using System.Runtime.InteropServices;

namespace IotConnectivity.Lifecycle;

/// <summary>What one log line of Mosquitto says, as pieces of the line.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly ref struct MosquittoLine
{
    public MosquittoLineKind Kind { get; init; }

    public ReadOnlySpan<byte> ClientId { get; init; }

    /// <summary>Gets the peer's address: of a connect, an accept, or an end in wording B.</summary>
    public ReadOnlySpan<byte> Address { get; init; }

    /// <summary>Gets the peer's port in decimal digits; empty if missing.</summary>
    public ReadOnlySpan<byte> Port { get; init; }

    /// <summary>Gets the listener's port of an accept in decimal digits.</summary>
    public ReadOnlySpan<byte> ListenerPort { get; init; }

    public ReadOnlySpan<byte> Protocol { get; init; }

    public bool IsClean { get; init; }

    public ReadOnlySpan<byte> KeepAlive { get; init; }

    public bool HasUser { get; init; }

    public ReadOnlySpan<byte> User { get; init; }

    /// <summary>Gets the broker's words for the end; empty if it has none.</summary>
    public ReadOnlySpan<byte> Why { get; init; }

    public ReadOnlySpan<byte> Version { get; init; }
}

/// <summary>The lines that matter, in the order in which their patterns are tried.</summary>
internal enum MosquittoLineKind
{
    Other = 0,
    Connect,
    Accept,
    Takeover,
    EndWithPeer,
    Timeout,
    Closed,
    Administrative,
    EndWithReason,
    Clean,
    SocketError,
    SessionExpiry,
    Starting,
    Running,
    Terminating,
}

/// <summary>How a version words the end of a connection.</summary>
internal enum MosquittoWording
{
    /// <summary>Not known yet: both are tried.</summary>
    Any = 0,

    /// <summary>2.0.x and 2.1.0: the client id only.</summary>
    IdOnly = 1,

    /// <summary>2.1.1 and later: the client id and the peer in brackets.</summary>
    WithPeer = 2,
}
