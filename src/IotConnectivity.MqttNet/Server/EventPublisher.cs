using System.Collections;
using System.Threading.Channels;
using IotConnectivity.Access;
using IotConnectivity.Fleet;
using IotConnectivity.Lifecycle;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace IotConnectivity.MqttNet.Server;

/// <summary>Publishes on the broker what AWS IoT would publish, one message after the other, and lets nobody else publish there.</summary>
/// <remarks>Not retained and at QoS 0, as AWS's are at best at least once. When messages come faster than the broker takes them, those that wait longest are dropped.</remarks>
internal sealed partial class EventPublisher : IAsyncDisposable
{
    private const string Reserved = "$aws/events/";
    private const int Capacity = 16_384;

    // What no client can have in its session: known by its reference.
    private readonly Hashtable _own = [];
    private readonly MqttServer _server;
    private readonly ILogger _logger;
    private readonly Channel<(string Topic, byte[] Payload)> _messages =
        Channel.CreateBounded<(string, byte[])>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly MembershipFeed? _memberships;
    private readonly ResourceArns _arns;
    private Task _publishing = Task.CompletedTask;
    private Task _following = Task.CompletedTask;

    internal EventPublisher(MqttServer server, MqttNetServerOptions options, FleetIndex? fleet, ILogger logger)
    {
        _server = server;
        _logger = logger;
        _arns = options.Arns;
        if (options.PublishesMemberships) _memberships = fleet?.WatchMemberships(Capacity);
    }

    public async ValueTask DisposeAsync()
    {
        _memberships?.Dispose();
        await _following.ConfigureAwait(false);
        _messages.Writer.TryComplete();
        await _publishing.ConfigureAwait(false);
        _server.InterceptingPublishAsync -= OnPublishing;
    }

    internal void Start()
    {
        _server.InterceptingPublishAsync += OnPublishing;
        _publishing = Task.Run(PublishAsync);
        if (_memberships is not null) _following = Task.Run(FollowMembershipsAsync);
    }

    internal void Add(in LifecycleEvent lifecycleEvent)
    {
        if (AwsLifecycleWriter.TopicOf(lifecycleEvent) is { } topic) Add(topic, AwsLifecycleWriter.Write(lifecycleEvent));
    }

    private void Add(string topic, byte[] payload) => _messages.Writer.TryWrite((topic, payload));

    private async Task FollowMembershipsAsync()
    {
        await foreach (var change in _memberships!.ConfigureAwait(false)) Add(change.Topic, change.ToJson(_arns));
    }

    private Task OnPublishing(InterceptingPublishEventArgs args)
    {
        if (ReferenceEquals(args.SessionItems, _own) || args.ApplicationMessage?.Topic?.StartsWith(Reserved, StringComparison.Ordinal) != true) return Task.CompletedTask;
        args.ProcessPublish = false;
        args.Response.ReasonCode = MqttPubAckReasonCode.NotAuthorized;
        return Task.CompletedTask;
    }

    private async Task PublishAsync()
    {
        await foreach (var (topic, payload) in _messages.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            try
            {
                if (!_server.IsStarted) continue;
                var message = new MqttApplicationMessage { Topic = topic, PayloadSegment = payload, ContentType = "application/json" };
                await _server.InjectApplicationMessage(new InjectedMqttApplicationMessage(message) { CustomSessionItems = _own, SenderClientId = string.Empty }, CancellationToken.None)
                    .ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // The edge of the loop: nothing is sent twice.
                Log.NotPublished(_logger, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.EventNotPublished, LogLevel.Warning, "An event could not be published on the MQTT broker.")]
        public static partial void NotPublished(ILogger logger, Exception exception);
    }
}
