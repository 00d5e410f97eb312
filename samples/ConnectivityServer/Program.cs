// A server that answers AWS IoT's connectivity calls for devices of any broker.
//
//   dotnet run -c Release --project samples/ConnectivityServer
//   dotnet run -c Release --project samples/ConnectivityServer -- --Demo=1000
//   mosquitto_sub -t '$SYS/broker/log/#' | dotnet run -c Release --project samples/ConnectivityServer -- --Ingest:Stdin=mosquitto
//
// What it knows is in the folder `data` (DataDirectory), and there again after a restart. Without configuration two principals may call it from this machine:
// local-admin (everything) and local-reader (status without socket information).
using ConnectivityServer;
using IotConnectivity.AspNetCore.Authentication;
using IotConnectivity.DependencyInjection;
using IotConnectivity.Indexing;
using IotConnectivity.Storage;
using Microsoft.Extensions.Options;

try
{
    await RunAsync(args);
    return 0;
}
catch (Exception exception) when (exception is StoreException or InvalidOperationException or OptionsValidationException or IOException)
{
    // What an operator can put right, in one line and without the stack.
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}

static async Task RunAsync(string[] args)
{
    var builder = WebApplication.CreateBuilder(args);
    var settings = ServerSettings.Read(builder.Configuration, builder.Environment.ContentRootPath);

    // A start that fails is told below, once.
    builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    if (string.IsNullOrEmpty(builder.Configuration["urls"])) builder.WebHost.UseUrls("http://127.0.0.1:5080");
    builder.WebHost.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        if (settings.HasLocalPrincipals) kestrel.ConfigureEndpointDefaults(LoopbackOnly.Check);
    });

    var connectivity = builder.Services
        .AddThingConnectivity(options =>
        {
            builder.Configuration.GetSection("ThingConnectivity").Bind(options);
            options.Detect.EvaluationPeriod = builder.Configuration.GetValue("Detect:EvaluationPeriod", options.Detect.EvaluationPeriod);
            options.Alerts.WaitState = builder.Configuration.GetValue("Detect:WaitState", options.Alerts.WaitState);
        })
        .UseSqlite(Path.Combine(settings.DataDirectory, "connectivity.db"))
        .AddAwsApi(options =>
        {
            (options.Partition, options.Region, options.AccountId) = (settings.Partition, settings.Region, settings.AccountId);
            options.RequestsPerSecond = settings.RequestsPerSecond;
            options.BackupFolder = Path.Combine(settings.DataDirectory, "backups");
            options.PoliciesOf = caller => settings.Principals.First(principal => ReferenceEquals(principal.Principal, caller)).Policies;
        });
    foreach (var topic in settings.AlertTopics) topic.AddTo(connectivity);
    if (settings.StdinDialect is { } dialect) connectivity.AddLifecycleStream(Console.OpenStandardInput, dialect);
    if (!string.IsNullOrEmpty(builder.Configuration["Ingest:RabbitMq:Uri"])) connectivity.AddRabbitMqSource(builder.Configuration.GetSection("Ingest:RabbitMq").Bind);
    if (settings.DemoThings > 0) builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<DemoFleet>(services, settings.DemoThings));

    builder.Services
        .AddAuthentication(SigV4Defaults.AuthenticationScheme)
        .AddSigV4(options =>
        {
            options.Region = settings.Region;

            // The data plane's name: its operations are not here, and say so only to who may ask.
            options.Services.Add("iotdata");
            foreach (var principal in settings.Principals) options.AccessKeys.Add(principal.Key);
        })
        .AddConnectivityBearer(options =>
        {
            foreach (var principal in settings.Principals)
            {
                if (principal.Token is { } token) options.Tokens.Add(token);
            }
        });
    builder.Services.AddHealthChecks().AddCheck<ConnectivityHealthCheck>("thing-connectivity");

    await using var app = builder.Build();
    app.Services.GetRequiredService<IndexingSwitch>().TryChange(_ => settings.Indexing, out _);

    // snippet: host
    app.UseAwsProtocol();
    app.UseAuthentication();
    app.MapHealthChecks("/health");
    app.MapThingConnectivity();

    // end snippet
    try
    {
        await app.StartAsync();
    }
    catch
    {
        // Requests are served while everything is being restored, and answered before what they need is gone.
        await app.StopAsync();
        throw;
    }

    await app.WaitForShutdownAsync();
}
