using IotConnectivity.AspNetCore;
using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Ingest;
using IotConnectivity.Brokers;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IotConnectivity.DependencyInjection;

/// <summary>Adds the AWS IoT interface over HTTP to <c>AddThingConnectivity()</c>.</summary>
public static class AwsApiBuilderExtensions
{
    /// <summary>Adds what <c>MapThingConnectivity()</c> needs.</summary>
    /// <param name="builder">What <c>AddThingConnectivity()</c> returned.</param>
    /// <param name="configure">Sets account, region and the policies of the principals; validated when the host starts.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// Who a caller is comes from the host's authentication: <c>AddAuthentication().AddSigV4(…)</c>, or any scheme that adds a
    /// <see cref="IotConnectivity.AspNetCore.Authentication.ConnectivityIdentity"/> to the user.
    /// </remarks>
    public static ThingConnectivityBuilder AddAwsApi(this ThingConnectivityBuilder builder, Action<AwsApiOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AwsApiOptions>, AwsApiOptionsValidator>());
        var options = services.AddOptions<AwsApiOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.Configure<ThingConnectivityOptions>(static shared => shared.RestoreInBackground = true);
        services.TryAddSingleton<ApiGate>();
        services.TryAddSingleton(static provider => new Backup(
            provider.GetRequiredService<ConnectivityJournal>(),
            provider.GetRequiredService<ApiGate>(),
            provider.GetRequiredService<IOptions<AwsApiOptions>>().Value.BackupFolder,
            provider.GetRequiredService<ILogger<Backup>>()));
        return builder;
    }

    /// <summary>Takes in events from a stream, such as standard input, for as long as it goes on. Lines that cannot be read are logged and skipped.</summary>
    /// <param name="builder">What <c>AddThingConnectivity()</c> returned.</param>
    /// <param name="open">Opens the stream when the host starts.</param>
    /// <param name="dialect">One of <see cref="LifecycleDialects.All"/>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">There is no such dialect; the message lists those that there are.</exception>
    public static ThingConnectivityBuilder AddLifecycleStream(this ThingConnectivityBuilder builder, Func<Stream> open, string dialect)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(open);
        if (!LifecycleDialects.All.Contains(dialect))
        {
            throw new ArgumentException($"`{dialect}` is not a dialect, expected one of {string.Join(", ", LifecycleDialects.All)}", nameof(dialect));
        }

        builder.Services.AddSingleton<IHostedService>(provider => new LifecycleStreamService(
            provider.GetRequiredService<ConnectivityIndex>(),
            provider.GetRequiredService<BrokerEpochs>(),
            provider.GetRequiredService<ConnectivityJournal>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<LifecycleStreamService>>(),
            open,
            dialect));
        return builder;
    }
}
