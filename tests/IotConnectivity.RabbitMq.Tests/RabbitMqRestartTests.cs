using IotConnectivity.Brokers;
using Microsoft.Extensions.DependencyInjection;

namespace IotConnectivity.RabbitMq;

/// <summary>A real RabbitMQ is stopped, killed and started again, and some devices do not come back.</summary>
[Collection(BrokerCollection.Name)]
public class RabbitMqRestartTests(RabbitMqBroker broker)
{
    [Fact]
    public async Task Source_BrokerIsKilled_EndsWhoDoesNotComeBackAsOneIncident()
    {
        RabbitMqBroker.Require();
        await using var host = await ConnectivityHost.ConnectAsync(broker, "killed");
        using var returns = MqttDevice.Subscribe(broker, "returns-1");
        using var lost = await MqttDevice.ConnectAsync(broker, "lost-1");
        using var lostToo = await MqttDevice.ConnectAsync(broker, "lost-2");
        var before = await host.UntilAsync("returns-1", static thing => thing.Connected);
        await host.UntilAsync("lost-2", static thing => thing.Connected);

        await broker.KillAsync();
        await host.UntilAsync(() => !host.Link.IsConnected);
        await broker.StartAsync();

        var after = await host.UntilAsync("returns-1", thing => thing.Connected && thing.Connection != before.Connection);
        var ended = await host.UntilAsync("lost-1", static thing => !thing.Connected);
        await host.UntilAsync("lost-2", static thing => !thing.Connected);
        Assert.True(after.Source!.Epoch > before.Source!.Epoch);
        Assert.Equal((DisconnectReason.ServerError, ReasonQuality.Inferred), (ended.DisconnectReason, ended.ReasonQuality));
        await host.UntilAsync(() => host.Services.GetRequiredService<BrokerEpochs>().LastIncident is not null);
        Assert.Equal(1, host.Services.GetRequiredService<BrokerEpochs>().IncidentCount);
    }

    [Fact]
    public async Task Source_BrokerIsStopped_HearsTheEndOfEachConnection()
    {
        RabbitMqBroker.Require();
        await using var host = await ConnectivityHost.ConnectAsync(broker, "stopped");
        using var returns = MqttDevice.Subscribe(broker, "returns-2");
        using var lost = await MqttDevice.ConnectAsync(broker, "lost-3");
        var before = await host.UntilAsync("returns-2", static thing => thing.Connected);
        await host.UntilAsync("lost-3", static thing => thing.Connected);

        await broker.StopAsync();
        await broker.StartAsync();

        await host.UntilAsync("returns-2", thing => thing.Connected && thing.Connection != before.Connection);
        var ended = await host.UntilAsync("lost-3", static thing => !thing.Connected);
        Assert.Equal((DisconnectReason.Unknown, ReasonQuality.Absent), (ended.DisconnectReason, ended.ReasonQuality));
        Assert.Equal(0, host.Services.GetRequiredService<BrokerEpochs>().IncidentCount);
    }
}
