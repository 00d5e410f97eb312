using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;

namespace IotConnectivity.RabbitMq;

/// <summary>Real devices at a real RabbitMQ.</summary>
[Collection(BrokerCollection.Name)]
public class RabbitMqSourceTests(RabbitMqBroker broker)
{
    [Fact]
    public async Task Source_DevicesComeAndGo_ShowsThem()
    {
        RabbitMqBroker.Require();
        await using var host = await ConnectivityHost.ConnectAsync(broker, "come-and-go");

        await MqttDevice.PublishAsync(broker, "tide-1");
        await MqttDevice.PublishAsync(broker, "tide:2_x", "-V", "mqttv31");
        using var killed = MqttDevice.Subscribe(broker, "tide-3");
        using var stays = MqttDevice.Subscribe(broker, "tide-4", "-k", "30");
        await host.UntilAsync("tide-3", static thing => thing.Connected);
        var online = await host.UntilAsync("tide-4", static thing => thing.Connected);
        killed.Kill();

        var left = await host.UntilAsync("tide-1", static thing => thing is { Connected: false, Revision: > 1 });
        await host.UntilAsync("tide:2_x", static thing => thing is { Connected: false, Revision: > 1 });
        await host.UntilAsync("tide-3", static thing => !thing.Connected);
        Assert.True(host.Index.TryGet("tide-4", out var still) && still.Connected);
        Assert.Equal((DisconnectReason.Unknown, ReasonQuality.Absent), (left.DisconnectReason, left.ReasonQuality));
        Assert.True(left.DisconnectedAt >= left.ConnectedAt);
        Assert.StartsWith("rabbitmq/rabbit-", online.Source!.ToString(), StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", online.SourceIp.ToString());
        Assert.Equal(broker.MqttPort, online.TargetPort);
        Assert.NotEqual(0, online.Source!.Epoch);
    }

    [Fact]
    public async Task Source_SameClientTwice_TheNewConnectionStays()
    {
        RabbitMqBroker.Require();
        await using var host = await ConnectivityHost.ConnectAsync(broker, "takeover");
        using var old = await MqttDevice.ConnectAsync(broker, "twin-1");
        var first = await host.UntilAsync("twin-1", static thing => thing.Connected);

        using var taking = await MqttDevice.ConnectAsync(broker, "twin-1");
        var second = await host.UntilAsync("twin-1", thing => thing.Connection != first.Connection);
        await MqttDevice.PublishAsync(broker, "twin-marker");
        await host.UntilAsync("twin-marker", static thing => thing is { Connected: false, Revision: > 1 });

        Assert.True(host.Index.TryGet("twin-1", out var after) && after.Connected);
        Assert.Equal(second.Connection, after.Connection);
        await MqttDevice.LeaveAsync(taking);
        await host.UntilAsync("twin-1", static thing => !thing.Connected);
    }

    [Fact]
    public async Task Source_DeviceFallsSilent_IsGoneWhenTheBrokerSaysSo()
    {
        RabbitMqBroker.Require();
        await using var host = await ConnectivityHost.ConnectAsync(broker, "silence");
        using var silent = await MqttDevice.ConnectAsync(broker, "silent-1", keepAlive: 1);
        await host.UntilAsync("silent-1", static thing => thing.Connected);

        var away = await host.UntilAsync("silent-1", static thing => !thing.Connected);

        Assert.InRange((away.DisconnectedAt - away.ConnectedAt)!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Source_ProgramWasStopped_CatchesUpFromTheQueue()
    {
        RabbitMqBroker.Require();
        using var database = new TemporaryDatabase();
        using var before = await MqttDevice.ConnectAsync(broker, "before-it");
        using var leaving = await MqttDevice.ConnectAsync(broker, "unseen");
        await using (var host = await ConnectivityHost.ConnectAsync(broker, "caught-up", database.Path))
        {
            using var first = await MqttDevice.ConnectAsync(broker, "seen-before");
            using var stays = await MqttDevice.ConnectAsync(broker, "stays");
            await host.UntilAsync("stays", static thing => thing.Connected);
            await host.DisposeAsync();

            await MqttDevice.LeaveAsync(first);
            using var meanwhile = await MqttDevice.ConnectAsync(broker, "meanwhile");
            for (var i = 0; i < 3; i++) await MqttDevice.PublishAsync(broker, "flapping");
            await using var again = await ConnectivityHost.ConnectAsync(broker, "caught-up", database.Path);

            // Its end names nothing but a process that the stopped program knew.
            await again.UntilAsync("seen-before", static thing => !thing.Connected);
            await again.UntilAsync("meanwhile", static thing => thing.Connected);
            await again.UntilAsync("flapping", static thing => thing is { Connected: false, Revision: >= 6 });
            Assert.True(again.Index.TryGet("stays", out var stayed) && stayed.Connected);
            Assert.False(again.Index.TryGet("unseen", out _));
        }
    }

    [Fact]
    public async Task Source_MessagesThatCannotBeRead_AreDroppedAndToldOnce()
    {
        RabbitMqBroker.Require();
        await using var host = await ConnectivityHost.ConnectAsync(broker, "poison");
        await using (var connection = await new ConnectionFactory { Uri = broker.Amqp }.CreateConnectionAsync(TestContext.Current.CancellationToken))
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
            await channel.ExchangeDeclareAsync("strangers", ExchangeType.Topic, cancellationToken: TestContext.Current.CancellationToken);
            await channel.QueueBindAsync("poison", "strangers", "#", cancellationToken: TestContext.Current.CancellationToken);
            foreach (var headers in new Dictionary<string, object?>?[] { new() { ["protocol"] = "MQTT" }, new() { ["pid"] = "<x.1.2.3>", ["protocol"] = "MQTT" }, new() { ["pid"] = 7L } })
            {
                await channel.BasicPublishAsync("strangers", "connection.created", false, new BasicProperties { Headers = headers! }, "?"u8.ToArray(), TestContext.Current.CancellationToken);
            }
        }

        await MqttDevice.PublishAsync(broker, "after-poison");
        await host.UntilAsync("after-poison", static thing => thing is { Connected: false, Revision: > 1 });

        var told = Assert.Single(host.Logs.Entries, static entry => entry.EventId.Id == EventIds.Rejected);
        Assert.Equal("A message of the event exchange was not taken in: header `pid` is missing or cannot be read at byte 0, expected the process of the connection. 0 before it were not told of.", told.Message);
    }

    [Fact]
    public async Task Source_WrongPassword_IsToldOnceAndWithoutIt()
    {
        RabbitMqBroker.Require();
        await using var host = await ConnectivityHost.StartAsync(options => (options.Uri, options.Password) = (broker.Amqp, "s3cret"));
        await host.UntilAsync(() => host.Link.Fault?.Contains("ACCESS_REFUSED", StringComparison.Ordinal) == true);

        var health = await new RabbitMqHealthCheck([host.Link]).CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);

        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.StartsWith($"RabbitMQ 127.0.0.1:{broker.Amqp.Port}/ is not connected for ", health.Description, StringComparison.Ordinal);
        Assert.Single(host.Logs.Entries, static entry => entry.EventId.Id == EventIds.NotConnected);
        Assert.DoesNotContain(host.Logs.Entries, static entry => entry.Message.Contains("s3cret", StringComparison.Ordinal) || entry.Message.Contains("guest:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Source_PluginIsNotEnabled_SaysSo()
    {
        RabbitMqBroker.Require();
        await using var host = await ConnectivityHost.StartAsync(options => (options.Uri, options.Queue, options.Exchange) = (broker.Amqp, "nothing", "no.such.exchange"));

        await host.UntilAsync(() => host.Link.Fault?.StartsWith("there is no exchange `no.such.exchange` in virtual host `/`, expected the plug-in rabbitmq_event_exchange", StringComparison.Ordinal) == true, () => host.Link.Fault!);
        Assert.False(host.Link.IsConnected);
    }
}
