namespace IotConnectivity.MqttNet.Server;

/// <summary>How an MQTTnet broker is followed.</summary>
public sealed class MqttNetServerOptions
{
    /// <summary>Gets or sets the name of the broker, where an application has several or where several applications share a store.</summary>
    /// <value>The default is the empty string.</value>
    public string Node { get; set; } = string.Empty;

    /// <summary>Gets or sets a value indicating whether the broker publishes what AWS IoT would: <c>$aws/events/presence/…</c>, so that subscribers written for AWS IoT work.</summary>
    /// <value>The default is <see langword="false"/>. Clients cannot publish to <c>$aws/events/</c> themselves then. Whether they may subscribe is for the application to decide.</value>
    public bool PublishesPresence { get; set; }

    /// <summary>Gets or sets a value indicating whether the broker publishes when things get into thing groups or out of them: <c>$aws/events/thingGroupMembership/…</c>.</summary>
    /// <value>The default is <see langword="false"/>. The same holds for clients as with <see cref="PublishesPresence"/>.</value>
    public bool PublishesMemberships { get; set; }

    /// <summary>Gets or sets the account, region and partition in the ARNs of membership events.</summary>
    /// <value>The default is region <c>us-east-1</c>, account <c>123456789012</c>.</value>
    public Access.ResourceArns Arns { get; set; } = new("us-east-1", "123456789012");
}
