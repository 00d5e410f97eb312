using IotConnectivity.DependencyInjection;
using IotConnectivity.Indexing;
using IotConnectivity.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.RabbitMq;

/// <summary>A program that takes in the events of a broker, as a user writes it.</summary>
internal sealed class ConnectivityHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private readonly IHost _host;
    private int _isDisposed;

    private ConnectivityHost(IHost host, RecordingLoggerProvider logs) => (_host, Logs) = (host, logs);

    internal RecordingLoggerProvider Logs { get; }

    internal IServiceProvider Services => _host.Services;

    internal ConnectivityIndex Index => _host.Services.GetRequiredService<ConnectivityIndex>();

    internal RabbitMqLink Link => _host.Services.GetRequiredService<RabbitMqLink>();

    /// <summary>Starts it, without waiting for the broker.</summary>
    internal static async Task<ConnectivityHost> StartAsync(Action<RabbitMqSourceOptions>? configure, string? database = null, Action<IServiceCollection>? services = null)
    {
        var logs = new RecordingLoggerProvider();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(logs);
        services?.Invoke(builder.Services);
        var connectivity = builder.Services.AddThingConnectivity(static options =>
        {
            options.RegisterOnFirstContact = true;
            (options.Brokers.ReconnectGrace, options.Brokers.MaxReconnectGrace, options.Brokers.ListSlack) = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), TimeSpan.Zero);
        });
        if (database is not null) connectivity.UseSqlite(database);
        if (configure is not null) connectivity.AddRabbitMqSource(configure);
        var host = new ConnectivityHost(builder.Build(), logs);
        await host._host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>Starts it and waits until events are taken in.</summary>
    internal static async Task<ConnectivityHost> ConnectAsync(RabbitMqBroker broker, string queue, string? database = null, Action<RabbitMqSourceOptions>? configure = null)
    {
        var host = await StartAsync(
            options =>
            {
                (options.Uri, options.Queue) = (broker.Amqp, queue);
                configure?.Invoke(options);
            },
            database);
        await host.UntilAsync(() => host.Link.IsConnected);
        return host;
    }

    /// <summary>Waits until a thing is as expected.</summary>
    internal async Task<ThingConnectivity> UntilAsync(string thingName, Func<ThingConnectivity, bool> isExpected)
    {
        var seen = ThingConnectivity.Never;
        await UntilAsync(() => Index.TryGet(thingName, out seen) && isExpected(seen), () => $"{thingName} is {(seen.Connected ? "connected" : "away")}");
        return seen;
    }

    internal async Task UntilAsync(Func<bool> isSo, Func<string>? state = null)
    {
        // What is waited for is done by other processes, which tell nobody.
        using var patience = new CancellationTokenSource(Patience);
        while (!isSo())
        {
            if (patience.IsCancellationRequested) Assert.Fail($"it has not come to that: {state?.Invoke()}\n{string.Join('\n', Logs.Entries)}");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}
