namespace IotConnectivity.Lifecycle;

/// <summary>The members of VerneMQ's webhooks that are read.</summary>
internal static class VerneMqMember
{
    public static readonly JsonMembers Table = new();
    public static readonly JsonMember Hook = Table.Add("hook", "vernemq-hook");
    public static readonly JsonMember ClientId = Table.Add("client_id", "subscriber_id");
    public static readonly JsonMember Mountpoint = Table.Add("mountpoint");
    public static readonly JsonMember Username = Table.Add("username");
    public static readonly JsonMember PeerAddress = Table.Add("peer_addr");
    public static readonly JsonMember PeerPort = Table.Add("peer_port");
    public static readonly JsonMembers Properties = Table.AddObject("properties");
    public static readonly JsonMember SessionExpiry = Properties.Add("p_session_expiry_interval");
}
