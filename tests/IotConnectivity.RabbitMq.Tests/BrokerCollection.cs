namespace IotConnectivity.RabbitMq;

/// <summary>Tests that share one broker, one after the other: some restart it.</summary>
[CollectionDefinition(Name)]
public sealed class BrokerCollection : ICollectionFixture<RabbitMqBroker>
{
    public const string Name = "A real RabbitMQ";
}
