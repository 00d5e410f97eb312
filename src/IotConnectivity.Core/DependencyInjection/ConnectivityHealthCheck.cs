using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.KeepAlive;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IotConnectivity.DependencyInjection;

/// <summary>
/// Says whether connectivity can be trusted: unhealthy before everything stored is back and the watchdog has started, degraded while the watchdog is starved or nothing can be
/// stored.
/// </summary>
/// <param name="index">The index.</param>
/// <param name="watchdog">Its watchdog.</param>
/// <param name="journal">Its journal.</param>
/// <remarks>Add it with <c>services.AddHealthChecks().AddCheck&lt;ConnectivityHealthCheck&gt;("thing-connectivity")</c>.</remarks>
public sealed class ConnectivityHealthCheck(ConnectivityIndex index, KeepAliveWatchdog watchdog, ConnectivityJournal journal) : IHealthCheck
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
            ["pending"] = journal.PendingCount,
        };
        var result = !journal.IsReady ? HealthCheckResult.Unhealthy($"stored things are being restored, {journal.RestoredCount} until now", data: data)
            : !watchdog.IsStarted ? HealthCheckResult.Unhealthy("the keep-alive watchdog has not started", data: data)
            : journal.Fault is { } fault ? HealthCheckResult.Degraded($"nothing can be stored: {fault.Message}", fault, data)
            : watchdog.SinceLastLook > Starved ? HealthCheckResult.Degraded($"the keep-alive watchdog has not looked for {watchdog.SinceLastLook}", data: data)
            : HealthCheckResult.Healthy(data: data);
        return Task.FromResult(result);
    }
}
