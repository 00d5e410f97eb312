namespace IotConnectivity.Lifecycle;

/// <summary>The members of Azure's events that are read, in the CloudEvents schema and in that of Event Grid.</summary>
internal static class AzureMember
{
    public static readonly JsonMembers Table = new();
    public static readonly JsonMember Type = Table.Add("type", "eventType");
    public static readonly JsonMember Time = Table.Add("time", "eventTime");
    public static readonly JsonMembers Data = Table.AddObject("data");
    public static readonly JsonMember HubName = Data.Add("hubName");
    public static readonly JsonMember DeviceId = Data.Add("deviceId");
    public static readonly JsonMember ModuleId = Data.Add("moduleId");
    public static readonly JsonMembers State = Data.AddObject("deviceConnectionStateEventInfo");
    public static readonly JsonMember DeviceSequence = State.Add("sequenceNumber");
    public static readonly JsonMember NamespaceName = Data.Add("namespaceName");
    public static readonly JsonMember Principal = Data.Add("clientAuthenticationName");
    public static readonly JsonMember Session = Data.Add("clientSessionName");
    public static readonly JsonMember SessionSequence = Data.Add("sequenceNumber");
    public static readonly JsonMember Reason = Data.Add("disconnectionReason");
}
