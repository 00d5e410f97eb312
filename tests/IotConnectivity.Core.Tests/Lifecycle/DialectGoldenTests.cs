namespace IotConnectivity.Lifecycle;

// The samples are those of the brokers' documentation and source, with other names, addresses and times.
public class DialectGoldenTests
{
    [Fact]
    public void EmqxLifecycleParser_Samples_GiveTheEventsBesideThem() => AssertGolden("emqx", new EmqxLifecycleParser { ReadsPrincipal = true });

    [Fact]
    public void NanoMqLifecycleParser_Samples_GiveTheEventsBesideThem() => AssertGolden("nanomq", new NanoMqLifecycleParser { ReadsPrincipal = true });

    [Fact]
    public void VerneMqLifecycleParser_Samples_GiveTheEventsBesideThem() => AssertGolden("vernemq", new VerneMqLifecycleParser { ReadsPrincipal = true });

    [Fact]
    public void AzureLifecycleParser_Samples_GiveTheEventsBesideThem() => AssertGolden("azure", new AzureLifecycleParser { ReadsPrincipal = true });

    [Fact]
    public void RabbitMqLifecycleParser_Samples_GiveTheEventsBesideThem() => AssertGolden("rabbitmq", new RabbitMqLifecycleParser { ReadsPrincipal = true });

    [Fact]
    public void HiveMqLifecycleParser_Samples_GiveTheEventsBesideThem() => AssertGolden("hivemq", new HiveMqLifecycleParser { ReadsPrincipal = true });

    private static void AssertGolden(string dialect, LifecycleParser parser)
    {
        var read = DialectGoldens.Lines($"{dialect}/messages.txt").Select(parser.ReadLine);

        var expected = DialectGoldens.Lines($"{dialect}/events.txt");
        Assert.Equal(expected, read);
    }
}
