using IotConnectivity.KeepAlive;
using IotConnectivity.Registry;
using Microsoft.Extensions.Hosting;

namespace IotConnectivity.DependencyInjection;

/// <summary>Runs the watchdog for as long as the host runs, and sees to it that the registry exists from the start, which registers things on first contact.</summary>
internal sealed class ThingConnectivityService(ThingRegistry registry, KeepAliveWatchdog watchdog) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(registry);
        watchdog.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        watchdog.Dispose();
        return Task.CompletedTask;
    }
}
