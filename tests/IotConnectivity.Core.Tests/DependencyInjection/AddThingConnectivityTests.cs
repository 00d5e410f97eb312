using IotConnectivity.Brokers;
using IotConnectivity.Detect.Profiles;
using IotConnectivity.Diagnostics;
using IotConnectivity.Indexing;
using IotConnectivity.KeepAlive;
using IotConnectivity.Registry;
using IotConnectivity.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IotConnectivity.DependencyInjection;

public class AddThingConnectivityTests
{
    private static readonly Type[] Singletons =
        [typeof(ConnectivityIndex), typeof(ThingRegistry), typeof(KeepAliveWatchdog), typeof(BrokerEpochs), typeof(Reconciliation), typeof(SecurityProfiles), typeof(ConnectivityMetrics), typeof(TimeProvider)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void AddThingConnectivity_RegistersSingletonsThatBelongTogether()
    {
        var services = new ServiceCollection();

        var builder = services.AddThingConnectivity();

        Assert.Same(services, builder.Services);
        using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        Assert.All(Singletons, type => Assert.Same(provider.GetRequiredService(type), provider.GetRequiredService(type)));
        Assert.Same(TimeProvider.System, provider.GetRequiredService<TimeProvider>());
        var index = provider.GetRequiredService<ConnectivityIndex>();
        provider.GetRequiredService<ThingRegistry>().TryCreate(new ThingName("pump-17"), null, null, out _, out _);
        Assert.True(index.TryGet("pump-17", out _));
    }

    [Fact]
    public void AddThingConnectivity_Twice_ChangesNothing()
    {
        var services = new ServiceCollection();
        services.AddThingConnectivity();
        var once = services.Select(service => (service.ServiceType, service.Lifetime)).ToList();

        var builder = services.AddThingConnectivity();

        Assert.Same(services, builder.Services);
        Assert.Equal(once, services.Select(service => (service.ServiceType, service.Lifetime)));
    }

    [Fact]
    public void AddThingConnectivity_TwiceWithOptions_BothCount()
    {
        var services = new ServiceCollection();
        services.AddThingConnectivity(options => options.KeepAlive.GraceFactor = 2);
        services.AddThingConnectivity(options => options.RegisterOnFirstContact = true);

        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptions<ThingConnectivityOptions>>().Value;
        Assert.Equal(2, options.KeepAlive.GraceFactor);
        Assert.True(options.RegisterOnFirstContact);
        Assert.Single(provider.GetServices<IValidateOptions<ThingConnectivityOptions>>(), validator => validator is ThingConnectivityOptionsValidator);
        Assert.Single(provider.GetServices<IHostedService>());
    }

    [Fact]
    public void AddThingConnectivity_PiecesOfTheApplication_AreUsed()
    {
        var clock = new ManualTimeProvider();
        var index = new ConnectivityIndex();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton(index);
        services.AddThingConnectivity();

        using var provider = services.BuildServiceProvider();
        Assert.Same(clock, provider.GetRequiredService<TimeProvider>());
        Assert.Same(index, provider.GetRequiredService<ConnectivityIndex>());
        provider.GetRequiredService<ThingRegistry>().TryCreate(new ThingName("pump-17"), null, null, out _, out _);
        Assert.Equal(1, index.Count);
    }

    [Fact]
    public void AddThingConnectivity_WithoutServices_Throws() =>
        Assert.Throws<ArgumentNullException>("services", () => ((IServiceCollection)null!).AddThingConnectivity());

    [Fact]
    public async Task Start_BadOptions_FailsWithAllThatIsWrong()
    {
        using var host = Host(services => services.AddThingConnectivity(options => options.KeepAlive.GraceFactor = 0.5));

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));

        Assert.Equal("KeepAlive.GraceFactor is `0.5`, expected 1.0 to 10.0", error.Message);
        Assert.Equal(["KeepAlive.GraceFactor is `0.5`, expected 1.0 to 10.0"], error.Failures);
    }

    [Fact]
    public async Task Start_RunsTheWatchdogUntilTheHostStops()
    {
        var clock = new ManualTimeProvider();
        using var host = Host(services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            services.AddThingConnectivity(options => options.KeepAlive.GraceFactor = 2);
        });
        var (index, registry) = (host.Services.GetRequiredService<ConnectivityIndex>(), host.Services.GetRequiredService<ThingRegistry>());
        registry.TryCreate(new ThingName(Teller.Pump), null, null, out _, out _);

        await host.StartAsync(Cancellation);
        Assert.True(host.Services.GetRequiredService<KeepAliveWatchdog>().IsStarted);
        index.Apply(new Teller(WatchedIndex.Reporting).Connect(0, "a"));
        clock.Advance(TimeSpan.FromSeconds(120));
        Assert.Equal(1, index.ConnectedCount);
        clock.Advance(KeepAliveWatchdog.TickLength);
        Assert.Equal(0, index.ConnectedCount);

        await host.StopAsync(Cancellation);
        Assert.Equal(0, clock.ArmedTimers);
    }

    [Fact]
    public async Task Start_RegisterOnFirstContact_WorksThoughNobodyAskedForTheRegistry()
    {
        using var host = Host(services => services.AddThingConnectivity(options => options.RegisterOnFirstContact = true));
        await host.StartAsync(Cancellation);

        var outcome = host.Services.GetRequiredService<ConnectivityIndex>().Apply(Teller.Keys.Connect(0, "a"));

        Assert.Equal(ApplyOutcome.Applied, outcome);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Start_LoggingOfTheApplication_IsUsed()
    {
        var clock = new ManualTimeProvider();
        using var logs = new RecordingLoggerProvider();
        using var host = Host(services =>
        {
            services.AddLogging(logging => logging.AddProvider(logs).SetMinimumLevel(LogLevel.Debug));
            services.AddSingleton<TimeProvider>(clock);
            services.AddThingConnectivity(options => options.RegisterOnFirstContact = true);
        });
        await host.StartAsync(Cancellation);
        host.Services.GetRequiredService<ConnectivityIndex>().Apply(new Teller(WatchedIndex.Reporting).Connect(0, "a"));

        clock.Advance(TimeSpan.FromSeconds(91));

        var entry = Assert.Single(logs.Entries, entry => entry.Category == "IotConnectivity.KeepAlive.KeepAliveWatchdog");
        Assert.Equal("Debug 1100: 1 things were silent for longer than their keep-alive allows and count as disconnected.", entry.ToString());
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task AddCheck_ConnectivityHealthCheck_FindsItsParts()
    {
        using var host = Host(services =>
        {
            services.AddThingConnectivity();
            services.AddSingleton<ConnectivityHealthCheck>();
        });
        var check = host.Services.GetRequiredService<ConnectivityHealthCheck>();

        var before = await check.CheckHealthAsync(new HealthCheckContext(), Cancellation);
        await host.StartAsync(Cancellation);
        var after = await check.CheckHealthAsync(new HealthCheckContext(), Cancellation);
        await host.StopAsync(Cancellation);

        Assert.Equal((HealthStatus.Unhealthy, HealthStatus.Healthy), (before.Status, after.Status));
    }

    private static IHost Host(Action<IServiceCollection> configure)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        configure(builder.Services);
        return builder.Build();
    }
}
