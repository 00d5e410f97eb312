namespace IotConnectivity.Lifecycle;

/// <summary>What a log has told of a client's last connection.</summary>
internal sealed class MosquittoConnection
{
    public required string ClientId { get; init; }

    public required long Number { get; init; }

    public required long ConnectedAtMs { get; init; }

    public required MosquittoPeer Peer { get; init; }

    public required MosquittoTransport Transport { get; init; }

    public bool IsOpen { get; set; }

    public bool IsTakenOver { get; set; }

    public long TakenOverAtMs { get; set; }

    /// <summary>Gets or sets how many sockets of earlier connections will still say that they were closed.</summary>
    public int Strays { get; set; }
}

/// <summary>How a client is connected, as far as Mosquitto 2.0 shows it.</summary>
internal enum MosquittoTransport
{
    Unknown = 0,

    /// <summary>Plain TCP: the log showed the accept.</summary>
    Tcp = 1,

    /// <summary>A libwebsockets listener: it logs no accept and shows an IPv4 peer as an IPv6 one.</summary>
    WebSocket = 2,
}
