using IotConnectivity.Brokers;
using IotConnectivity.Detect.Alerts;
using IotConnectivity.Detect.Detector;
using IotConnectivity.Detect.Mitigation;
using IotConnectivity.Detect.Profiles;
using IotConnectivity.Detect.Violations;
using IotConnectivity.Fleet;
using IotConnectivity.Journal;
using IotConnectivity.KeepAlive;
using IotConnectivity.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace IotConnectivity.DependencyInjection;

/// <summary>Brings back what is stored, then runs the watchdog and the detector and keeps dynamic groups for as long as the host runs, and closes the store after everything else has stopped.</summary>
/// <remarks>
/// Usually the restore comes before the start of any other service, which then finds everything there. A server restores while it starts, so that it can say that it is not
/// ready; the start of the host is not over before the restore is. Dynamic groups are kept once all services are started, so that those that follow memberships miss nothing.
/// </remarks>
internal sealed class ThingConnectivityService(
    ConnectivityJournal journal,
    IConnectivityStore store,
    BrokerEpochs brokers,
    KeepAliveWatchdog watchdog,
    FleetIndex fleet,
    SecurityProfiles profiles,
    AlertOutbox alerts,
    ViolationList violations,
    ViolationDetector detector,
    MitigationTasks mitigation,
    IOptions<ThingConnectivityOptions> options) : IHostedLifecycleService
{
    private Task _opening = Task.CompletedTask;
    private IReadOnlyList<KnownViolation> _orphans = [];

    // There is nothing to bring back from memory.
    private bool IsInBackground => options.Value.RestoreInBackground && store is not InMemoryConnectivityStore;

    public Task StartingAsync(CancellationToken cancellationToken) =>
        IsInBackground ? Task.CompletedTask : OpenAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // On another thread: a store may read for seconds without waiting once.
        if (IsInBackground) _opening = Task.Run(() => OpenAsync(cancellationToken), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        await _opening.ConfigureAwait(false);
        fleet.Start();

        // Whose members are watched must be complete, or they would seem to have left, and to get in only now.
        fleet.Settle();
        detector.EndOrphans(_orphans);
        detector.Start();
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        detector.Dispose();
        brokers.Dispose();
        watchdog.Dispose();
        fleet.Dispose();
        await alerts.DisposeAsync().ConfigureAwait(false);
        await mitigation.DisposeAsync().ConfigureAwait(false);
    }

    public async Task StoppedAsync(CancellationToken cancellationToken) => await journal.DisposeAsync().ConfigureAwait(false);

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        // The opening brings profiles back, so they must be there.
        profiles.CheckTopic = topicArn => alerts.RefuseTopic(topicArn) is { } fault ? ProfileRules.Refuse(fault) : null;
        alerts.Reported = (notice, records) => mitigation.OnReported(notice, records);
        alerts.FindProfile = name => profiles.Current.Find(name);
        detector.Listen();
        journal.BeforeReady = RestoreViolationsAsync;
        await journal.OpenAsync(cancellationToken).ConfigureAwait(false);
        await alerts.StartAsync(cancellationToken).ConfigureAwait(false);
        await alerts.ForgetDroppedAsync(id => violations.IsActive(id) || _orphans.Any(orphan => orphan.Id == id), cancellationToken).ConfigureAwait(false);
        await mitigation.StartAsync(cancellationToken).ConfigureAwait(false);

        // At last: as long as it has not started, nobody is told that everything is well, and what is stored may still turn out to be damaged.
        watchdog.Start();

        // After the watchdog, which gives everything one grace period: whoever is in doubt gets more.
        brokers.Start();
    }

    // Before groups are filled, which may look at violations, and before events come in, which the detector judges after those that are stored.
    private async Task RestoreViolationsAsync(CancellationToken cancellationToken)
    {
        _orphans = await violations.RestoreAsync(cancellationToken).ConfigureAwait(false);
        await detector.RestoreAsync(cancellationToken).ConfigureAwait(false);
    }
}
