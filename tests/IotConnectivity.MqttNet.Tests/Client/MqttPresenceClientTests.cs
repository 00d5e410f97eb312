using IotConnectivity.Indexing;
using IotConnectivity.Registry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace IotConnectivity.MqttNet.Client;

/// <summary>One host has the broker, which publishes what AWS IoT would; another listens.</summary>
public class MqttPresenceClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Events_OfAnAwsPresenceTopic_ReachTheIndex(MqttProtocolVersion version)
    {
        await using var broker = await RealBroker.StartAsync(static options => options.PublishesPresence = true);
        using var listener = await ListenAsync(broker.Port, client => client.WithProtocolVersion(version));
        var device = await RawDevice.ConnectAsync(broker.Port, "pump-17", MqttProtocolVersion.V311);
        Wait(listener, static state => state.Connected);

        device.Close();

        Wait(listener, static state => state is { Connected: false, DisconnectReason: DisconnectReason.ConnectionLost });
        await listener.StopAsync(Cancel);
    }

    [Fact]
    public async Task Listening_ThatIsCut_BeginsAgainAndSaysSo()
    {
        await using var broker = await RealBroker.StartAsync(static options => options.PublishesPresence = true);
        using var listener = await ListenAsync(broker.Port, static client => client.WithClientId("listener"));
        var presence = listener.Services.GetRequiredService<MqttPresenceClient>();
        var health = new MqttPresenceHealthCheck([presence]);
        await broker.Server.StopAsync(new MqttServerStopOptions());
        Assert.True(SpinWait.SpinUntil(() => !presence.State.IsListening, RealBroker.Patience));
        var without = await health.CheckHealthAsync(new HealthCheckContext(), Cancel);

        await broker.Server.StartAsync();

        Assert.True(SpinWait.SpinUntil(() => presence.State.IsListening, RealBroker.Patience), presence.State.ToString());
        using var device = await RawDevice.ConnectAsync(broker.Port, "pump-17", MqttProtocolVersion.V311);
        Wait(listener, static state => state.Connected);
        var with = await health.CheckHealthAsync(new HealthCheckContext(), Cancel);
        Assert.Equal((HealthStatus.Degraded, HealthStatus.Healthy), (without.Status, with.Status));
        Assert.Equal((1L, true), (presence.State.Gaps, presence.State.LastGap > TimeSpan.Zero));
        await listener.StopAsync(Cancel);
    }

    [Fact]
    public async Task Events_WhileNobodyListens_ComeFromTheSessionThatTheBrokerKeeps()
    {
        await using var broker = await RealBroker.StartAsync();
        static void KeepSession(MqttClientOptionsBuilder client) => client.WithClientId("listener").WithCleanStart(false).WithSessionExpiryInterval(3600);
        using (var first = await ListenAsync(broker.Port, KeepSession)) await first.StopAsync(Cancel);
        using var publisher = await broker.ConnectAsync("aws", MqttProtocolVersion.V500);
        await publisher.PublishStringAsync(
            "$aws/events/presence/connected/pump-17",
            """{"clientId":"pump-17","timestamp":1767168000250,"eventType":"connected","sessionIdentifier":"a","versionNumber":1}""",
            MqttQualityOfServiceLevel.AtLeastOnce,
            cancellationToken: Cancel);

        using var second = await ListenAsync(broker.Port, KeepSession);

        Wait(second, static state => state.Connected);
        await second.StopAsync(Cancel);
    }

    [Fact]
    public async Task Message_ThatCannotBeRead_DoesNotKeepTheNextBack()
    {
        await using var broker = await RealBroker.StartAsync();
        using var listener = await ListenAsync(broker.Port, static client => client.WithClientId("listener"));
        using var publisher = await broker.ConnectAsync("aws", MqttProtocolVersion.V500);

        await publisher.PublishStringAsync("$aws/events/presence/connected/pump-17", "{", MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Cancel);
        await publisher.PublishStringAsync(
            "$aws/events/presence/connected/pump-17",
            """{"clientId":"pump-17","timestamp":1767168000250,"eventType":"connected","sessionIdentifier":"a","versionNumber":1}""",
            MqttQualityOfServiceLevel.AtLeastOnce,
            cancellationToken: Cancel);

        Wait(listener, static state => state.Connected);
        await listener.StopAsync(Cancel);
    }

    [Fact]
    public async Task Subscription_ThatIsRefused_IsSaidInTheState()
    {
        await using var broker = await RealBroker.StartAsync();
        broker.Server.InterceptingSubscriptionAsync += static args =>
        {
            args.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
            return Task.CompletedTask;
        };
        using var listener = Make(broker.Port, static client => client.WithClientId("listener"));
        await listener.StartAsync(Cancel);
        var presence = listener.Services.GetRequiredService<MqttPresenceClient>();

        Assert.True(SpinWait.SpinUntil(() => presence.State.Fault is not null, RealBroker.Patience));

        Assert.Contains("`$aws/events/presence/#` was refused: NotAuthorized", presence.State.Fault, StringComparison.Ordinal);
        Assert.False(presence.State.IsListening);
        await listener.StopAsync(Cancel);
    }

    private static async Task<IHost> ListenAsync(int port, Action<MqttClientOptionsBuilder> configure)
    {
        var host = Make(port, configure);
        await host.StartAsync(Cancel);
        var presence = host.Services.GetRequiredService<MqttPresenceClient>();
        Assert.True(SpinWait.SpinUntil(() => presence.State.IsListening, RealBroker.Patience), presence.State.ToString());
        return host;
    }

    private static IHost Make(int port, Action<MqttClientOptionsBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddThingConnectivity().AddMqttPresence(options =>
        {
            options.FirstPause = TimeSpan.FromMilliseconds(50);
            options.Connect = client => configure(client.WithTcpServer("127.0.0.1", port));
        });
        var host = builder.Build();
        Assert.True(host.Services.GetRequiredService<ThingRegistry>().TryCreate(new ThingName("pump-17"), null, null, out _, out _));
        return host;
    }

    private static void Wait(IHost host, Func<ThingConnectivity, bool> isExpected)
    {
        var index = host.Services.GetRequiredService<ConnectivityIndex>();
        Assert.True(SpinWait.SpinUntil(() => index.TryGet("pump-17", out var state) && isExpected(state), RealBroker.Patience));
    }
}
