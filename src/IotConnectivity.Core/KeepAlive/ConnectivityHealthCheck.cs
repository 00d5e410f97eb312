using IotConnectivity.Indexing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IotConnectivity.KeepAlive;

/// <summary>Says whether connectivity can be trusted: unhealthy before the watchdog has started, degraded while it is starved.</summary>
/// <param name="index">The index.</param>
/// <param name="watchdog">Its watchdog.</param>
/// <remarks>Add it with <c>services.AddHealthChecks().AddCheck&lt;ConnectivityHealthCheck&gt;("thing-connectivity")</c>.</remarks>
public sealed class ConnectivityHealthCheck(ConnectivityIndex index, KeepAliveWatchdog watchdog) : IHealthCheck
{
    /// <summary>A watchdog that has not looked for this long finds silent devices too late.</summary>
    internal static readonly TimeSpan Starved = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["things"] = index.Count,
            ["connected"] = index.ConnectedCount,
            ["watched"] = watchdog.WatchedCount,
            ["indexing"] = index.IsEnabled,
        };
        var result = !watchdog.IsStarted ? HealthCheckResult.Unhealthy("the keep-alive watchdog has not started", data: data)
            : watchdog.SinceLastLook > Starved ? HealthCheckResult.Degraded($"the keep-alive watchdog has not looked for {watchdog.SinceLastLook}", data: data)
            : HealthCheckResult.Healthy(data: data);
        return Task.FromResult(result);
    }
}
