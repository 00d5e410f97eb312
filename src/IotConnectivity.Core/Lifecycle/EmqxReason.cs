namespace IotConnectivity.Lifecycle;

/// <summary>What EMQX's words for an end mean.</summary>
/// <remarks>
/// The words are atoms of Erlang, and grow with the releases. The same one may come from the client's own DISCONNECT or from the broker, and the event does not say which: only
/// <c>normal</c> and <c>disconnect_with_will_message</c> are certainly the client's. Source: EMQX 5.8 to 6.0, read in <c>emqx_channel</c> and <c>emqx_connection</c>.
/// </remarks>
internal static class EmqxReason
{
    /// <summary>The words for a connection that ended before the client said who it is.</summary>
    public static ReadOnlySpan<byte> Idle => "idle_timeout"u8;

    /// <summary>The words for the end of a session whose client had gone before.</summary>
    public static ReadOnlySpan<byte> Expired => "expired"u8;

    public static readonly ReasonTable Table = new(
        ("normal", DisconnectReason.ClientInitiatedDisconnect),
        ("disconnect_with_will_message", DisconnectReason.ClientInitiatedDisconnect),
        ("tcp_closed", DisconnectReason.ConnectionLost),
        ("ssl_closed", DisconnectReason.ConnectionLost),
        ("closed", DisconnectReason.ConnectionLost),
        ("econnreset", DisconnectReason.ConnectionLost),
        ("econnaborted", DisconnectReason.ConnectionLost),
        ("etimedout", DisconnectReason.ConnectionLost),
        ("einval", DisconnectReason.ConnectionLost),
        ("epipe", DisconnectReason.ConnectionLost),
        ("enotconn", DisconnectReason.ConnectionLost),
        ("ehostunreach", DisconnectReason.ConnectionLost),
        ("ehostdown", DisconnectReason.ConnectionLost),
        ("enetunreach", DisconnectReason.ConnectionLost),
        ("enetdown", DisconnectReason.ConnectionLost),
        ("enetreset", DisconnectReason.ConnectionLost),
        ("keepalive_timeout", DisconnectReason.MqttKeepAliveTimeout),
        ("takenover", DisconnectReason.DuplicateClientId),
        ("discarded", DisconnectReason.DuplicateClientId),
        ("session_taken_over", DisconnectReason.DuplicateClientId),
        ("kicked", DisconnectReason.ApiInitiatedDisconnect),
        ("banned", DisconnectReason.ForbiddenAccess),
        ("not_authorized", DisconnectReason.AuthError),
        ("bad_authentication_method", DisconnectReason.AuthError),
        ("bad_username_or_password", DisconnectReason.AuthError),
        ("frame_error", DisconnectReason.ClientError),
        ("frame_too_large", DisconnectReason.ClientError),
        ("malformed_packet", DisconnectReason.ClientError),
        ("protocol_error", DisconnectReason.ClientError),
        ("packet_too_large", DisconnectReason.ClientError),
        ("receive_maximum_exceeded", DisconnectReason.ClientError),
        ("topic_alias_invalid", DisconnectReason.ClientError),
        ("topic_name_invalid", DisconnectReason.ClientError),
        ("topic_filter_invalid", DisconnectReason.ClientError),
        ("payload_format_invalid", DisconnectReason.ClientError),
        ("quota_exceeded", DisconnectReason.Throttled),
        ("message_rate_too_high", DisconnectReason.Throttled),
        ("connection_rate_exceeded", DisconnectReason.Throttled),
        ("mailbox_overflow", DisconnectReason.Throttled),
        ("proc_heap_too_large", DisconnectReason.Throttled),
        ("use_another_server", DisconnectReason.ServerInitiatedDisconnect),
        ("server_moved", DisconnectReason.ServerInitiatedDisconnect),
        ("server_shutting_down", DisconnectReason.ServerInitiatedDisconnect),
        ("server_busy", DisconnectReason.ServerInitiatedDisconnect),
        ("server_unavailable", DisconnectReason.ServerInitiatedDisconnect),
        ("administrative_action", DisconnectReason.ServerInitiatedDisconnect),
        ("maximum_connect_time", DisconnectReason.ServerInitiatedDisconnect),
        ("internal_error", DisconnectReason.ServerError),
        ("unspecified_error", DisconnectReason.ServerError),
        ("implementation_specific_error", DisconnectReason.ServerError),
        ("ssl_upgrade_timeout", DisconnectReason.ServerError))
    {
        Family = static words => words.EndsWith("_not_supported", StringComparison.Ordinal) ? DisconnectReason.ClientError
            : words.StartsWith("{shutdown,", StringComparison.Ordinal) ? DisconnectReason.ServerError : DisconnectReason.Unknown,
    };
}
