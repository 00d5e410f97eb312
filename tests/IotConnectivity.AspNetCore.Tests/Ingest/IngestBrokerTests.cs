using IotConnectivity.Brokers;
using Microsoft.Extensions.DependencyInjection;

namespace IotConnectivity.AspNetCore.Ingest;

/// <summary>Starts and stops of a broker in the log that is sent.</summary>
public class IngestBrokerTests
{
    private const string Target = "/lifecycle-events?dialect=mosquitto";

    private const string Start = "1767168000: mosquitto version 2.0.22 starting\n";
    private const string Restart = "1767168300: mosquitto version 2.0.22 starting\n";

    [Theory]
    [InlineData("", "SERVER_ERROR", 1767168020)]
    [InlineData("1767168200: mosquitto version 2.0.22 terminating\n", "SERVER_INITIATED_DISCONNECT", 1767168200)]
    public async Task Log_WithARestart_EndsWhatDoesNotComeBack(string stop, string reason, long at)
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("a", "b");

        await SendAsync(host, Start + Connect("a", 1767168010) + Connect("b", 1767168020) + stop + Restart + Connect("b", 1767168310));
        host.Clock.Advance(TimeSpan.FromSeconds(119));
        Assert.True(IsConnected(host, "a"));
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        var answer = (await host.SendAsync("POST", "/things/a/connectivity-data")).Body;
        Assert.StartsWith("""{"thingName":"a","connected":false,""", answer, StringComparison.Ordinal);
        Assert.Contains($"\"disconnectReason\":\"{reason}\"", answer, StringComparison.Ordinal);
        host.Index.TryGet("a", out var state);
        Assert.Equal(at, state.DisconnectedAt?.ToUnixTimeSeconds());
        Assert.True(IsConnected(host, "b"));
        var incident = host.Services.GetRequiredService<BrokerEpochs>().LastIncident!;
        Assert.Equal((2, 1, 1), (incident.Suspects, incident.Returned, incident.Closed));
    }

    [Fact]
    public async Task Log_WithARestartAfterWhichNobodyConnects_EndsAll()
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("a");

        await SendAsync(host, Start + Connect("a", 1767168010));
        await SendAsync(host, Restart);
        host.Clock.Advance(TimeSpan.FromSeconds(120));

        Assert.False(IsConnected(host, "a"));
    }

    [Fact]
    public async Task Log_InSeveralPieces_IsOneLifetime()
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("a", "b");

        await SendAsync(host, Connect("a", 1767168010));
        await SendAsync(host, Connect("b", 1767168020));
        host.Clock.Advance(TimeSpan.FromHours(1));

        Assert.True(IsConnected(host, "a"));
    }

    [Fact]
    public async Task Log_OfAnotherNode_IsAnotherBroker()
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("a", "b");

        await SendAsync(host, Start + Connect("a", 1767168010), "&node=north");
        await SendAsync(host, Start + Connect("b", 1767168010), "&node=south");
        await SendAsync(host, Restart, "&node=south");
        host.Clock.Advance(TimeSpan.FromSeconds(120));

        Assert.Equal((true, false), (IsConnected(host, "a"), IsConnected(host, "b")));
    }

    [Fact]
    public async Task Log_OfWhoMayTellOfSomeClientsOnly_SaysNothingOfTheBroker()
    {
        await using var host = await ApiHost.StartAsync(Policy.Allow("iotconnectivity:IngestLifecycleEvents", "arn:aws:iot:us-east-1:123456789012:client/b"));
        await host.CreateThingsAsync("a", "b");
        await SendAsync(host, Start + Connect("a", 1767168010));

        var answer = await host.SendAsCallerAsync("POST", Target, Restart + Connect("b", 1767168310) + "1767168320: mosquitto version 2.0.22 terminating\n");
        host.Clock.Advance(TimeSpan.FromHours(1));

        answer.AssertOk("""{"applied":1,"stale":0,"duplicate":0,"ignored":0,"rejected":[]}""");
        Assert.Equal((true, true), (IsConnected(host, "a"), IsConnected(host, "b")));
        Assert.Equal(403, (await host.SendAsCallerAsync("POST", Target + "&node=north", Connect("b", 1767168400))).Status);
    }

    [Theory]
    [InlineData("client/b", true)]
    [InlineData("client/*", false)]
    public async Task Epoch_OfPresenceMessages_CountsOnlyFromWhoMayTellOfAllClients(string resource, bool isConnected)
    {
        await using var host = await ApiHost.StartAsync(Policy.Allow("iotconnectivity:IngestLifecycleEvents", $"arn:aws:iot:us-east-1:123456789012:{resource}"));
        await host.CreateThingsAsync("a", "b", "c");
        const string HiveMq = "/lifecycle-events?dialect=hivemq";
        Assert.Equal(200, (await host.SendAsync("POST", HiveMq, Presence("a", 7))).Status);

        var answer = await host.SendAsCallerAsync("POST", HiveMq, Presence("b", long.MaxValue));
        host.Clock.Advance(TimeSpan.FromSeconds(120));
        Assert.Equal(200, (await host.SendAsync("POST", HiveMq, Presence("c", 7))).Status);
        host.Clock.Advance(TimeSpan.FromSeconds(120));

        answer.AssertOk("""{"applied":1,"stale":0,"duplicate":0,"ignored":0,"rejected":[]}""");
        Assert.Equal((isConnected, true, isConnected), (IsConnected(host, "a"), IsConnected(host, "b"), IsConnected(host, "c")));
    }

    [Fact]
    public async Task Node_ThatIsNoName_IsRefused()
    {
        await using var host = await ApiHost.StartAsync();

        var response = await host.SendAsync("POST", Target + "&node=a%20b", Restart);

        response.AssertError(
            400, "InvalidRequestException", "1 validation error detected: Value 'a b' at 'node' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9:_-]+");
    }

    private static string Connect(string name, long at) => $"{at}: New client connected from 198.51.100.24:50122 as {name} (p2, c1, k60).\n";

    private static string Presence(string name, long epoch) =>
        $$"""{"kind":"Connected","clientId":"{{name}}","brokerNode":"node-1","brokerEpoch":{{epoch}},"sequence":1,"occurredAt":1767168010000}""";

    private static async Task SendAsync(ApiHost host, string log, string query = "") =>
        Assert.Equal(200, (await host.SendAsync("POST", Target + query, log)).Status);

    private static bool IsConnected(ApiHost host, string name) => host.Index.TryGet(name, out var state) && state.Connected;
}
