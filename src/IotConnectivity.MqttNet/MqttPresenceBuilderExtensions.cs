using IotConnectivity.Brokers;
using IotConnectivity.DependencyInjection;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.MqttNet.Client;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the presence events of an MQTT broker to the connectivity index.</summary>
public static class MqttPresenceBuilderExtensions
{
    /// <summary>Listens to the presence events of a broker, over MQTT.</summary>
    /// <param name="builder">What <c>AddThingConnectivity()</c> returned.</param>
    /// <param name="configure">Sets the address and the dialect.</param>
    /// <returns>The builder. Each call listens to one more broker.</returns>
    /// <exception cref="OptionsValidationException">The options are wrong; the message says which.</exception>
    public static ThingConnectivityBuilder AddMqttPresence(this ThingConnectivityBuilder builder, Action<MqttPresenceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new MqttPresenceOptions();
        configure(options);
        var result = new MqttPresenceOptionsValidator().Validate(null, options);
        if (result.Failed) throw new OptionsValidationException(nameof(MqttPresenceOptions), typeof(MqttPresenceOptions), result.Failures);

        var number = builder.Services.Count(static service => service.ServiceType == typeof(MqttPresenceClient));
        builder.Services.TryAddSingleton(static provider => new MqttPresenceMetrics(provider.GetService<System.Diagnostics.Metrics.IMeterFactory>()));
        builder.Services.AddSingleton(provider => new MqttPresenceClient(
            options,
            provider.GetRequiredService<ConnectivityIndex>(),
            provider.GetRequiredService<ConnectivityJournal>(),
            provider.GetRequiredService<BrokerEpochs>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<MqttPresenceMetrics>(),
            provider.GetService<ILogger<MqttPresenceClient>>()));
        builder.Services.AddSingleton<IHostedService>(provider => provider.GetServices<MqttPresenceClient>().ElementAt(number));
        return builder;
    }
}
