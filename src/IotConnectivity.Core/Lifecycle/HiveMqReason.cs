namespace IotConnectivity.Lifecycle;

/// <summary>What HiveMQ's words for an end mean: those of <c>event.log</c>, and the codes of its extension SDK.</summary>
/// <remarks>Source: HiveMQ CE 2026.5, <c>EventLog</c> and <c>MqttServerDisconnector</c>; extension SDK 4.53, <c>DisconnectedReasonCode</c>.</remarks>
internal static class HiveMqReason
{
    /// <summary>The ends of accepted connections. The log uses the same form for clients that it refuses, in words that change with the releases.</summary>
    public static readonly ReasonTable Log = new(
        ("disconnected gracefully", DisconnectReason.ClientInitiatedDisconnect),
        ("disconnected ungracefully", DisconnectReason.ConnectionLost),
        ("Client was idle for too long", DisconnectReason.MqttKeepAliveTimeout),
        ("Another client connected with the same client id", DisconnectReason.DuplicateClientId),
        ("Sent second CONNECT message", DisconnectReason.ClientError),
        ("Sent a message that was bigger than the maximum size", DisconnectReason.ClientError),
        ("Sent too many concurrent PUBLISH messages", DisconnectReason.ClientError))
    {
        Family = static _ => DisconnectReason.ServerInitiatedDisconnect,
    };

    /// <summary>The codes that the broker closes a connection with. The same code from the client is its own wish.</summary>
    public static readonly ReasonTable Codes = new(
        ("NORMAL_DISCONNECTION", DisconnectReason.ServerInitiatedDisconnect),
        ("KEEP_ALIVE_TIMEOUT", DisconnectReason.MqttKeepAliveTimeout),
        ("SESSION_TAKEN_OVER", DisconnectReason.DuplicateClientId),
        ("NOT_AUTHORIZED", DisconnectReason.AuthError),
        ("BAD_AUTHENTICATION_METHOD", DisconnectReason.AuthError),
        ("BAD_USER_NAME_OR_PASSWORD", DisconnectReason.AuthError),
        ("BANNED", DisconnectReason.ForbiddenAccess),
        ("QUOTA_EXCEEDED", DisconnectReason.Throttled),
        ("MESSAGE_RATE_TOO_HIGH", DisconnectReason.Throttled),
        ("CONNECTION_RATE_EXCEEDED", DisconnectReason.Throttled),
        ("SERVER_SHUTTING_DOWN", DisconnectReason.ServerInitiatedDisconnect),
        ("ADMINISTRATIVE_ACTION", DisconnectReason.ServerInitiatedDisconnect),
        ("SERVER_BUSY", DisconnectReason.ServerInitiatedDisconnect),
        ("USE_ANOTHER_SERVER", DisconnectReason.ServerInitiatedDisconnect),
        ("SERVER_MOVED", DisconnectReason.ServerInitiatedDisconnect),
        ("MAXIMUM_CONNECT_TIME", DisconnectReason.ServerInitiatedDisconnect),
        ("MALFORMED_PACKET", DisconnectReason.ClientError),
        ("PROTOCOL_ERROR", DisconnectReason.ClientError),
        ("TOPIC_FILTER_INVALID", DisconnectReason.ClientError),
        ("TOPIC_NAME_INVALID", DisconnectReason.ClientError),
        ("TOPIC_ALIAS_INVALID", DisconnectReason.ClientError),
        ("RECEIVE_MAXIMUM_EXCEEDED", DisconnectReason.ClientError),
        ("PACKET_TOO_LARGE", DisconnectReason.ClientError),
        ("PAYLOAD_FORMAT_INVALID", DisconnectReason.ClientError),
        ("RETAIN_NOT_SUPPORTED", DisconnectReason.ClientError),
        ("QOS_NOT_SUPPORTED", DisconnectReason.ClientError),
        ("SHARED_SUBSCRIPTION_NOT_SUPPORTED", DisconnectReason.ClientError),
        ("SUBSCRIPTION_IDENTIFIER_NOT_SUPPORTED", DisconnectReason.ClientError),
        ("WILDCARD_SUBSCRIPTION_NOT_SUPPORTED", DisconnectReason.ClientError),
        ("UNSPECIFIED_ERROR", DisconnectReason.ServerError),
        ("IMPLEMENTATION_SPECIFIC_ERROR", DisconnectReason.ServerError));
}
