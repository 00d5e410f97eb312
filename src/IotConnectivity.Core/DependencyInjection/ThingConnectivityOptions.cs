using IotConnectivity.KeepAlive;
using IotConnectivity.Registry;

namespace IotConnectivity.DependencyInjection;

/// <summary>Options of <c>AddThingConnectivity()</c>.</summary>
public sealed class ThingConnectivityOptions
{
    /// <summary>Gets the options of the thing registry.</summary>
    public RegistryOptions Registry { get; } = new();

    /// <summary>Gets the options of the keep-alive watchdog.</summary>
    public KeepAliveOptions KeepAlive { get; } = new();
}
