using System.Text;

namespace IotConnectivity.Lifecycle;

public class RabbitMqHeadersTests
{
    private readonly RabbitMqLifecycleParser _parser = new() { ReadsPrincipal = true };

    [Fact]
    public void TryParse_HeadersOf312_ReadsEveryHeader() =>
        Assert.Equal(
            "Connected pump-17 of rabbitmq/rabbit@node1 at 1767168000250, key <rabbit@node1.1.2211.0>, keep-alive 60, from 198.51.100.24, port 52123, to 10.1.0.5, port 1883, principal fleet",
            Read("connection.created", new Dictionary<string, object?>
            {
                ["pid"] = Bytes("<rabbit@node1.1.2211.0>"),
                ["name"] = Bytes("198.51.100.24:52123 -> 10.1.0.5:1883"),
                ["protocol"] = Bytes("{'MQTT',{3,1,1}}"),
                ["node"] = Bytes("rabbit@node1"),
                ["user"] = Bytes("fleet"),
                ["client_properties"] = new List<object> { Bytes("{client_id,longstr,<<\"pump-17\">>}") },
                ["timeout"] = 60,
                ["connected_at"] = 1767168000250,
                ["timestamp_in_ms"] = 1767168000253,
            }));

    [Fact]
    public void TryParse_HeadersOf310_RemembersWhoseTheProcessWas()
    {
        var pid = Bytes("<rabbit@node1.1.1052.0>");
        Read("connection.created", new Dictionary<string, object?>
        {
            ["pid"] = pid, ["protocol"] = Bytes("{'MQTT',\"3.1.1\"}"), ["variable_map"] = Bytes("#{<<\"client_id\">> => <<\"pump-17\">>}"), ["connected_at"] = 1767168000250,
        });

        Assert.Equal(
            "Disconnected pump-17 of rabbitmq at 1767171612004, key <rabbit@node1.1.1052.0>, UNKNOWN (Absent) ``",
            Read("connection.closed", new Dictionary<string, object?> { ["pid"] = pid, ["timestamp_in_ms"] = 1767171612004 }));
        Assert.Equal("-", Read("connection.closed", new Dictionary<string, object?> { ["pid"] = pid, ["timestamp_in_ms"] = 1767171612004 }));
    }

    [Fact]
    public void TryParse_AnnotationsOfAmqp10_AreTheSameHeaders() =>
        Assert.Equal(
            "Connected pump-17 of rabbitmq at 1767168999000, key p1",
            Read("connection.created", new Dictionary<string, object?>
            {
                ["x-opt-pid"] = "p1", ["x-opt-client_properties"] = new Dictionary<string, object?> { ["client_id"] = "pump-17" },
            }));

    [Theory]
    [InlineData("<rabbit@node1.1767160000.1052.0>", 1767160000)]
    [InlineData("<rabbit@node1.example.org.1767160001.1052.3>", 1767160001)]
    [InlineData("<rabbit@node1.3767160000.1052.0>", null)]
    [InlineData("<rabbit@node1.2.1052.0>", null)]
    [InlineData("<rabbit@node1.99999999999.1052.0>", null)]
    [InlineData("<rabbit@node1.1767160000x.1052.0>", null)]
    [InlineData("<0.1052.0>", null)]
    [InlineData("1767160000.1052.0", null)]
    [InlineData("", null)]
    public void SourceOf_Process_IsTheNodeInItsLifetime(string pid, int? epoch)
    {
        var headers = new Dictionary<string, object?> { ["pid"] = Bytes(pid), ["node"] = Bytes("rabbit@node1"), ["protocol"] = Bytes("{0,9,1}"), ["timestamp_in_ms"] = 1767168000253 };

        var source = _parser.SourceOf(headers, 0);

        Assert.Equal(epoch, source?.Epoch);
        if (epoch is not null) Assert.Equal("rabbitmq/rabbit@node1", source!.ToString());
    }

    [Fact]
    public void TryParse_EndOfConnectionThatWasTold_NamesItsClient()
    {
        _parser.Remember(ConnectionKey.Create("<rabbit@node1.1.1052.0>"), "pump-17");

        Assert.Equal(
            "Disconnected pump-17 of rabbitmq at 1767171612004, key <rabbit@node1.1.1052.0>, UNKNOWN (Absent) ``",
            Read("connection.closed", new Dictionary<string, object?> { ["pid"] = Bytes("<rabbit@node1.1.1052.0>"), ["timestamp_in_ms"] = 1767171612004 }));
    }

    [Fact]
    public void TryParse_NodeStartedAgain_IsTheSameSourceInALaterLifetime()
    {
        LifecycleSource[] sources = [.. new[] { "<rabbit@node1.1767160000.2.0>", "<rabbit@node1.1767160000.3.0>", "<rabbit@node1.1767160001.2.0>" }.Select(SourceOfConnect)];

        Assert.Same(sources[0], sources[1]);
        Assert.Equal([1767160000, 1767160000, 1767160001], sources.Select(static source => source.Epoch));
        Assert.True(sources[2].IsSameOrigin(sources[0]));

        LifecycleSource SourceOfConnect(string pid)
        {
            var headers = new Dictionary<string, object?> { ["pid"] = pid, ["node"] = "rabbit@node1", ["client_properties"] = "{client_id,longstr,<<\"pump-17\">>}" };
            Assert.True(_parser.TryParse("connection.created", headers, 1767168000253, out var connected, out _));
            return connected.Source;
        }
    }

    [Fact]
    public void SourceOf_ReaderThatDoesNotSpeakForItsBroker_OnlyContinuesALifetime()
    {
        var parser = new RabbitMqLifecycleParser { SpeaksForBroker = false };
        var headers = new Dictionary<string, object?> { ["pid"] = "<rabbit@node1.1767160000.2.0>", ["node"] = "rabbit@node1", ["client_properties"] = "{client_id,longstr,<<\"pump-17\">>}" };

        Assert.True(parser.TryParse("connection.created", headers, 1767168000253, out var connected, out _));

        Assert.Equal((1767160000, true), (connected.Source.Epoch, connected.Source.ContinuesLifetime));
        Assert.Same(connected.Source, parser.SourceOf(headers, 1767168000253));
    }

    [Theory]
    [InlineData("connection.created", "{0,9,1}")]
    [InlineData("queue.created", "{'MQTT',{3,1,1}}")]
    [InlineData("", "{'MQTT',{3,1,1}}")]
    public void TryParse_AnotherProtocolOrEvent_IsPassedOver(string routingKey, string protocol) =>
        Assert.Equal("-", Read(routingKey, new Dictionary<string, object?> { ["pid"] = "p1", ["protocol"] = protocol }));

    [Theory]
    [InlineData("client_properties", null, "! header `client_properties` is missing or cannot be read at byte 0, expected the client id, here or in `variable_map`")]
    [InlineData("client_properties", "{client_id,longstr,<<\"\">>}", "! header `client_properties` is missing or cannot be read at byte 0, expected the client id, here or in `variable_map`")]
    [InlineData("pid", null, "! header `pid` is missing or cannot be read at byte 0, expected the process of the connection")]
    public void TryParse_HeaderThatCannotBeRead_IsNamed(string header, string? value, string message)
    {
        var headers = new Dictionary<string, object?> { ["pid"] = "p1", ["client_properties"] = "{client_id,longstr,<<\"a\">>}" };
        headers[header] = value;

        Assert.Equal(message, Read("connection.created", headers));
    }

    [Fact]
    public void TryParse_MoreConnectionsThanAreRemembered_ForgetsThem()
    {
        var parser = new RabbitMqLifecycleParser { MaxOpenConnections = 2 };
        for (var i = 0; i < 3; i++)
            _ = parser.TryParse("connection.created", new Dictionary<string, object?> { ["pid"] = $"p{i}", ["variable_map"] = "#{<<\"client_id\">> => <<\"a\">>}" }, 0, out _, out _);

        Assert.False(parser.TryParse("connection.closed", new Dictionary<string, object?> { ["pid"] = "p0" }, 0, out _, out var error));
        Assert.Null(error);
    }

    [Fact]
    public void MaxOpenConnections_Zero_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new RabbitMqLifecycleParser { MaxOpenConnections = 0 });

    private string Read(string routingKey, Dictionary<string, object?> headers) =>
        _parser.TryParse(routingKey, headers, DialectGoldens.ReceivedAtMs, out var read, out var error)
            ? DialectGoldens.Show(read)
            : error is null ? "-" : "! " + error.Message;

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
