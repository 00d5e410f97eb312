using System.Net;
using System.Net.Sockets;
using IotConnectivity.Indexing;
using IotConnectivity.MqttNet.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Server;

namespace IotConnectivity.MqttNet;

/// <summary>An MQTTnet broker on a free port of the loopback interface, with the index beside it.</summary>
internal sealed class RealBroker : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private RealBroker(IHost host, MqttServer server, int port)
    {
        Host = host;
        Server = server;
        Port = port;
    }

    public IHost Host { get; }

    public MqttServer Server { get; }

    public int Port { get; }

    public ConnectivityIndex Index => Host.Services.GetRequiredService<ConnectivityIndex>();

    public MqttNetServerAdapter Adapter => Host.Services.GetRequiredService<MqttNetServerAdapter>();

    public static async Task<RealBroker> StartAsync(
        Action<MqttNetServerOptions>? configure = null, bool withLog = true, Func<IMqttServerAdapter>? transport = null, bool startServer = true, Action<MqttServer>? before = null, Action<IServiceCollection>? services = null)
    {
        var port = FreePort();
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddThingConnectivity(options => options.RegisterOnFirstContact = true).AddMqttNetServer(find: null, configure);
        builder.Services.AddSingleton(provider =>
        {
            var factory = withLog ? new MqttServerFactory(provider.GetRequiredService<MqttNetServerLog>()) : new MqttServerFactory();
            var options = factory.CreateServerOptionsBuilder()
                .WithDefaultEndpoint().WithDefaultEndpointBoundIPAddress(IPAddress.Loopback).WithDefaultEndpointBoundIPV6Address(IPAddress.None)
                .WithDefaultEndpointPort(port).WithConnectionBacklog(2000).WithPersistentSessions().Build();
            return transport is null ? factory.CreateMqttServer(options) : factory.CreateMqttServer(options, [transport()]);
        });
        services?.Invoke(builder.Services);
        var host = builder.Build();
        var server = host.Services.GetRequiredService<MqttServer>();
        before?.Invoke(server);
        await host.StartAsync();
        if (startServer) await server.StartAsync();
        return new RealBroker(host, server, port);
    }

    public MqttClientOptionsBuilder OptionsFor(string clientId, MqttProtocolVersion version) => new MqttClientOptionsBuilder()
        .WithTcpServer("127.0.0.1", Port).WithClientId(clientId).WithProtocolVersion(version).WithKeepAlivePeriod(TimeSpan.FromSeconds(60)).WithTimeout(Patience);

    public async Task<IMqttClient> ConnectAsync(string clientId, MqttProtocolVersion version, Action<MqttClientOptionsBuilder>? configure = null)
    {
        var options = OptionsFor(clientId, version);
        configure?.Invoke(options);
        var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(options.Build());
        return client;
    }

    /// <summary>Waits until the index shows what is expected.</summary>
    public async Task<ThingConnectivity> UntilAsync(string thing, Func<ThingConnectivity, bool> isExpected)
    {
        using var feed = Index.Watch();
        using var patience = new CancellationTokenSource(Patience);
        if (Index.TryGet(thing, out var now) && isExpected(now)) return now;
        try
        {
            await foreach (var _ in feed.WithCancellation(patience.Token))
            {
                if (Index.TryGet(thing, out now) && isExpected(now)) return now;
            }
        }
        catch (OperationCanceledException)
        {
            // Told below.
        }

        Assert.Fail($"{thing}: connected {now?.Connected}, {now?.DisconnectReason}, `{now?.RawReason}`, revision {now?.Revision}");
        throw new InvalidOperationException();
    }

    public Task<ThingConnectivity> UntilConnectedAsync(string thing) => UntilAsync(thing, static state => state.Connected);

    public Task<ThingConnectivity> UntilGoneAsync(string thing) => UntilAsync(thing, static state => state is { Connected: false, DisconnectedAt: not null });

    public async ValueTask DisposeAsync()
    {
        if (Server.IsStarted) await Server.StopAsync(new MqttServerStopOptions());
        await Host.StopAsync();
        Host.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
