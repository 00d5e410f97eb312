using System.Diagnostics.Metrics;
using IotConnectivity.Brokers;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.RabbitMq;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IotConnectivity.DependencyInjection;

/// <summary>Takes in what RabbitMQ says of the connections of its MQTT plug-in.</summary>
public static class RabbitMqSourceBuilderExtensions
{
    /// <summary>Consumes the event exchange of a RabbitMQ for as long as the host runs. An event is acknowledged once it is durable here.</summary>
    /// <param name="builder">What <c>AddThingConnectivity()</c> returned.</param>
    /// <param name="configure">Sets where RabbitMQ is, the queue, and the management API to compare with.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// Each call adds one source: call it once for each cluster. Their nodes need different names, by which the sources are told apart. The start of the host does not wait for the
    /// broker; <see cref="RabbitMqLink"/> and <see cref="RabbitMqHealthCheck"/> tell whether it is there.
    /// </remarks>
    /// <exception cref="OptionsValidationException">The options are wrong; the message says which.</exception>
    public static ThingConnectivityBuilder AddRabbitMqSource(this ThingConnectivityBuilder builder, Action<RabbitMqSourceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new RabbitMqSourceOptions();
        configure(options);
        var result = new RabbitMqSourceOptionsValidator().Validate(null, options);
        if (result.Failed) throw new OptionsValidationException(nameof(RabbitMqSourceOptions), typeof(RabbitMqSourceOptions), result.Failures);

        var name = new object();
        var factory = RabbitMqSource.Factory(options);
        var address = string.Create(null, $"{factory.HostName}:{factory.Endpoint.Port}/{factory.VirtualHost.TrimStart('/')}");
        builder.Services.AddKeyedSingleton(name, (provider, _) => new RabbitMqLink(address, provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(provider => provider.GetRequiredKeyedService<RabbitMqLink>(name));
        builder.Services.TryAddSingleton(static provider => new RabbitMqMetrics(provider.GetServices<RabbitMqLink>(), provider.GetService<IMeterFactory>()));
        builder.Services.AddSingleton<IHostedService>(provider => Make(provider, options, provider.GetRequiredKeyedService<RabbitMqLink>(name), factory.UserName, factory.Password));
        return builder;
    }

    private static RabbitMqSource Make(IServiceProvider provider, RabbitMqSourceOptions options, RabbitMqLink link, string userName, string password)
    {
        var index = provider.GetRequiredService<ConnectivityIndex>();
        var time = provider.GetRequiredService<TimeProvider>();
        var logger = provider.GetRequiredService<ILogger<RabbitMqSource>>();
        var nodes = new RabbitMqNodes();
        var adopted = new AdoptedConnections();
        var intake = new RabbitMqIntake(
            index, provider.GetRequiredService<BrokerEpochs>(), nodes, adopted, provider.GetRequiredService<RabbitMqMetrics>(), time, logger);
        var reconciler = options.Management is not { } management ? null : new RabbitMqReconciler(
            new ManagementApi(management, userName, password, time), provider.GetRequiredService<Reconciliation>(), index, nodes, adopted, options.ReconcileInterval, time, logger);
        return new RabbitMqSource(options, link, intake, reconciler, provider.GetRequiredService<ConnectivityJournal>(), time, logger);
    }
}
