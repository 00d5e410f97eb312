using Microsoft.Extensions.DependencyInjection;

namespace IotConnectivity.DependencyInjection;

/// <summary>What <c>AddThingConnectivity()</c> returns; stores and broker adapters extend it.</summary>
public sealed class ThingConnectivityBuilder
{
    internal ThingConnectivityBuilder(IServiceCollection services) => Services = services;

    /// <summary>Gets the services that connectivity was added to.</summary>
    public IServiceCollection Services { get; }
}
