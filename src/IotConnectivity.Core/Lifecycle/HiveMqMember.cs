namespace IotConnectivity.Lifecycle;

/// <summary>The members of a presence message that are read.</summary>
internal static class HiveMqMember
{
    public static readonly JsonMembers Table = new();
    public static readonly JsonMember Kind = Table.Add("kind");
    public static readonly JsonMember ClientId = Table.Add("clientId");
    public static readonly JsonMember Principal = Table.Add("principal");
    public static readonly JsonMember Node = Table.Add("brokerNode");
    public static readonly JsonMember Epoch = Table.Add("brokerEpoch");
    public static readonly JsonMember Key = Table.Add("connectionKey");
    public static readonly JsonMember OccurredAt = Table.Add("occurredAt");
    public static readonly JsonMember Sequence = Table.Add("sequence");
    public static readonly JsonMember KeepAlive = Table.Add("keepAliveSeconds");
    public static readonly JsonMember CleanSession = Table.Add("cleanSession");
    public static readonly JsonMember SessionExpiry = Table.Add("sessionExpirySeconds");
    public static readonly JsonMember SourceIp = Table.Add("sourceIp");
    public static readonly JsonMember SourcePort = Table.Add("sourcePort");
    public static readonly JsonMember TargetIp = Table.Add("targetIp");
    public static readonly JsonMember TargetPort = Table.Add("targetPort");
    public static readonly JsonMember Reason = Table.Add("reason");
    public static readonly JsonMember RawReason = Table.Add("reasonRaw");
}
