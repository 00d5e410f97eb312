namespace IotConnectivity;

/// <summary>Why a thing is not connected, in the words of AWS IoT.</summary>
/// <remarks>
/// A closed set of 15: the 13 reasons of AWS IoT Core lifecycle events, and <see cref="None"/> and <see cref="Unknown"/>, which only
/// a status query answers. Source: AWS IoT API Reference, GetThingConnectivityData; Developer Guide, "Lifecycle events".
/// Wire texts: <see cref="DisconnectReasonText"/>.
/// </remarks>
public enum DisconnectReason
{
    /// <summary>Nobody said why, or the thing has never been connected.</summary>
    Unknown = 0,

    /// <summary>The thing is connected.</summary>
    None = 1,

    /// <summary>Authentication or authorization failed.</summary>
    AuthError = 2,

    /// <summary>The client sent an MQTT DISCONNECT or a WebSocket close frame.</summary>
    ClientInitiatedDisconnect = 3,

    /// <summary>The client broke the protocol or a size limit.</summary>
    ClientError = 4,

    /// <summary>The transport was cut without a DISCONNECT.</summary>
    ConnectionLost = 5,

    /// <summary>Another connection took over the client id; the older connection gets this reason.</summary>
    DuplicateClientId = 6,

    /// <summary>The client may not connect, for example from a denied address.</summary>
    ForbiddenAccess = 7,

    /// <summary>Nothing was exchanged for 1.5 times the keep-alive interval.</summary>
    MqttKeepAliveTimeout = 8,

    /// <summary>The broker had an unexpected problem.</summary>
    ServerError = 9,

    /// <summary>The broker closed the connection on purpose.</summary>
    ServerInitiatedDisconnect = 10,

    /// <summary>The connection was closed through an API call that asked for it.</summary>
    ApiInitiatedDisconnect = 11,

    /// <summary>The client exceeded a throttling limit.</summary>
    Throttled = 12,

    /// <summary>The WebSocket was open for longer than its time-to-live.</summary>
    WebSocketTtlExpiration = 13,

    /// <summary>The connection was open for longer than its custom authorizer allows.</summary>
    CustomAuthTtlExpiration = 14,
}
