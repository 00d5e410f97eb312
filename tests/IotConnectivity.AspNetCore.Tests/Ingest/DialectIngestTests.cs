namespace IotConnectivity.AspNetCore.Ingest;

/// <summary>The webhooks of the brokers, as they come in over HTTP.</summary>
public class DialectIngestTests
{
    private const string Applied = """{"applied":1,"stale":0,"duplicate":0,"ignored":0,"rejected":[]}""";

    public static TheoryData<string, string> Connects => new()
    {
        { "emqx", """{"event":"client.connected","clientid":"pump-17","peername":"198.51.100.24:52123","connected_at":1767168000250,"node":"n1"}""" },
        { "hivemq", "2026-01-05 08:00:00,250  - Client ID: pump-17, IP: 198.51.100.24, Clean Start: false, Session Expiry: 7200 connected.\n" },
        { "hivemq", """{"kind":"Connected","clientId":"pump-17","occurredAt":1767168000250}""" },
        { "vernemq", """{"hook":"on_client_wakeup","mountpoint":"","client_id":"pump-17"}""" },
        { "nanomq", """{"proto_ver":4,"keepalive":60,"conn_ack":"success","username":"fleet","clientid":"pump-17","action":"client_connack"}""" },
        { "rabbitmq", """{"routing_key":"connection.created","pid":"<n1.1.1.0>","client_properties":["{client_id,longstr,<<\"pump-17\">>}"],"connected_at":1767168000250}""" },
        { "azure", """[{"eventType":"Microsoft.Devices.DeviceConnected","eventTime":"2026-01-05T08:00:00Z","data":{"hubName":"hub1","deviceId":"pump-17"}}]""" },
        { "azure", """{"type":"Microsoft.EventGrid.MQTTClientSessionConnected","time":"2026-01-05T08:00:00Z","data":{"namespaceName":"ns1","clientSessionName":"pump-17","sequenceNumber":1}}""" },
    };

    [Theory]
    [MemberData(nameof(Connects))]
    public async Task Connect_OfAnyDialect_IsTakenIn(string dialect, string body)
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("pump-17");

        var response = await host.SendAsync("POST", $"/lifecycle-events?dialect={dialect}", body);

        response.AssertOk(dialect == "vernemq" ? "{}" : Applied);
        Assert.Contains("\"connected\":true", (await host.SendAsync("POST", "/things/pump-17/connectivity-data")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Connects))]
    public async Task Connect_OfAClientThatTheCallerMayNotSpeakFor_IsRefused(string dialect, string body)
    {
        await using var host = await ApiHost.StartAsync(Policy.Allow("iotconnectivity:IngestLifecycleEvents", Policy.Clients + "own-*"));
        await host.CreateThingsAsync("pump-17");

        var response = await host.SendAsCallerAsync("POST", $"/lifecycle-events?dialect={dialect}", body);

        response.AssertNotAllowed("iotconnectivity:IngestLifecycleEvents", Policy.Clients + "pump-17");
    }

    [Fact]
    public async Task Lines_WithBadOnesAndOthers_AreTakenInAndTold()
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("pump-17");

        var response = await host.SendAsync(
            new ApiRequest(
                "POST",
                "/lifecycle-events?dialect=emqx",
                """
                {"event":"message.publish","topic":"a"}
                {"event":"client.connected","clientid":"pump-17","connected_at":1767168000250}
                {"event":"client.disconnected","connected_at":1767168000250}
                {"event":"client.disconnected","clientid":"pump-17","reason":"normal","connected_at":1767168000250,"disconnected_at":1767168000260}
                """) { ContentType = "application/x-ndjson" },
            ApiHost.AdminToken);

        response.AssertOk(
            """{"applied":2,"stale":0,"duplicate":0,"ignored":0,"rejected":[{"line":3,"error":"the object ends without member `clientid` at byte 59, expected a client id"}]}""");
    }

    [Fact]
    public async Task VerneMqHook_InTheHeader_SaysWhatHappened()
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("pump-17");

        (await SendHookAsync(host, "on_register", """{"peer_addr":"198.51.100.24","peer_port":52123,"mountpoint":"","client_id":"pump-17","username":"fleet"}""")).AssertOk("{}");
        (await SendHookAsync(host, "on_client_wakeup", """{"mountpoint":"","client_id":"pump-17"}""")).AssertOk("{}");
        var online = await host.SendAsync("POST", "/things/pump-17/connectivity-data");
        // In the same millisecond.
        (await SendHookAsync(host, "on_client_gone", """{"mountpoint":"","client_id":"pump-17"}""")).AssertOk("{}");
        var offline = await host.SendAsync("POST", "/things/pump-17/connectivity-data");

        Assert.Contains("\"connected\":true", online.Body, StringComparison.Ordinal);
        Assert.Contains("\"connected\":false", offline.Body, StringComparison.Ordinal);
        Assert.Contains("\"disconnectReason\":\"UNKNOWN\"", offline.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RabbitMqEnd_InACallOfItsOwn_FindsTheClientOfItsProcess()
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("pump-17");
        const string created = """{"routing_key":"connection.created","pid":"<n1.1.1.0>","variable_map":"#{<<\"client_id\">> => <<\"pump-17\">>}","connected_at":1767168000250}""";

        (await host.SendAsync("POST", "/lifecycle-events?dialect=rabbitmq", created)).AssertOk(Applied);
        (await host.SendAsync("POST", "/lifecycle-events?dialect=rabbitmq", """{"routing_key":"connection.closed","pid":"<n1.1.1.0>","timestamp_in_ms":1767168000260}""")).AssertOk(Applied);

        Assert.Contains("\"connected\":false", (await host.SendAsync("POST", "/things/pump-17/connectivity-data")).Body, StringComparison.Ordinal);
    }

    private static Task<ApiResponse> SendHookAsync(ApiHost host, string hook, string body) =>
        host.SendAsync(new ApiRequest("POST", "/lifecycle-events?dialect=vernemq", body) { Headers = [("vernemq-hook", hook)] }, ApiHost.AdminToken);
}
