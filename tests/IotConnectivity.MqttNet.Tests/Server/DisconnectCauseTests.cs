using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace IotConnectivity.MqttNet.Server;

/// <summary>A real broker, real clients: why they have gone.</summary>
public class DisconnectCauseTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<MqttProtocolVersion> Versions { get; } = [MqttProtocolVersion.V311, MqttProtocolVersion.V500];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Connect_OfAClient_TellsWhatItsPacketHasAndItsSockets(MqttProtocolVersion version)
    {
        await using var broker = await RealBroker.StartAsync();
        using var device = await RawDevice.ConnectAsync(broker.Port, "pump-17", version, keepAlive: 42);

        var state = await broker.UntilConnectedAsync("pump-17");

        Assert.Equal((42, true, "127.0.0.1", device.Port), (state.KeepAliveSeconds, state.CleanSession, state.SourceIp.ToString(), state.SourcePort));
        Assert.Equal(("127.0.0.1", broker.Port), (state.TargetIp.ToString(), state.TargetPort));
        Assert.Equal(version == MqttProtocolVersion.V500 ? 0u : null, state.SessionExpirySeconds);
        Assert.Equal("mqttnet", state.Source!.Name);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Disconnect_WithAPacket_IsClientInitiated(MqttProtocolVersion version)
    {
        await using var broker = await RealBroker.StartAsync();
        using var client = await broker.ConnectAsync("pump-17", version);
        await broker.UntilConnectedAsync("pump-17");

        await client.DisconnectAsync(cancellationToken: Cancel);

        var state = await broker.UntilGoneAsync("pump-17");
        Assert.Equal((DisconnectReason.ClientInitiatedDisconnect, "Clean: NormalDisconnection"), (state.DisconnectReason, state.RawReason));
    }

    [Fact]
    public async Task Disconnect_WithItsWill_IsClientInitiatedToo()
    {
        await using var broker = await RealBroker.StartAsync();
        using var client = await broker.ConnectAsync("pump-17", MqttProtocolVersion.V500, static options => options.WithWillTopic("status").WithWillPayload("offline"));

        await client.DisconnectAsync(new MqttClientDisconnectOptions { Reason = MqttClientDisconnectOptionsReason.DisconnectWithWillMessage }, Cancel);

        var state = await broker.UntilGoneAsync("pump-17");
        Assert.Equal((DisconnectReason.ClientInitiatedDisconnect, "Clean: DisconnectWithWillMessage"), (state.DisconnectReason, state.RawReason));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Socket_ClosedWithoutAPacket_IsALostConnection(MqttProtocolVersion version)
    {
        await using var broker = await RealBroker.StartAsync();
        var device = await RawDevice.ConnectAsync(broker.Port, "pump-17", version);
        await broker.UntilConnectedAsync("pump-17");

        device.Close();

        var state = await broker.UntilGoneAsync("pump-17");
        Assert.Equal((DisconnectReason.ConnectionLost, "NotClean"), (state.DisconnectReason, state.RawReason));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Socket_Reset_IsALostConnection(MqttProtocolVersion version)
    {
        await using var broker = await RealBroker.StartAsync();
        var device = await RawDevice.ConnectAsync(broker.Port, "pump-17", version);
        await broker.UntilConnectedAsync("pump-17");

        device.Reset();

        Assert.Equal(DisconnectReason.ConnectionLost, (await broker.UntilGoneAsync("pump-17")).DisconnectReason);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Socket_CutWithAWill_PublishesTheWillAndIsALostConnection(MqttProtocolVersion version)
    {
        await using var broker = await RealBroker.StartAsync();
        using var subscriber = await broker.ConnectAsync("app", version);
        var will = new TaskCompletionSource<string>();
        subscriber.ApplicationMessageReceivedAsync += args => Task.FromResult(will.TrySetResult(args.ApplicationMessage.ConvertPayloadToString()));
        await subscriber.SubscribeAsync("status/pump-17", cancellationToken: Cancel);
        using var client = await broker.ConnectAsync("pump-17", version, static options => options.WithWillTopic("status/pump-17").WithWillPayload("offline"));
        await broker.UntilConnectedAsync("pump-17");

        client.Dispose();

        Assert.Equal("offline", await will.Task.WaitAsync(RealBroker.Patience, Cancel));
        Assert.Equal(DisconnectReason.ConnectionLost, (await broker.UntilGoneAsync("pump-17")).DisconnectReason);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Silence_LongerThanTheKeepAlive_IsAKeepAliveTimeout(MqttProtocolVersion version)
    {
        await using var broker = await RealBroker.StartAsync();
        using var device = await RawDevice.ConnectAsync(broker.Port, "pump-17", version, keepAlive: 1);
        var connected = await broker.UntilConnectedAsync("pump-17");

        var state = await broker.UntilGoneAsync("pump-17");

        Assert.Equal(DisconnectReason.MqttKeepAliveTimeout, state.DisconnectReason);
        Assert.InRange(state.DisconnectedAt!.Value - connected.ConnectedAt!.Value, TimeSpan.FromSeconds(1.4), TimeSpan.FromSeconds(10));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Takeover_ByTheSameId_LeavesTheNewConnectionAndOneDuplicate(MqttProtocolVersion version)
    {
        await using var broker = await RealBroker.StartAsync();
        using var feed = broker.Index.Watch();
        using var old = await RawDevice.ConnectAsync(broker.Port, "pump-17", version);
        await broker.UntilConnectedAsync("pump-17");

        using var young = await RawDevice.ConnectAsync(broker.Port, "pump-17", version);

        var state = await broker.UntilAsync("pump-17", now => now.Connected && now.SourcePort == young.Port);
        feed.Dispose();
        List<DisconnectReason> reasons = [];
        await foreach (var notice in feed) reasons.Add(notice.Change.After.DisconnectReason);
        Assert.Equal([DisconnectReason.None, DisconnectReason.DuplicateClientId, DisconnectReason.None], reasons);
        Assert.Equal(young.Port, state.SourcePort);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Nonsense_FromAClient_IsAClientError(MqttProtocolVersion version)
    {
        await using var broker = await RealBroker.StartAsync();
        using var device = await RawDevice.ConnectAsync(broker.Port, "pump-17", version);
        await broker.UntilConnectedAsync("pump-17");

        await device.SendConnectAsync("pump-17", version);

        Assert.Equal(DisconnectReason.ClientError, (await broker.UntilGoneAsync("pump-17")).DisconnectReason);
    }

    [Fact]
    public async Task Nonsense_FromAClientOfABrokerWithoutTheLog_IsALostConnection()
    {
        await using var broker = await RealBroker.StartAsync(withLog: false);
        using var device = await RawDevice.ConnectAsync(broker.Port, "pump-17", MqttProtocolVersion.V311);
        await broker.UntilConnectedAsync("pump-17");

        await device.SendConnectAsync("pump-17", MqttProtocolVersion.V311);

        Assert.Equal(DisconnectReason.ConnectionLost, (await broker.UntilGoneAsync("pump-17")).DisconnectReason);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Disconnect_AskedForByTheProgram_IsApiInitiated(MqttProtocolVersion version)
    {
        await using var broker = await RealBroker.StartAsync();
        using var device = await RawDevice.ConnectAsync(broker.Port, "pump-17", version);
        await broker.UntilConnectedAsync("pump-17");

        Assert.True(await broker.Adapter.DisconnectAsync("pump-17"));

        Assert.Equal(DisconnectReason.ApiInitiatedDisconnect, (await broker.UntilGoneAsync("pump-17")).DisconnectReason);
        Assert.False(await broker.Adapter.DisconnectAsync("pump-17"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Stop_OfTheBroker_IsServerInitiated(MqttProtocolVersion version)
    {
        await using var broker = await RealBroker.StartAsync();
        using var device = await RawDevice.ConnectAsync(broker.Port, "pump-17", version);
        await broker.UntilConnectedAsync("pump-17");

        await broker.Server.StopAsync(new MqttServerStopOptions());

        Assert.Equal(DisconnectReason.ServerInitiatedDisconnect, (await broker.UntilGoneAsync("pump-17")).DisconnectReason);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Login_RefusedByAHandlerAddedLater_ChangesNothingForTheOneWhoIsConnected(MqttProtocolVersion version)
    {
        await using var broker = await RealBroker.StartAsync(startServer: false);
        broker.Server.ValidatingConnectionAsync += args =>
        {
            if (args.UserName == "stranger") args.ReasonCode = MqttConnectReasonCode.BadUserNameOrPassword;
            return Task.CompletedTask;
        };
        await broker.Server.StartAsync();
        using var device = await RawDevice.ConnectAsync(broker.Port, "pump-17", version);
        await broker.UntilConnectedAsync("pump-17");

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", broker.Port).WithClientId("pump-17").WithCredentials("stranger", "secret").WithProtocolVersion(version);
            var result = await new MqttClientFactory().CreateMqttClient().ConnectAsync(options.Build(), Cancel);
            if (result.ResultCode != MqttClientConnectResultCode.Success) throw new InvalidOperationException(result.ResultCode.ToString());
        });

        Assert.True(broker.Index.TryGet("pump-17", out var state) && state.Connected && state.SourcePort == device.Port);
        Assert.True(SpinWait.SpinUntil(() => broker.Adapter.ConnectionCount == 1, RealBroker.Patience));
    }
}
