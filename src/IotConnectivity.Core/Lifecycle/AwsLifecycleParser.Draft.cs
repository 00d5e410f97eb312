using System.Runtime.InteropServices;

namespace IotConnectivity.Lifecycle;

/// <content>What has been read of an event so far.</content>
public sealed partial class AwsLifecycleParser
{
    [StructLayout(LayoutKind.Auto)]
    private struct Draft
    {
        public LifecycleEventKind Kind;
        public string? ClientId;
        public long TimestampMs;
        public ConnectionKey Connection;
        public long? Number;
        public DisconnectReason Reason;
        public string? RawReason;
        public string? ConnectFailureReason;
        public bool? ClientInitiated;
        public long? KeepAliveSeconds;
        public bool? CleanSession;
        public long? SessionExpirySeconds;
        public PeerAddress IpAddress;
        public PeerAddress SourceIp;
        public long? SourcePort;
        public PeerAddress TargetIp;
        public long? TargetPort;
        public string? VpcEndpointId;
        public string? Principal;

        public readonly LifecycleEvent ToEvent(LifecycleSource source)
        {
            var (reason, quality, rawReason) = Kind switch
            {
                LifecycleEventKind.Disconnected => EndReason(),
                LifecycleEventKind.ConnectFailed => (DisconnectReason.Unknown, ReasonQuality.Absent, ConnectFailureReason),
                _ => default,
            };
            return new LifecycleEvent
            {
                Kind = Kind,
                ClientId = ClientId!,
                Source = source,
                TimestampMs = TimestampMs,
                Connection = Connection,
                Number = Number,
                Reason = reason,
                ReasonQuality = quality,
                RawReason = rawReason,
                ClientInitiated = ClientInitiated,
                KeepAliveSeconds = (int?)KeepAliveSeconds,
                CleanSession = CleanSession,
                SessionExpirySeconds = (uint?)SessionExpirySeconds,
                SourceIp = SourceIp.IsNone ? IpAddress : SourceIp,
                SourcePort = (int?)SourcePort,
                TargetIp = TargetIp,
                TargetPort = (int?)TargetPort,
                VpcEndpointId = VpcEndpointId,
                Principal = Principal,
            };
        }

        private readonly (DisconnectReason Reason, ReasonQuality Quality, string? Raw) EndReason()
        {
            if (RawReason is not null)
            {
                // NONE means "connected"; the source said something, but not why the connection ended.
                return (Reason == DisconnectReason.None ? DisconnectReason.Unknown : Reason, ReasonQuality.Stated, RawReason);
            }

            return ClientInitiated == true
                ? (DisconnectReason.ClientInitiatedDisconnect, ReasonQuality.Stated, null)
                : (DisconnectReason.Unknown, ReasonQuality.Absent, null);
        }
    }
}
