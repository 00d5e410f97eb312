using IotConnectivity.Lifecycle;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace IotConnectivity.MqttNet.Server;

/// <summary>Why a connection of an MQTTnet broker has ended. MQTTnet has one word, <see cref="MqttClientDisconnectType.NotClean"/>, for most causes; what it knows besides tells them apart.</summary>
internal static class EndOfConnection
{
    // Section 3.1.2.10 of MQTT 5.0; MQTTnet's own monitor counts the same.
    private const double SilentIntervals = 1.5;

    internal static DisconnectReason ReasonOf(BrokerConnection connection, MqttClientDisconnectType type, KnownCause known, DateTime now) => type switch
    {
        // A DISCONNECT packet of the client, whatever its code: it left on purpose.
        MqttClientDisconnectType.Clean => DisconnectReason.ClientInitiatedDisconnect,
        MqttClientDisconnectType.Takeover => DisconnectReason.DuplicateClientId,
        _ when known == KnownCause.Kicked => DisconnectReason.ApiInitiatedDisconnect,
        _ when connection.Lifetime.IsStopping => DisconnectReason.ServerInitiatedDisconnect,
        _ when known == KnownCause.ProtocolViolation => DisconnectReason.ClientError,
        _ when IsSilent(connection, now) => DisconnectReason.MqttKeepAliveTimeout,
        _ => DisconnectReason.ConnectionLost,
    };

    /// <summary>Gets the reason for a CONNACK packet that refuses: a few codes that only it has, and those of a DISCONNECT packet.</summary>
    internal static DisconnectReason ReasonOfRefusal(MqttConnectReasonCode code) => code switch
    {
        MqttConnectReasonCode.BadUserNameOrPassword => DisconnectReason.AuthError,
        MqttConnectReasonCode.Banned => DisconnectReason.ForbiddenAccess,
        MqttConnectReasonCode.UnsupportedProtocolVersion or MqttConnectReasonCode.ClientIdentifierNotValid => DisconnectReason.ClientError,
        MqttConnectReasonCode.ServerUnavailable => DisconnectReason.ServerInitiatedDisconnect,
        _ => MqttDisconnectReason.SentByServer((byte)code),
    };

    private static bool IsSilent(BrokerConnection connection, DateTime now) =>
        connection.KeepAliveSeconds is > 0 and var keepAlive && connection.Status is { } status && (now - status.LastPacketSentTimestamp).TotalSeconds >= keepAlive * SilentIntervals;
}
