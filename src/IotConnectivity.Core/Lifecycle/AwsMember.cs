namespace IotConnectivity.Lifecycle;

/// <summary>The members of an AWS lifecycle event that are read. All others are skipped.</summary>
internal enum AwsMember
{
    Other = 0,
    ClientId,
    Timestamp,
    EventType,
    SessionIdentifier,
    PrincipalIdentifier,
    IpAddress,
    VersionNumber,
    ClientInitiatedDisconnect,
    DisconnectReason,
    ConnectFailureReason,
    KeepAliveDuration,
    CleanSession,
    SessionExpiry,
    SourceIp,
    SourcePort,
    TargetIp,
    TargetPort,
    VpcEndpointId,
}

/// <summary>Finds members and event types by their wire names.</summary>
internal static class AwsMemberNames
{
    /// <summary>The longest name in the table, in bytes.</summary>
    public const int MaxLength = 25;

    // By length first: most lookups end after one comparison of constant length, which the compiler unrolls.
    public static AwsMember Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        8 => name.SequenceEqual("clientId"u8) ? AwsMember.ClientId
            : name.SequenceEqual("sourceIp"u8) ? AwsMember.SourceIp
            : name.SequenceEqual("targetIp"u8) ? AwsMember.TargetIp : AwsMember.Other,
        9 => name.SequenceEqual("timestamp"u8) ? AwsMember.Timestamp
            : name.SequenceEqual("eventType"u8) ? AwsMember.EventType
            : name.SequenceEqual("ipAddress"u8) ? AwsMember.IpAddress : AwsMember.Other,
        10 => name.SequenceEqual("sourcePort"u8) ? AwsMember.SourcePort
            : name.SequenceEqual("targetPort"u8) ? AwsMember.TargetPort : AwsMember.Other,
        12 => name.SequenceEqual("cleanSession"u8) ? AwsMember.CleanSession : AwsMember.Other,
        13 => name.SequenceEqual("versionNumber"u8) ? AwsMember.VersionNumber
            : name.SequenceEqual("sessionExpiry"u8) ? AwsMember.SessionExpiry
            : name.SequenceEqual("vpcEndpointId"u8) ? AwsMember.VpcEndpointId : AwsMember.Other,
        16 => name.SequenceEqual("disconnectReason"u8) ? AwsMember.DisconnectReason : AwsMember.Other,
        17 => name.SequenceEqual("sessionIdentifier"u8) ? AwsMember.SessionIdentifier
            : name.SequenceEqual("keepAliveDuration"u8) ? AwsMember.KeepAliveDuration : AwsMember.Other,
        19 => name.SequenceEqual("principalIdentifier"u8) ? AwsMember.PrincipalIdentifier : AwsMember.Other,
        20 => name.SequenceEqual("connectFailureReason"u8) ? AwsMember.ConnectFailureReason : AwsMember.Other,
        25 => name.SequenceEqual("clientInitiatedDisconnect"u8) ? AwsMember.ClientInitiatedDisconnect : AwsMember.Other,
        _ => AwsMember.Other,
    };

    public static bool TryFindEventType(ReadOnlySpan<byte> text, out LifecycleEventKind kind)
    {
        kind = text.Length switch
        {
            9 when text.SequenceEqual("connected"u8) => LifecycleEventKind.Connected,
            9 when text.SequenceEqual("heartbeat"u8) => LifecycleEventKind.Heartbeat,
            10 when text.SequenceEqual("subscribed"u8) => LifecycleEventKind.Subscribed,
            12 when text.SequenceEqual("disconnected"u8) => LifecycleEventKind.Disconnected,
            12 when text.SequenceEqual("unsubscribed"u8) => LifecycleEventKind.Unsubscribed,
            14 when text.SequenceEqual("connect_failed"u8) => LifecycleEventKind.ConnectFailed,
            _ => default,
        };
        return kind != default;
    }
}
