namespace IotConnectivity.Lifecycle;

/// <summary>The members of NanoMQ's events that are read.</summary>
internal static class NanoMqMember
{
    public static readonly JsonMembers Table = new();
    public static readonly JsonMember Action = Table.Add("action");
    public static readonly JsonMember ClientId = Table.Add("clientid", "client_id");
    public static readonly JsonMember Username = Table.Add("username");
    public static readonly JsonMember Reason = Table.Add("reason");
    public static readonly JsonMember ReasonCode = Table.Add("reason_code");
    public static readonly JsonMember ConnAck = Table.Add("conn_ack");
    public static readonly JsonMember ReturnCode = Table.Add("return_code");
    public static readonly JsonMember KeepAlive = Table.Add("keepalive");
    public static readonly JsonMember CleanStart = Table.Add("clean_start");
    public static readonly JsonMember IpAddress = Table.Add("IPv4");
    public static readonly JsonMember Timestamp = Table.Add("ts");
}
