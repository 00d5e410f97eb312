using System.Text;
using System.Text.Json;
using IotConnectivity.Lifecycle;
using IotConnectivity.Queries;
using Microsoft.Extensions.DependencyInjection;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace IotConnectivity.MqttNet.Server;

/// <summary>What a subscriber written for AWS IoT receives from a real broker.</summary>
public class PublishingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Presence_OfAClient_IsPublishedAsAwsDoes()
    {
        await using var broker = await RealBroker.StartAsync(static options => options.PublishesPresence = true);
        using var subscriber = await broker.ConnectAsync("app", MqttProtocolVersion.V500);
        var received = await SubscribeAsync(subscriber, "$aws/events/presence/+/pump-17");
        var device = await RawDevice.ConnectAsync(broker.Port, "pump-17", MqttProtocolVersion.V311);
        var (connectedTopic, connected) = await received.Reader.ReadAsync(Cancel);
        device.Close();
        var (disconnectedTopic, disconnected) = await received.Reader.ReadAsync(Cancel);

        Assert.Equal(("$aws/events/presence/connected/pump-17", "$aws/events/presence/disconnected/pump-17"), (connectedTopic, disconnectedTopic));
        var parser = new AwsLifecycleParser();
        Assert.True(parser.TryParse(Encoding.UTF8.GetBytes(connected), out var first, out _));
        Assert.True(parser.TryParse(Encoding.UTF8.GetBytes(disconnected), out var last, out _));
        Assert.Equal((LifecycleEventKind.Connected, LifecycleEventKind.Disconnected, DisconnectReason.ConnectionLost), (first.Kind, last.Kind, last.Reason));
        Assert.Equal((first.Number, first.Connection), (last.Number, last.Connection));
        Assert.Equal("127.0.0.1", first.SourceIp.ToString());
    }

    [Fact]
    public async Task Presence_PublishedByAClient_IsRefused()
    {
        await using var broker = await RealBroker.StartAsync(static options => options.PublishesPresence = true);
        using var subscriber = await broker.ConnectAsync("app", MqttProtocolVersion.V500);
        var received = await SubscribeAsync(subscriber, "$aws/events/presence/#");
        using var liar = await broker.ConnectAsync("liar", MqttProtocolVersion.V500);
        var (_, own) = await received.Reader.ReadAsync(Cancel);

        var answer = await liar.PublishStringAsync("$aws/events/presence/disconnected/pump-17", "{}", MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Cancel);
        await liar.DisconnectAsync(cancellationToken: Cancel);
        var (_, next) = await received.Reader.ReadAsync(Cancel);

        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, answer.ReasonCode);
        Assert.Contains("\"liar\"", own, StringComparison.Ordinal);
        Assert.Contains("\"liar\"", next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Membership_OfADynamicGroup_IsPublishedAsAwsDoes()
    {
        await using var broker = await RealBroker.StartAsync(static options => options.PublishesMemberships = true);
        using var subscriber = await broker.ConnectAsync("app", MqttProtocolVersion.V500);
        var received = await SubscribeAsync(subscriber, "$aws/events/thingGroupMembership/#");
        var groups = broker.Host.Services.GetRequiredService<Fleet.Groups.DynamicThingGroups>();
        Assert.True(groups.TryCreate("there", FleetQuery.Parse("connectivity.connected:true AND thingName:pump*"), null, null, out _, out var error), error?.Message);

        using var device = await RawDevice.ConnectAsync(broker.Port, "pump-17", MqttProtocolVersion.V311);

        var (topic, payload) = await received.Reader.ReadAsync(Cancel);
        Assert.Equal("$aws/events/thingGroupMembership/thingGroup/there/thing/pump-17/added", topic);
        Assert.Equal("ADDED", JsonDocument.Parse(payload).RootElement.GetProperty("operation").GetString());
    }

    private static async Task<System.Threading.Channels.Channel<(string Topic, string Payload)>> SubscribeAsync(IMqttClient client, string filter)
    {
        var received = System.Threading.Channels.Channel.CreateUnbounded<(string, string)>();
        client.ApplicationMessageReceivedAsync += args =>
        {
            received.Writer.TryWrite((args.ApplicationMessage.Topic, args.ApplicationMessage.ConvertPayloadToString()));
            return Task.CompletedTask;
        };
        await client.SubscribeAsync(filter, cancellationToken: Cancel);
        return received;
    }
}
