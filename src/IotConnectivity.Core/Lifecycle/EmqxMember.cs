namespace IotConnectivity.Lifecycle;

/// <summary>The members of EMQX's events that are read.</summary>
internal static class EmqxMember
{
    public static readonly JsonMembers Table = new();
    public static readonly JsonMember Event = Table.Add("event");
    public static readonly JsonMember Action = Table.Add("action");
    public static readonly JsonMember ClientId = Table.Add("clientid");
    public static readonly JsonMember Username = Table.Add("username");
    public static readonly JsonMember Reason = Table.Add("reason");
    public static readonly JsonMember ReasonCode = Table.Add("reason_code");
    public static readonly JsonMember ConnAck = Table.Add("conn_ack");
    public static readonly JsonMember PeerName = Table.Add("peername");
    public static readonly JsonMember SockName = Table.Add("sockname");
    public static readonly JsonMember IpAddress = Table.Add("ipaddress");
    public static readonly JsonMember SockPort = Table.Add("sockport");
    public static readonly JsonMember KeepAlive = Table.Add("keepalive");
    public static readonly JsonMember CleanStart = Table.Add("clean_start");
    public static readonly JsonMember ExpiryInterval = Table.Add("expiry_interval");
    public static readonly JsonMember ConnectedAt = Table.Add("connected_at");
    public static readonly JsonMember DisconnectedAt = Table.Add("disconnected_at");
    public static readonly JsonMember Timestamp = Table.Add("timestamp", "ts");
    public static readonly JsonMember Node = Table.Add("node");
}
