using IotConnectivity.Brokers;
using IotConnectivity.Detect.Alerts;
using IotConnectivity.Detect.Detector;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.KeepAlive;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IotConnectivity.DependencyInjection;

/// <summary>
/// Says whether connectivity can be trusted: unhealthy before everything stored is back and the watchdog has started, degraded while the watchdog is starved, nothing can be
/// stored, or alerts are not delivered.
/// </summary>
/// <param name="index">The index.</param>
/// <param name="watchdog">Its watchdog.</param>
/// <param name="journal">Its journal.</param>
/// <param name="alerts">The alerts; <see langword="null"/> looks at none.</param>
/// <param name="detector">The detector of violations, whose number is told; <see langword="null"/> for none.</param>
/// <param name="time">The clock; <see langword="null"/> for the system's.</param>
/// <param name="brokers">The lifetimes of brokers, whose incidents are told; <see langword="null"/> for none.</param>
/// <remarks>Add it with <c>services.AddHealthChecks().AddCheck&lt;ConnectivityHealthCheck&gt;("thing-connectivity")</c>.</remarks>
public sealed class ConnectivityHealthCheck(
    ConnectivityIndex index,
    KeepAliveWatchdog watchdog,
    ConnectivityJournal journal,
    AlertOutbox? alerts = null,
    ViolationDetector? detector = null,
    TimeProvider? time = null,
    BrokerEpochs? brokers = null) : IHealthCheck
{
    /// <summary>A watchdog that has not looked for this long finds silent devices too late.</summary>
    internal static readonly TimeSpan Starved = TimeSpan.FromSeconds(10);

    /// <summary>An alert that has waited for this long comes too late.</summary>
    internal static readonly TimeSpan Late = TimeSpan.FromMinutes(1);

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
        if (alerts is not null) (data["alertsPending"], data["alertsDead"]) = (alerts.PendingCount, alerts.DeadCount);
        var oldestAlert = alerts?.OldestPending is { } oldest ? (time ?? TimeProvider.System).GetUtcNow() - oldest : TimeSpan.Zero;
        if (detector is not null) data["violations"] = detector.ActiveCount;
        if (brokers is not null) (data["brokerSuspects"], data["brokerIncidents"]) = (brokers.SuspectCount, brokers.IncidentCount);
        if (brokers?.LastIncident is { } incident)
        {
            data["lastBrokerIncident"] = $"{incident.Source}, noticed at {incident.NoticedAt:O}: {incident.Returned} of {incident.Suspects} came back, {incident.Closed} were ended";
        }

        var result = !journal.IsReady ? HealthCheckResult.Unhealthy($"stored things are being restored, {journal.RestoredCount} until now", data: data)
            : !watchdog.IsStarted ? HealthCheckResult.Unhealthy("the keep-alive watchdog has not started", data: data)
            : journal.Fault is { } fault ? HealthCheckResult.Degraded($"nothing can be stored: {fault.Message}", fault, data)
            : watchdog.SinceLastLook > Starved ? HealthCheckResult.Degraded($"the keep-alive watchdog has not looked for {watchdog.SinceLastLook}", data: data)
            : oldestAlert > Late ? HealthCheckResult.Degraded($"alerts are not delivered, the oldest for {oldestAlert}", data: data)
            : alerts?.DeadCount > 0 ? HealthCheckResult.Degraded($"{alerts.DeadCount} alerts are dead; list them, then redrive or delete them", data: data)
            : HealthCheckResult.Healthy(data: data);
        return Task.FromResult(result);
    }
}
