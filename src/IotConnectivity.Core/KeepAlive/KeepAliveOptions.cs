namespace IotConnectivity.KeepAlive;

/// <summary>Options of the keep-alive watchdog.</summary>
public sealed class KeepAliveOptions
{
    /// <summary>Gets or sets how long a thing may be silent, as a multiple of its keep-alive interval, before it counts as disconnected.</summary>
    /// <value>From 1.0 to 10.0; the default is 1.5.</value>
    /// <remarks>1.5 is the server's rule in MQTT 3.1.1, [MQTT-3.1.2-24], and MQTT 5.0, [MQTT-3.1.2-22]. Read once, when the watchdog is made.</remarks>
    public double GraceFactor { get; set; } = 1.5;
}
