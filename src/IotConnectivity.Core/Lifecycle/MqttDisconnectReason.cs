namespace IotConnectivity.Lifecycle;

/// <summary>What the reason codes of an MQTT 5 DISCONNECT packet mean in AWS's words.</summary>
/// <remarks>Source: OASIS MQTT 5.0, section 3.14.2.1. MQTT 3.1.1 has no codes; there a DISCONNECT is always the client's own wish.</remarks>
public static class MqttDisconnectReason
{
    /// <summary>Gets the reason for a packet that the broker sent.</summary>
    /// <param name="reasonCode">The reason code, 0x00 to 0xFF.</param>
    /// <returns>The reason; <see cref="DisconnectReason.Unknown"/> for a code that a broker may not send.</returns>
    /// <remarks>
    /// 0x98 (administrative action) is <see cref="DisconnectReason.ServerInitiatedDisconnect"/>; say <see cref="DisconnectReason.ApiInitiatedDisconnect"/>
    /// where an API call is known to have asked for it. 0xA0 (maximum connect time) too; say
    /// <see cref="DisconnectReason.WebSocketTtlExpiration"/> for a WebSocket, <see cref="DisconnectReason.CustomAuthTtlExpiration"/> for a token.
    /// </remarks>
    public static DisconnectReason SentByServer(byte reasonCode) => reasonCode switch
    {
        0x00 => DisconnectReason.ServerInitiatedDisconnect, // Normal disconnection
        0x80 => DisconnectReason.ServerError, // Unspecified error
        0x81 => DisconnectReason.ClientError, // Malformed packet
        0x82 => DisconnectReason.ClientError, // Protocol error
        0x83 => DisconnectReason.ServerError, // Implementation specific error
        0x87 => DisconnectReason.AuthError, // Not authorized
        0x89 => DisconnectReason.ServerInitiatedDisconnect, // Server busy
        0x8B => DisconnectReason.ServerInitiatedDisconnect, // Server shutting down
        0x8C => DisconnectReason.AuthError, // Bad authentication method
        0x8D => DisconnectReason.MqttKeepAliveTimeout, // Keep alive timeout
        0x8E => DisconnectReason.DuplicateClientId, // Session taken over
        0x8F => DisconnectReason.ClientError, // Topic filter invalid
        0x90 => DisconnectReason.ClientError, // Topic name invalid
        0x93 => DisconnectReason.ClientError, // Receive maximum exceeded
        0x94 => DisconnectReason.ClientError, // Topic alias invalid
        0x95 => DisconnectReason.ClientError, // Packet too large
        0x96 => DisconnectReason.Throttled, // Message rate too high
        0x97 => DisconnectReason.Throttled, // Quota exceeded
        0x98 => DisconnectReason.ServerInitiatedDisconnect, // Administrative action
        0x99 => DisconnectReason.ClientError, // Payload format invalid
        0x9A => DisconnectReason.ClientError, // Retain not supported
        0x9B => DisconnectReason.ClientError, // QoS not supported
        0x9C => DisconnectReason.ServerInitiatedDisconnect, // Use another server
        0x9D => DisconnectReason.ServerInitiatedDisconnect, // Server moved
        0x9E => DisconnectReason.ClientError, // Shared subscriptions not supported
        0x9F => DisconnectReason.Throttled, // Connection rate exceeded
        0xA0 => DisconnectReason.ServerInitiatedDisconnect, // Maximum connect time
        0xA1 => DisconnectReason.ClientError, // Subscription identifiers not supported
        0xA2 => DisconnectReason.ClientError, // Wildcard subscriptions not supported
        _ => DisconnectReason.Unknown,
    };

    /// <summary>Gets the reason for a packet that the client sent, whatever its code.</summary>
    /// <value>Always <see cref="DisconnectReason.ClientInitiatedDisconnect"/>: 0x04 leaves on purpose although the will is published, and an error
    /// code speaks of a packet of the broker.</value>
    public static DisconnectReason SentByClient => DisconnectReason.ClientInitiatedDisconnect;
}
