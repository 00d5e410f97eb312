using System.Globalization;
using IotConnectivity.Indexing;

namespace IotConnectivity.Lifecycle;

/// <summary>What a dialect tells of a takeover ends in the true state, in whatever order it comes in, as far as the dialect has a key.</summary>
public class DialectOrderTests
{
    private const long T = 1_767_168_000_000;

    // 5.9.0 stamps the end of the old connection later than the connect of the new one.
    private static readonly string[] EmqxRules =
    [
        "- {'event':'client.connected','clientid':'pump-17','peername':'198.51.100.24:1001','connected_at':1767168000000,'node':'n1'}",
        "- {'event':'client.disconnected','clientid':'pump-17','reason':'takenover','peername':'198.51.100.24:1001','connected_at':1767168000000,'disconnected_at':1767168010009,'node':'n1'}",
        "- {'event':'client.connected','clientid':'pump-17','peername':'198.51.100.24:1002','connected_at':1767168010000,'node':'n1'}",
        "- {'event':'client.disconnected','clientid':'pump-17','reason':'keepalive_timeout','peername':'198.51.100.24:1002','connected_at':1767168010000,'disconnected_at':1767168020000,'node':'n1'}",
    ];

    private static readonly string[] EmqxTopics =
    [
        "$SYS/brokers/n1/clients/pump-17/connected {'clientid':'pump-17','connected_at':1767168000000,'ts':1767168000001}",
        "$SYS/brokers/n1/clients/pump-17/disconnected {'clientid':'pump-17','reason':'discarded','connected_at':1767168000000,'disconnected_at':1767168010009}",
        "$SYS/brokers/n2/clients/pump-17/connected {'clientid':'pump-17','connected_at':1767168010000,'ts':1767168010001}",
        "$SYS/brokers/n2/clients/pump-17/disconnected {'clientid':'pump-17','reason':'keepalive_timeout','connected_at':1767168010000,'disconnected_at':1767168020000}",
    ];

    // Before 5.8.6 the end does not tell when its connection began.
    private static readonly string[] EmqxOldRules = [.. EmqxRules.Select(line => line.Contains("disconnected_at", StringComparison.Ordinal) ? WithoutConnectTime(line) : line)];

    private static readonly string[] RabbitMq =
    [
        "connection.created {'pid':'<n1.1.2211.0>','node':'n1','variable_map':'#{<<\\'client_id\\'>> => <<112,117,109,112,45,49,55>>}','connected_at':1767168000000}",
        "connection.closed {'pid':'<n1.1.2211.0>','node':'n1','timestamp_in_ms':1767168010007}",
        "connection.created {'pid':'<n1.1.2212.0>','node':'n1','variable_map':'#{<<\\'client_id\\'>> => <<112,117,109,112,45,49,55>>}','connected_at':1767168010000}",
        "connection.closed {'pid':'<n1.1.2212.0>','node':'n1','timestamp_in_ms':1767168020000}",
    ];

    // The numbers count, whatever the times say.
    private static readonly string[] AzureHub =
    [
        Hub("Connected", 1, 30), Hub("Disconnected", 2, 20), Hub("Connected", 3, 10), Hub("Disconnected", 4, 0),
    ];

    private static readonly string[] AzureNamespace =
    [
        Session("Connected", 41, 0), Session("Disconnected", 41, 12), Session("Connected", 42, 10), Session("Disconnected", 42, 20),
    ];

    public static TheoryData<string> Keyed => [nameof(EmqxRules), nameof(EmqxOldRules), nameof(EmqxTopics), nameof(RabbitMq), nameof(AzureHub), nameof(AzureNamespace)];

    [Theory]
    [MemberData(nameof(Keyed))]
    public void Takeover_InAnyOrder_EndsConnected(string story)
    {
        var events = Read(story).Take(3).ToArray();

        Assert.All(Permutations(events), order => Assert.True(StateAfter(order).Connected));
    }

    [Theory]
    [MemberData(nameof(Keyed))]
    public void TakeoverAndEnd_InAnyOrder_EndWithTheEndOfTheLast(string story)
    {
        var events = Read(story);

        Assert.All(Permutations(events), order =>
        {
            var state = StateAfter(order);
            Assert.Equal((false, events[3].TimestampMs, events[3].RawReason), (state.Connected, state.TimestampMs, state.RawReason));
        });
    }

    [Theory]
    [InlineData("nanomq", "- {'action':'client_disconnected','reason':'normal','clientid':'pump-17'}", "- {'action':'client_connack','conn_ack':'success','clientid':'pump-17'}")]
    [InlineData("vernemq", "on_client_gone {'client_id':'pump-17'}", "on_client_wakeup {'client_id':'pump-17'}")]
    [InlineData("hivemq", "- 2026-01-05 09:00:12,004  - Client ID: pump-17, IP: 198.51.100.24 disconnected gracefully.", "- 2026-01-05 09:00:12,004  - Client ID: pump-17, IP: 198.51.100.24, Clean Start: true, Session Expiry: 0 connected.")]
    public void EventsOfOneMillisecond_OfADialectWithoutAKey_CountInTheirOrder(string dialect, string end, string connect)
    {
        LifecycleParser parser = dialect switch
        {
            "nanomq" => new NanoMqLifecycleParser(),
            "vernemq" => new VerneMqLifecycleParser(),
            _ => new HiveMqLifecycleParser(),
        };

        var events = new[] { connect, end, connect, end, connect }.Select(line => Read(parser, line)).ToArray();

        Assert.True(StateAfter(events).Connected);
        Assert.False(StateAfter(events.SkipLast(1)).Connected);
    }

    private static LifecycleEvent[] Read(string story)
    {
        var (parser, lines) = story switch
        {
            nameof(EmqxRules) => ((LifecycleParser)new EmqxLifecycleParser(), EmqxRules),
            nameof(EmqxOldRules) => (new EmqxLifecycleParser(), EmqxOldRules),
            nameof(EmqxTopics) => (new EmqxLifecycleParser(), EmqxTopics),
            nameof(RabbitMq) => (new RabbitMqLifecycleParser(), RabbitMq),
            nameof(AzureHub) => (new AzureLifecycleParser(), AzureHub),
            _ => (new AzureLifecycleParser(), AzureNamespace),
        };
        return [.. lines.Select(line => Read(parser, line))];
    }

    private static LifecycleEvent Read(LifecycleParser parser, string line)
    {
        var (topic, payload) = DialectGoldens.Message(line.Replace('\'', '"'));
        Assert.True(parser.TryParse(topic, payload, T, out var read, out var error), error?.Message ?? line);
        return read;
    }

    private static ThingConnectivity StateAfter(IEnumerable<LifecycleEvent> events)
    {
        var index = new ConnectivityIndex();
        index.TryAdd(new ThingName("pump-17"));
        foreach (var one in events) index.Apply(one);
        Assert.True(index.TryGet("pump-17", out var state));
        return state;
    }

    private static IEnumerable<LifecycleEvent[]> Permutations(LifecycleEvent[] events)
    {
        if (events.Length == 1) return [events];
        return events.SelectMany((first, i) => Permutations([.. events[..i], .. events[(i + 1)..]]).Select(rest => (LifecycleEvent[])[first, .. rest]));
    }

    private static string WithoutConnectTime(string line)
    {
        var at = line.IndexOf("'connected_at'", StringComparison.Ordinal);
        return line[..at] + line[(line.IndexOf(',', at) + 1)..];
    }

    private static string Hub(string what, int number, int seconds) =>
        $"- {{'type':'Microsoft.Devices.Device{what}','time':'{Time(seconds)}','data':{{'deviceConnectionStateEventInfo':{{'sequenceNumber':"
        + $"'000000000000000001D4132452F67CE2000000020000000000000000{number:X8}'}},'hubName':'hub1','deviceId':'pump-17'}}}}";

    private static string Session(string what, int number, int seconds) =>
        $"- {{'type':'Microsoft.EventGrid.MQTTClientSession{what}','time':'{Time(seconds)}','data':{{'namespaceName':'ns1','clientSessionName':'pump-17','sequenceNumber':{number}}}}}";

    private static string Time(int seconds) => DateTimeOffset.FromUnixTimeMilliseconds(T + (seconds * 1000)).ToString("O", CultureInfo.InvariantCulture);
}
