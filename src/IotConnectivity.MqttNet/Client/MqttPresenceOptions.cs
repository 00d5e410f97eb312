using IotConnectivity.Lifecycle;
using MQTTnet;

namespace IotConnectivity.MqttNet.Client;

/// <summary>Where presence events are heard.</summary>
public sealed class MqttPresenceOptions
{
    /// <summary>Gets or sets who reads the messages: one parser for this broker.</summary>
    /// <value>The default reads the events of AWS IoT. It must have <see cref="LifecycleParser.TopicFilters"/>.</value>
    public LifecycleParser Dialect { get; set; } = new AwsLifecycleParser();

    /// <summary>Gets or sets how to connect: address, TLS, client certificate, user name and all else that MQTTnet's client can do.</summary>
    /// <value>
    /// The default is <c>127.0.0.1</c>. With a client id of your own, <c>WithCleanStart(false)</c> and a session expiry the broker keeps what comes while nobody listens, if it
    /// publishes its events with QoS 1 or 2.
    /// </value>
    public Action<MqttClientOptionsBuilder> Connect { get; set; } = static client => client.WithTcpServer("127.0.0.1");

    /// <summary>Gets or sets the first pause before another try to connect; it doubles with each failure.</summary>
    /// <value>More than zero, not more than <see cref="LongestPause"/>; the default is one second. Each pause is shortened by up to half at random.</value>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets the longest pause before another try to connect.</summary>
    /// <value>The default is one minute.</value>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromMinutes(1);
}
