namespace IotConnectivity.AspNetCore.Ingest;

/// <summary>Each event is judged by the client it speaks of.</summary>
public class IngestPolicyTests
{
    private const string Action = "iotconnectivity:IngestLifecycleEvents";
    private const string Never = "\"connected\":false,\"disconnectReason\":\"UNKNOWN\"}";

    [Fact]
    public async Task Batch_PartlyPermitted_TakesInWhatIsAndTellsTheRest()
    {
        await using var host = await ApiHost.StartAsync(Policy.Allow(Action, Policy.Clients + "own-*"));
        await host.CreateThingsAsync("own-1", "other");

        var response = await host.SendAsCallerAsync("POST", "/lifecycle-events", Event.Connected("own-1") + Event.Connected("other") + "x\n" + Event.Connected("own-1"));

        response.AssertOk(
            """{"applied":1,"stale":0,"duplicate":1,"ignored":0,"rejected":[{"line":2,"error":""" + '"' + Refusal("other") + '"'
            + """},{"line":3,"error":"unexpected `x` at byte 0, expected valid JSON"}]}""");
        Assert.EndsWith(Never, (await host.SendAsync("POST", "/things/other/connectivity-data")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_WhereOnlyUnregisteredClientsArePermitted_IsNoRefusal()
    {
        await using var host = await ApiHost.StartAsync(Policy.Allow(Action, Policy.Clients + "own-*"));

        var response = await host.SendAsCallerAsync("POST", "/lifecycle-events", Event.Connected("own-1") + Event.Connected("other"));

        response.AssertOk("""{"applied":0,"stale":0,"duplicate":0,"ignored":1,"rejected":[{"line":2,"error":""" + '"' + Refusal("other") + "\"}]}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("x\n")]
    public async Task Batch_NothingPermitted_IsRefused(string before)
    {
        await using var host = await ApiHost.StartAsync(Policy.Allow(Action, Policy.Clients + "own-*"));
        await host.CreateThingsAsync("other");

        var response = await host.SendAsCallerAsync("POST", "/lifecycle-events", before + Event.Connected("other") + Event.Disconnected("other"));

        response.AssertNotAllowed(Action, Policy.Clients + "other");
        Assert.EndsWith(Never, (await host.SendAsync("POST", "/things/other/connectivity-data")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_ExplicitlyDenied_IsRefused()
    {
        await using var host = await ApiHost.StartAsync(Policy.AllowAllBut(Action, Policy.Clients + "other"));

        (await host.SendAsCallerAsync("POST", "/lifecycle-events", Event.Connected("other"))).AssertDenied(Action, Policy.Clients + "other");
    }

    [Fact]
    public async Task Batch_OfClientsWithOddNames_IsJudgedByTheNameAsItIs()
    {
        await using var host = await ApiHost.StartAsync(Policy.Allow(Action, Policy.Clients + "own-*"));

        // A client id may hold any character; none of these is a pattern, nor leaves the ARN.
        (await host.SendAsCallerAsync("POST", "/lifecycle-events", Event.Connected("*"))).AssertNotAllowed(Action, Policy.Clients + "*");
        (await host.SendAsCallerAsync("POST", "/lifecycle-events", Event.Connected("x/own-1"))).AssertNotAllowed(Action, Policy.Clients + "x/own-1");
        Assert.Equal(200, (await host.SendAsCallerAsync("POST", "/lifecycle-events", Event.Connected("own-:/ $"))).Status);
    }

    [Fact]
    public async Task Batch_ThatHoldsNoEvents_IsNoRefusal()
    {
        await using var host = await ApiHost.StartAsync(policy: null);

        (await host.SendAsCallerAsync("POST", "/lifecycle-events", "[]")).AssertOk("""{"applied":0,"stale":0,"duplicate":0,"ignored":0,"rejected":[]}""");
    }

    private static string Refusal(string client) =>
        $"User: {ApiHost.CallerArn} is not authorized to perform: {Action} on resource: {Policy.Clients}{client} because no identity-based policy allows the {Action} action";
}
