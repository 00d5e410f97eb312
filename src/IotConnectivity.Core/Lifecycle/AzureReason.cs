namespace IotConnectivity.Lifecycle;

/// <summary>What the words of an Event Grid namespace for the end of a session mean. IoT Hub has none.</summary>
/// <remarks>A keep-alive that ran out is <c>ConnectionLost</c> as well. Source: Azure Event Grid documentation, "Azure Event Grid namespace as an Event Grid source".</remarks>
internal static class AzureReason
{
    public static readonly ReasonTable Table = new(
        ("ClientInitiatedDisconnect", DisconnectReason.ClientInitiatedDisconnect),
        ("ConnectionLost", DisconnectReason.ConnectionLost),
        ("ClientAuthenticationError", DisconnectReason.AuthError),
        ("ClientAuthorizationError", DisconnectReason.AuthError),
        ("IpForbidden", DisconnectReason.ForbiddenAccess),
        ("ClientError", DisconnectReason.ClientError),
        ("QuotaExceeded", DisconnectReason.Throttled),
        ("SessionOverflow", DisconnectReason.Throttled),
        ("SessionTakenOver", DisconnectReason.DuplicateClientId),
        ("ServerError", DisconnectReason.ServerError),
        ("ServerInitiatedDisconnect", DisconnectReason.ServerInitiatedDisconnect));
}
