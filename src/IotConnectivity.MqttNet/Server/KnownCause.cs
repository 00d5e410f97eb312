namespace IotConnectivity.MqttNet.Server;

/// <summary>What is known of the end of a client's connection before MQTTnet tells of it.</summary>
internal enum KnownCause
{
    None = 0,

    /// <summary>The program asked for it.</summary>
    Kicked,

    /// <summary>The broker has logged that the client broke the protocol.</summary>
    ProtocolViolation,
}
