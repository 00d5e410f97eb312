using IotConnectivity.KeepAlive;

namespace IotConnectivity.DependencyInjection;

/// <summary>Options of <c>AddThingConnectivity()</c>.</summary>
public sealed class ThingConnectivityOptions
{
    /// <summary>Gets or sets a value indicating whether a client that nobody registered becomes a thing with its first event, if its client id is a valid thing name.</summary>
    /// <value>The default is <see langword="false"/>, as in AWS IoT: such clients leave no trace.</value>
    public bool RegisterOnFirstContact { get; set; }

    /// <summary>Gets the options of the keep-alive watchdog.</summary>
    public KeepAliveOptions KeepAlive { get; } = new();
}
