using IotConnectivity.DependencyInjection;
using IotConnectivity.History;
using Microsoft.Extensions.DependencyInjection;
using MQTTnet.Formatter;
using MQTTnet.Server;

namespace IotConnectivity.MqttNet.Server;

/// <summary>What the adapter finds when it looks through the clients of a real broker.</summary>
public class ActivityTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Packets_OfAClient_AreActivity()
    {
        await using var broker = await RealBroker.StartAsync();
        using var device = await RawDevice.ConnectAsync(broker.Port, "pump-17", MqttProtocolVersion.V311);
        var connected = await broker.UntilConnectedAsync("pump-17");
        var before = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        await device.PingAsync();

        var activity = await UntilActiveAfterAsync(broker, before);

        Assert.InRange(activity, connected.ConnectedAt!.Value, DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task Client_WithAShortIntervalThatPings_StaysConnected()
    {
        await using var broker = await RealBroker.StartAsync();
        using var client = await broker.ConnectAsync("pump-17", MqttProtocolVersion.V500, static options => options.WithKeepAlivePeriod(TimeSpan.FromSeconds(1)));
        var connected = await broker.UntilConnectedAsync("pump-17");

        await UntilActiveAfterAsync(broker, connected.ConnectedAt!.Value.AddSeconds(4));

        Assert.True(broker.Index.TryGet("pump-17", out var state) && state.Connected && state.Revision == connected.Revision);
    }

    [Fact]
    public async Task Clients_ThatConnectedBeforeTheAdapter_AreFound()
    {
        await using var first = await RealBroker.StartAsync();
        using var device = await RawDevice.ConnectAsync(first.Port, "pump-17", MqttProtocolVersion.V311);
        await first.UntilConnectedAsync("pump-17");
        await first.Host.StopAsync(Cancel);

        // Another host that follows the same broker, as after a change of configuration.
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddThingConnectivity(static options => options.RegisterOnFirstContact = true).AddMqttNetServer(first.Server);
        using var host = builder.Build();
        await host.StartAsync(Cancel);
        var index = host.Services.GetRequiredService<Indexing.ConnectivityIndex>();

        Assert.True(SpinWait.SpinUntil(() => index.TryGet("pump-17", out var state) && state.Connected, RealBroker.Patience));
        device.Close();
        Assert.True(SpinWait.SpinUntil(() => index.TryGet("pump-17", out var state) && !state.Connected, RealBroker.Patience));
        await host.StopAsync(Cancel);
    }

    [Fact]
    public async Task Connect_ThatAThrowingHandlerKeptFromTheAdapter_IsFound()
    {
        await using var broker = await RealBroker.StartAsync(before: static server => server.ClientConnectedAsync += static args => throw new InvalidOperationException("a bug of the application"));

        using var device = await RawDevice.ConnectAsync(broker.Port, "pump-17", MqttProtocolVersion.V500, keepAlive: 1);

        Assert.Equal(1, (await broker.UntilConnectedAsync("pump-17")).KeepAliveSeconds);
    }

    [Fact]
    public async Task Disconnect_ThatAThrowingHandlerKeptFromTheAdapter_IsFoundByComparison()
    {
        await using var broker = await RealBroker.StartAsync(
            before: static server => server.ClientDisconnectedAsync += static args => throw new InvalidOperationException("a bug of the application"),
            services: static services => services.Configure<ThingConnectivityOptions>(static options => options.Brokers.ListSlack = TimeSpan.Zero));
        var device = await RawDevice.ConnectAsync(broker.Port, "pump-17", MqttProtocolVersion.V500);
        await broker.UntilConnectedAsync("pump-17");
        device.Close();
        Assert.True(SpinWait.SpinUntil(() => !IsListed(broker, "pump-17"), RealBroker.Patience));

        await broker.Adapter.LookAsync(compares: true);

        Assert.Equal(DisconnectReason.Unknown, (await broker.UntilGoneAsync("pump-17")).DisconnectReason);
    }

    [Fact]
    public async Task Comparison_OfABrokerAndAnIndexThatAgree_ChangesNothing()
    {
        await using var broker = await RealBroker.StartAsync(services: static services => services.Configure<ThingConnectivityOptions>(static options => options.Brokers.ListSlack = TimeSpan.Zero));
        using var device = await RawDevice.ConnectAsync(broker.Port, "pump-17", MqttProtocolVersion.V500);
        var before = await broker.UntilConnectedAsync("pump-17");

        await broker.Adapter.LookAsync(compares: true);

        Assert.True(broker.Index.TryGet("pump-17", out var after) && after.Connected && after.Revision == before.Revision);
    }

    [Fact]
    public async Task Restart_OfTheBroker_BeginsAnotherLifetime()
    {
        await using var broker = await RealBroker.StartAsync();
        using var old = await RawDevice.ConnectAsync(broker.Port, "pump-17", MqttProtocolVersion.V311);
        var before = await broker.UntilConnectedAsync("pump-17");
        await broker.Server.StopAsync(new MqttServerStopOptions());
        await broker.Server.StartAsync();

        using var young = await RawDevice.ConnectAsync(broker.Port, "pump-17", MqttProtocolVersion.V311);

        var after = await broker.UntilAsync("pump-17", state => state.Connected && state.SourcePort == young.Port);
        Assert.True(after.Source!.Epoch > before.Source!.Epoch);
        Assert.True(after.Number > before.Number);
    }

    private static bool IsListed(RealBroker broker, string clientId)
    {
#pragma warning disable xUnit1031 // The task has ended when it is returned.
        return broker.Server.GetClientsAsync().GetAwaiter().GetResult().Any(status => status.Id == clientId);
#pragma warning restore xUnit1031
    }

    private static async Task<DateTimeOffset> UntilActiveAfterAsync(RealBroker broker, DateTimeOffset moment)
    {
        var history = broker.Host.Services.GetRequiredService<ThingHistory>();
        var end = DateTimeOffset.UtcNow + RealBroker.Patience;
        while (DateTimeOffset.UtcNow < end)
        {
            if ((await history.ExplainAsync("pump-17", Cancel))!.LastActivity is { } activity && activity >= moment) return activity;
            await Task.Delay(20, Cancel);
        }

        Assert.Fail("no activity was noted");
        return default;
    }
}
