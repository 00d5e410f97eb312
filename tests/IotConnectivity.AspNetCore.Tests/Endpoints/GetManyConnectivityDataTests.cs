using System.Text.Json;

namespace IotConnectivity.AspNetCore.Endpoints;

public class GetManyConnectivityDataTests
{
    private const string Target = "/things/connectivity-data";
    private const string Action = "iot:GetThingConnectivityData";

    [Fact]
    public async Task Query_OfTenThousandNames_AnswersAllInTheirOrder()
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("n-0", "n-9999");

        var response = await host.SendSignedAsync(new ApiRequest("POST", Target, Names(10_000)));

        using var answer = JsonDocument.Parse(response.Body);
        Assert.Equal(["n-0", "n-9999"], NamesIn(answer, "things"));
        Assert.Equal(Enumerable.Range(1, 9998).Select(static i => $"n-{i}"), NamesIn(answer, "errors"));
    }

    [Fact]
    public async Task Query_OfMore_IsRefused()
    {
        await using var host = await ApiHost.StartAsync();

        (await host.SendAsync("POST", Target, Names(10_001))).AssertError(
            400,
            "InvalidRequestException",
            "1 validation error detected: Value '10001 members' at 'thingNames' failed to satisfy constraint: Member must have length less than or equal to 10000");
    }

    [Fact]
    public async Task Query_ByWhoMayAskForSome_RefusesTheOthersAlikeWhetherTheyExistOrNot()
    {
        await using var host = await ApiHost.StartAsync(Policy.Allow(Action, Policy.Things + "a*"));
        await host.CreateThingsAsync("a", "b");

        var response = await host.SendAsCallerAsync("POST", Target, """{"thingNames":["a","b","c","ax"]}""");

        response.AssertOk(
            """{"things":[{"thingName":"a","connected":false,"disconnectReason":"UNKNOWN"}],"errors":["""
            + $$"""{"thingName":"b","code":"AccessDeniedException","message":"{{Refusal("b")}}"},"""
            + $$"""{"thingName":"c","code":"AccessDeniedException","message":"{{Refusal("c")}}"},"""
            + """{"thingName":"ax","code":"ResourceNotFoundException","message":"Thing ax does not exist"}]}""");
    }

    [Theory]
    [InlineData("""{"thingNames":["b","a"]}""")]
    [InlineData("""{"thingNames":["not a name","b"]}""")]
    public async Task Query_ByWhoMayAskForNone_IsRefusedAsAWhole(string body)
    {
        await using var host = await ApiHost.StartAsync(Policy.Allow(Action, Policy.Things + "x"));
        await host.CreateThingsAsync("a", "b");

        (await host.SendAsCallerAsync("POST", Target, body)).AssertNotAllowed(Action, Policy.Things + "b");
    }

    [Fact]
    public async Task Query_ByWhoMayAskForThingsThatThereAreNot_IsAnswered()
    {
        await using var host = await ApiHost.StartAsync(Policy.Allow(Action, Policy.Things + "x"));
        await host.CreateThingsAsync("b");

        var response = await host.SendAsCallerAsync("POST", Target, """{"thingNames":["b","x"]}""");

        Assert.Equal(200, response.Status);
        Assert.Contains("Thing x does not exist", response.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 200)]
    [InlineData(",\"includeSocketInformation\":false", 200)]
    [InlineData(",\"includeSocketInformation\":true", 403)]
    public async Task Query_WhereSocketsAreNotAllowed_IsRefusedWhenItAsksForThem(string member, int status)
    {
        await using var host = await ApiHost.StartAsync(Policy.AllowWhen(Action, """{"Bool":{"iot:IncludeSocketInformation":"false"}}"""));
        await host.CreateThingsAsync("a");

        Assert.Equal(status, (await host.SendAsCallerAsync("POST", Target, $$"""{"thingNames":["a"]{{member}}}""")).Status);
    }

    [Fact]
    public async Task Query_SocketsNotIndexed_LeavesThemOut()
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("a");
        await host.SendAsync("POST", "/lifecycle-events", """{"clientId":"a","timestamp":1,"eventType":"connected","ipAddress":"198.51.100.24"}""");
        await host.SendAsync("POST", "/indexing/config", """{"thingIndexingConfiguration":{"thingIndexingMode":"REGISTRY","thingConnectivityIndexingMode":"STATUS"}}""");

        var response = await host.SendAsync("POST", Target, """{"thingNames":["a"],"includeSocketInformation":true}""");

        response.AssertOk("""{"things":[{"thingName":"a","connected":true,"timestamp":0.001,"disconnectReason":"NONE","clientId":"a"}],"errors":[]}""");
    }

    private static string Names(int count) => $$"""{"thingNames":[{{string.Join(',', Enumerable.Range(0, count).Select(static i => $"\"n-{i}\""))}}]}""";

    private static IEnumerable<string> NamesIn(JsonDocument answer, string list) =>
        answer.RootElement.GetProperty(list).EnumerateArray().Select(static entry => entry.GetProperty("thingName").GetString()!);

    private static string Refusal(string thing) =>
        $"User: {ApiHost.CallerArn} is not authorized to perform: {Action} on resource: {Policy.Things}{thing} because no identity-based policy allows the {Action} action";
}
