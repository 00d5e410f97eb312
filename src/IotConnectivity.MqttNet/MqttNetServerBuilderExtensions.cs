using IotConnectivity.Brokers;
using IotConnectivity.DependencyInjection;
using IotConnectivity.Fleet;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.MqttNet.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MQTTnet.Server;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the clients of an MQTTnet broker to the connectivity index.</summary>
public static class MqttNetServerBuilderExtensions
{
    /// <summary>Follows a broker in this process.</summary>
    /// <param name="builder">What <c>AddThingConnectivity()</c> returned.</param>
    /// <param name="server">The broker. Start it after the host, or from a hosted service that is added later.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The builder. Each call follows one more broker; give each its own <see cref="MqttNetServerOptions.Node"/>.</returns>
    public static ThingConnectivityBuilder AddMqttNetServer(this ThingConnectivityBuilder builder, MqttServer server, Action<MqttNetServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        return builder.AddMqttNetServer(_ => server, configure);
    }

    /// <summary>Follows the broker of this process that is among its services.</summary>
    /// <param name="builder">What <c>AddThingConnectivity()</c> returned.</param>
    /// <param name="find">Finds the broker; <see langword="null"/> for the service of type <see cref="MqttServer"/>.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The builder. Each call follows one more broker; give each its own <see cref="MqttNetServerOptions.Node"/>.</returns>
    /// <exception cref="OptionsValidationException">The options are wrong; the message says which.</exception>
    /// <remarks>To tell clients that break the protocol from those that are lost, give <see cref="MqttNetServerLog"/> to the factory of the broker.</remarks>
    public static ThingConnectivityBuilder AddMqttNetServer(
        this ThingConnectivityBuilder builder, Func<IServiceProvider, MqttServer>? find = null, Action<MqttNetServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new MqttNetServerOptions();
        configure?.Invoke(options);
        var result = new MqttNetServerOptionsValidator().Validate(null, options);
        if (result.Failed) throw new OptionsValidationException(nameof(MqttNetServerOptions), typeof(MqttNetServerOptions), result.Failures);
        var number = builder.Services.Count(static service => service.ServiceType == typeof(MqttNetServerAdapter));
        builder.Services.TryAddSingleton<MqttNetServerLog>();
        builder.Services.AddSingleton(provider => new MqttNetServerAdapter(
            find?.Invoke(provider) ?? provider.GetRequiredService<MqttServer>(),
            provider.GetRequiredService<ConnectivityIndex>(),
            provider.GetRequiredService<MqttNetServerLog>(),
            provider.GetRequiredService<ConnectivityJournal>(),
            provider.GetRequiredService<BrokerEpochs>(),
            provider.GetRequiredService<Reconciliation>(),
            provider.GetRequiredService<FleetIndex>(),
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<MqttNetServerAdapter>>()));
        builder.Services.AddSingleton<IHostedService>(provider => provider.GetServices<MqttNetServerAdapter>().ElementAt(number));
        return builder;
    }
}
