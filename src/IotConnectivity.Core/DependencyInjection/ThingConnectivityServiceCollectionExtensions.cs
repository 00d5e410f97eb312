using System.Diagnostics.Metrics;
using IotConnectivity.Brokers;
using IotConnectivity.DependencyInjection;
using IotConnectivity.Detect.Alerts;
using IotConnectivity.Detect.Detector;
using IotConnectivity.Detect.MetricValues;
using IotConnectivity.Detect.Mitigation;
using IotConnectivity.Detect.Profiles;
using IotConnectivity.Detect.Violations;
using IotConnectivity.Diagnostics;
using IotConnectivity.Fleet;
using IotConnectivity.Fleet.Groups;
using IotConnectivity.History;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.KeepAlive;
using IotConnectivity.Registry;
using IotConnectivity.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds device connectivity to an application.</summary>
public static class ThingConnectivityServiceCollectionExtensions
{
    /// <summary>
    /// Adds the connectivity index (<see cref="ConnectivityIndex"/>), the thing registry (<see cref="ThingRegistry"/>), the keep-alive watchdog as a hosted
    /// service and the metrics. For a health check add <see cref="ConnectivityHealthCheck"/> to the application's.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="configure">Sets options; validated when the host starts.</param>
    /// <returns>A builder that stores and broker adapters extend.</returns>
    /// <remarks>Everything is a singleton and registered only where the application has not done so. Calling it again adds only the new options.</remarks>
    public static ThingConnectivityBuilder AddThingConnectivity(this IServiceCollection services, Action<ThingConnectivityOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ThingConnectivityOptions>, ThingConnectivityOptionsValidator>());
        var options = services.AddOptions<ThingConnectivityOptions>();
        if (configure is not null) options.Configure(configure);
        if (services.Any(static service => service.ServiceType == typeof(Marker))) return new ThingConnectivityBuilder(services);

        services.AddSingleton<Marker>();
        options.ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new ConnectivityMetrics(provider.GetService<IMeterFactory>()));
        services.TryAddSingleton(static provider => new ConnectivityIndex(provider.GetRequiredService<ConnectivityMetrics>()));
        services.TryAddSingleton<IndexingSwitch>();
        services.TryAddSingleton(static provider => new ThingRegistry(provider.GetRequiredService<ConnectivityIndex>(), provider.GetRequiredService<TimeProvider>())
        {
            RegisterOnFirstContact = Options(provider).RegisterOnFirstContact,
        });
        services.TryAddSingleton(static provider => new KeepAliveWatchdog(
            provider.GetRequiredService<ConnectivityIndex>(),
            Options(provider).KeepAlive,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<KeepAliveWatchdog>>()));
        services.TryAddSingleton<IConnectivityStore>(static _ => new InMemoryConnectivityStore());
        services.TryAddSingleton(static provider => new ConnectivityJournal(
            provider.GetRequiredService<ConnectivityIndex>(),
            provider.GetRequiredService<ThingRegistry>(),
            provider.GetRequiredService<IndexingSwitch>(),
            provider.GetRequiredService<IConnectivityStore>(),
            Options(provider).Journal,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<ConnectivityJournal>>(),
            provider.GetRequiredService<ConnectivityMetrics>()));
        services.TryAddSingleton(static provider => new BrokerEpochs(
            provider.GetRequiredService<ConnectivityIndex>(),
            Options(provider).Brokers,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<BrokerEpochs>>(),
            provider.GetRequiredService<ConnectivityMetrics>())
        {
            WaitForRoom = provider.GetRequiredService<ConnectivityJournal>().WaitForRoomAsync,
        });
        services.TryAddSingleton(static provider => new Reconciliation(
            provider.GetRequiredService<ConnectivityIndex>(),
            Options(provider).Brokers,
            provider.GetService<ILogger<Reconciliation>>(),
            provider.GetRequiredService<ConnectivityMetrics>()));
        services.TryAddSingleton(static provider => new ThingHistory(
            provider.GetRequiredService<ConnectivityIndex>(),
            provider.GetRequiredService<IConnectivityStore>(),
            Options(provider).Journal.HistoryRetention,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ConnectivityJournal>().TryFlushAsync));
        services.TryAddSingleton<ThingMetrics>();
        services.TryAddSingleton<FleetIndex>();
        services.TryAddSingleton<DynamicThingGroups>();
        services.TryAddSingleton<ThingGroupIndex>();
        services.TryAddSingleton<SecurityProfiles>();
        services.TryAddSingleton(static provider => new AlertOutbox(
            provider.GetRequiredService<ConnectivityJournal>(),
            provider.GetRequiredService<ThingRegistry>(),
            new AlertTargets(provider.GetServices<AlertBinding>(), provider),
            Options(provider).Alerts,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<AlertOutbox>>(),
            provider.GetRequiredService<ConnectivityMetrics>()));
        services.TryAddSingleton<MitigationActions>();
        services.TryAddSingleton<MitigationTasks>();
        services.TryAddSingleton(static provider => new ViolationList(
            provider.GetRequiredService<ConnectivityJournal>(),
            provider.GetRequiredService<FleetIndex>(),
            Options(provider).Detect,
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new ViolationDetector(
            provider.GetRequiredService<ThingRegistry>(),
            provider.GetRequiredService<ConnectivityIndex>(),
            provider.GetRequiredService<SecurityProfiles>(),
            provider.GetRequiredService<ViolationList>(),
            provider.GetRequiredService<ConnectivityJournal>(),
            Options(provider).Detect,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<ViolationDetector>>(),
            provider.GetRequiredService<ConnectivityMetrics>())
        {
            Followers = [provider.GetRequiredService<AlertOutbox>()],
        });
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ThingConnectivityService>());
        return new ThingConnectivityBuilder(services);
    }

    private static ThingConnectivityOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<ThingConnectivityOptions>>().Value;

    /// <summary>Remembers that everything is registered.</summary>
    private sealed class Marker;
}
