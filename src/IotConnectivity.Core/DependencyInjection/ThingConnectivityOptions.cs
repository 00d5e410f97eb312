using IotConnectivity.KeepAlive;

namespace IotConnectivity.DependencyInjection;

/// <summary>Options of <c>AddThingConnectivity()</c>.</summary>
public sealed class ThingConnectivityOptions
{
    /// <summary>Gets or sets a value indicating whether a client that nobody registered becomes a thing with its first event, if its client id is a valid thing name.</summary>
    /// <value>The default is <see langword="false"/>, as in AWS IoT: such clients leave no trace.</value>
    /// <remarks>Takes effect when the host starts or, in a program without a host, when the registry is resolved.</remarks>
    public bool RegisterOnFirstContact { get; set; }

    /// <summary>Gets the options of the keep-alive watchdog.</summary>
    public KeepAliveOptions KeepAlive { get; } = new();
}
