using IotConnectivity.Brokers;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MQTTnet.Formatter;

namespace IotConnectivity.MqttNet.Client;

/// <summary>The log topics of a real Mosquitto.</summary>
public class MosquittoPresenceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LogTopics_OfARealMosquitto_TellWhoComesAndWhyItGoes()
    {
        await using var broker = await RealMosquitto.StartAsync();
        using var host = await ListenAsync(broker.Port);
        var device = await RawDevice.ConnectAsync(broker.Port, "pump-17", MqttProtocolVersion.V311);
        Wait(host, "pump-17", state => state.Connected && state.SourcePort == device.Port);

        device.Reset();

        Wait(host, "pump-17", static state => state is { Connected: false, DisconnectReason: DisconnectReason.ConnectionLost });
        await host.StopAsync(Cancel);
    }

    [Fact]
    public async Task Crash_OfARealMosquitto_EndsWhatDoesNotComeBackAsOneIncident()
    {
        await using var broker = await RealMosquitto.StartAsync();
        using var host = await ListenAsync(broker.Port);
        using var lost = await RawDevice.ConnectAsync(broker.Port, "lost", MqttProtocolVersion.V311, keepAlive: 0);
        using var before = await RawDevice.ConnectAsync(broker.Port, "back", MqttProtocolVersion.V311, keepAlive: 0);
        Wait(host, "lost", static state => state.Connected);
        Wait(host, "back", static state => state.Connected);

        // So that the start of the next process is later than the second in which this one was last heard.
        await Task.Delay(TimeSpan.FromSeconds(4), Cancel);
        using var incidents = host.Services.GetRequiredService<BrokerEpochs>().Watch();
        await broker.KillAsync();
        await broker.RunAsync();
        var presence = host.Services.GetRequiredService<MqttPresenceClient>();
        Assert.True(SpinWait.SpinUntil(() => presence.State is { IsListening: true, Gaps: 1 }, RealBroker.Patience));
        using var back = await RawDevice.ConnectAsync(broker.Port, "back", MqttProtocolVersion.V311, keepAlive: 0);

        Wait(host, "back", state => state.Connected && state.SourcePort == back.Port);
        Wait(host, "lost", static state => state is { Connected: false, DisconnectReason: DisconnectReason.ServerError });
        Wait(host, "back", state => state.Connected && state.SourcePort == back.Port);
        await foreach (var incident in incidents.WithCancellation(Cancel))
        {
            Assert.Equal((1, incident.Suspects), (incident.Closed, incident.Closed + incident.Returned));
            break;
        }

        await host.StopAsync(Cancel);
    }

    private static async Task<IHost> ListenAsync(int port)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services
            .AddThingConnectivity(static options =>
            {
                options.RegisterOnFirstContact = true;
                options.Brokers.ReconnectGrace = TimeSpan.FromSeconds(3);
            })
            .AddMqttPresence(options =>
            {
                options.Dialect = new MosquittoLogSession();
                options.FirstPause = TimeSpan.FromMilliseconds(50);
                options.Connect = client => client.WithTcpServer("127.0.0.1", port);
            });
        var host = builder.Build();
        await host.StartAsync(Cancel);
        var presence = host.Services.GetRequiredService<MqttPresenceClient>();
        Assert.True(SpinWait.SpinUntil(() => presence.State.IsListening, RealBroker.Patience), presence.State.ToString());
        return host;
    }

    private static void Wait(IHost host, string thing, Func<ThingConnectivity, bool> isExpected)
    {
        var index = host.Services.GetRequiredService<ConnectivityIndex>();
        Assert.True(
            SpinWait.SpinUntil(() => index.TryGet(thing, out var state) && isExpected(state), RealBroker.Patience),
            index.TryGet(thing, out var now) ? $"{thing}: {now.Connected} {now.DisconnectReason}" : $"{thing} is not known");
    }
}
