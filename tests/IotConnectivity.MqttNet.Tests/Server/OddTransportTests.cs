using MQTTnet.Formatter;

namespace IotConnectivity.MqttNet.Server;

/// <summary>Transports that do not have one object for their peer.</summary>
public class OddTransportTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connections_OfSuchATransport_AreToldAtOnceAndWithAllTheyHave(bool tellsPeers)
    {
        await using var broker = await RealBroker.StartAsync(transport: () => new OddTransport(tellsPeers));
        using var device = await RawDevice.ConnectAsync(broker.Port, "pump-17", MqttProtocolVersion.V311, keepAlive: 42);

        var state = await broker.UntilConnectedAsync("pump-17");

        Assert.Equal((42, tellsPeers ? device.Port : null), (state.KeepAliveSeconds, state.SourcePort));
        device.Close();
        Assert.Equal(DisconnectReason.ConnectionLost, (await broker.UntilGoneAsync("pump-17")).DisconnectReason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Takeover_OnSuchATransport_LeavesTheNewConnection(bool tellsPeers)
    {
        await using var broker = await RealBroker.StartAsync(transport: () => new OddTransport(tellsPeers));
        using var old = await RawDevice.ConnectAsync(broker.Port, "pump-17", MqttProtocolVersion.V311, keepAlive: 41);
        await broker.UntilAsync("pump-17", static state => state.KeepAliveSeconds == 41);

        using var young = await RawDevice.ConnectAsync(broker.Port, "pump-17", MqttProtocolVersion.V311, keepAlive: 42);

        await broker.UntilAsync("pump-17", static state => state is { Connected: true, KeepAliveSeconds: 42 });
        await broker.Adapter.LookAsync(compares: true);
        Assert.True(broker.Index.TryGet("pump-17", out var now) && now is { Connected: true, KeepAliveSeconds: 42 });
        young.Close();
        Assert.Equal(DisconnectReason.ConnectionLost, (await broker.UntilGoneAsync("pump-17")).DisconnectReason);
    }
}
