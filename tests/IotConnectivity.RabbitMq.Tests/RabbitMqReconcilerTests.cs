namespace IotConnectivity.RabbitMq;

/// <summary>What the event exchange did not tell is repaired by the list of the management API.</summary>
[Collection(BrokerCollection.Name)]
public class RabbitMqReconcilerTests(RabbitMqBroker broker)
{
    [Fact]
    public async Task Source_EventsWereLost_TheListRepairsThem()
    {
        RabbitMqBroker.Require();
        using var database = new TemporaryDatabase();
        using var gone = await LoseEventsAsync(database);
        using var missed = await MqttDevice.ConnectAsync(broker, "missed");
        using var missedToo = await MqttDevice.ConnectAsync(broker, "missed-2");
        await broker.UntilListedAsync("missed", "missed-2");

        await using (var host = await ConnectivityHost.ConnectAsync(broker, "repaired", database.Path, options => options.Management = broker.Management))
        {
            await host.UntilAsync("missed", static thing => thing.Connected);
            await host.UntilAsync("missed-2", static thing => thing.Connected);
            var ended = await host.UntilAsync("gone", static thing => !thing.Connected);
            Assert.Equal((DisconnectReason.Unknown, ReasonQuality.Inferred), (ended.DisconnectReason, ended.ReasonQuality));

            // Its connect was never told of, and its end names nothing but the process.
            await MqttDevice.LeaveAsync(missed);
            await host.UntilAsync("missed", static thing => !thing.Connected);
        }

        await MqttDevice.LeaveAsync(missedToo);
        await using var again = await ConnectivityHost.ConnectAsync(broker, "repaired", database.Path);
        await again.UntilAsync("missed-2", static thing => !thing.Connected);
    }

    [Fact]
    public async Task Source_UserMaySeeItsOwnConnectionsOnly_EndsNothing()
    {
        RabbitMqBroker.Require();
        await broker.SendAsync(HttpMethod.Put, "api/users/narrow", new { password = "n4rrow", tags = "management" });
        await broker.SendAsync(HttpMethod.Put, "api/permissions/%2F/narrow", new { configure = ".*", write = ".*", read = ".*" });
        using var device = await MqttDevice.ConnectAsync(broker, "unlisted");
        await using var host = await ConnectivityHost.ConnectAsync(
            broker, "narrow", configure: options => (options.Management, options.UserName, options.Password) = (broker.Management, "narrow", "n4rrow"));
        using var seen = await MqttDevice.ConnectAsync(broker, "seen");
        await host.UntilAsync("seen", static thing => thing.Connected);

        await host.UntilAsync(() => host.Logs.Entries.Any(static entry => entry.EventId.Id == EventIds.NotCompared));

        Assert.Equal(
            "The index could not be compared with the connections that RabbitMQ lists: the management API answered 401 to api/nodes, expected 200; its user needs the tag `monitoring`. It is tried again until it works.",
            host.Logs.Entries.First(static entry => entry.EventId.Id == EventIds.NotCompared).Message);
        Assert.True(host.Index.TryGet("seen", out var still) && still.Connected);
        Assert.True(host.Link.IsConnected);
    }

    /// <summary>Lets a program see a device, and the device leave while no queue is there.</summary>
    private async Task<IDisposable> LoseEventsAsync(TemporaryDatabase database)
    {
        var device = await MqttDevice.ConnectAsync(broker, "early");
        await using (var host = await ConnectivityHost.ConnectAsync(broker, "repaired", database.Path))
        {
            using var gone = await MqttDevice.ConnectAsync(broker, "gone");
            await host.UntilAsync("gone", static thing => thing.Connected);
            await host.DisposeAsync();
            await broker.SendAsync(HttpMethod.Delete, "api/queues/%2F/repaired");
            await MqttDevice.LeaveAsync(gone);
        }

        return device;
    }
}
