using IotConnectivity.TestKit;

namespace IotConnectivity.Lifecycle;

// Messages that are nearly right, or not at all: each is an event, an error with a place, or nothing, and nothing is thrown. A million of each dialect: TEST_SCALE=20.
[Trait("Category", "Fuzz")]
public class DialectFuzzTests(ITestOutputHelper output)
{
    private const int Seed = 41;
    private static readonly int Inputs = Repetitions.Of(50_000);

    private static readonly string[] Json =
    [
        "null", "true", "-1", "1e9", "0", "\"", "\\u0000", "\\ud800", "\\", "{", "}", "[", "]", ",", ":", "\"\"", "9223372036854775808", "\n", "\xFF", "<<\"", "\">>", "<<112,", ">>", " -> ", "::",
        ", IP: ", "Client ID: ", " disconnected gracefully.", " was disconnected. reason: ",
    ];

    [Fact]
    public void EmqxLifecycleParser_AnyMessage_IsReadOrRefused() => AssertReads("emqx", new EmqxLifecycleParser { ReadsPrincipal = true });

    [Fact]
    public void NanoMqLifecycleParser_AnyMessage_IsReadOrRefused() => AssertReads("nanomq", new NanoMqLifecycleParser { ReadsPrincipal = true });

    [Fact]
    public void VerneMqLifecycleParser_AnyMessage_IsReadOrRefused() => AssertReads("vernemq", new VerneMqLifecycleParser { ReadsPrincipal = true });

    [Fact]
    public void AzureLifecycleParser_AnyMessage_IsReadOrRefused() => AssertReads("azure", new AzureLifecycleParser { ReadsPrincipal = true });

    [Fact]
    public void RabbitMqLifecycleParser_AnyMessage_IsReadOrRefused() =>
        AssertReads("rabbitmq", new RabbitMqLifecycleParser { ReadsPrincipal = true, MaxOpenConnections = 1_000 });

    [Fact]
    public void HiveMqLifecycleParser_AnyMessage_IsReadOrRefused() => AssertReads("hivemq", new HiveMqLifecycleParser { ReadsPrincipal = true });

    private void AssertReads(string dialect, LifecycleParser parser)
    {
        output.WriteLine($"seed {Seed}, {Inputs} messages");
        var messages = DialectGoldens.Messages($"{dialect}/messages.txt").ToArray();
        var topics = messages.Select(message => message.Topic).Distinct().ToArray();
        var fuzzed = new Fuzzed(Seed, [.. messages.Select(message => message.Payload)], Json);
        var (events, errors) = (0, 0);

        for (var i = 0; i < Inputs; i++)
        {
            var message = fuzzed.Next();
            if (parser.TryParse(topics[i % topics.Length], message, DialectGoldens.ReceivedAtMs + (i / 3), out var read, out var error))
            {
                Assert.Null(error);
                Fuzzed.AssertWhole(read);
                events++;
            }
            else if (error is not null)
            {
                Fuzzed.AssertWhole(error, message.Length);
                errors++;
            }
        }

        Assert.InRange(events, Inputs / 100, Inputs);
        Assert.InRange(errors, Inputs / 100, Inputs);
    }
}
