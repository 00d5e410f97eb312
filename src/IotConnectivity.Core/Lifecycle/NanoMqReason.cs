namespace IotConnectivity.Lifecycle;

/// <summary>What NanoMQ's words for an end mean: those of its webhook, and the reason codes in hexadecimal digits of its <c>$SYS</c> messages.</summary>
/// <remarks>
/// <c>abnormal</c> covers a lost connection, a keep-alive that ran out and everything else. So do the codes 80 and 8b, which stand for whatever closed the socket.
/// Source: NanoMQ 0.25, <c>webhook_post.c</c> and <c>mqtt.h</c>.
/// </remarks>
internal static class NanoMqReason
{
    public static readonly ReasonTable Words = new(
        ("normal", DisconnectReason.ClientInitiatedDisconnect),
        ("abnormal", DisconnectReason.Unknown));

    public static readonly ReasonTable Codes = new(
        ("0", DisconnectReason.ClientInitiatedDisconnect),
        ("4", DisconnectReason.ClientInitiatedDisconnect),
        ("80", DisconnectReason.Unknown),
        ("81", DisconnectReason.ClientError),
        ("82", DisconnectReason.ClientError),
        ("84", DisconnectReason.ClientError),
        ("85", DisconnectReason.ClientError),
        ("86", DisconnectReason.AuthError),
        ("87", DisconnectReason.AuthError),
        ("8a", DisconnectReason.ForbiddenAccess),
        ("8b", DisconnectReason.Unknown),
        ("8d", DisconnectReason.MqttKeepAliveTimeout),
        ("8e", DisconnectReason.DuplicateClientId),
        ("93", DisconnectReason.ClientError),
        ("94", DisconnectReason.ClientError),
        ("95", DisconnectReason.ClientError),
        ("96", DisconnectReason.Throttled),
        ("97", DisconnectReason.Throttled));
}
