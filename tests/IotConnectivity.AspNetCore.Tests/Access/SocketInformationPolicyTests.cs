namespace IotConnectivity.AspNetCore.Access;

/// <summary>The condition key <c>iot:IncludeSocketInformation</c> takes part in the authorization; it never strips an answer.</summary>
public class SocketInformationPolicyTests
{
    private const string Action = "iot:GetThingConnectivityData";
    private const string Status = "/things/a/connectivity-data";
    private const string WithoutSockets = """{"thingName":"a","connected":true,"timestamp":1767168000.25,"disconnectReason":"NONE","clientId":"a"}""";
    private const string WithSockets =
        """{"thingName":"a","connected":true,"timestamp":1767168000.25,"disconnectReason":"NONE","sourceIp":"198.51.100.24","sourcePort":50122,"clientId":"a"}""";

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("""{"includeSocketInformation":null}""")]
    [InlineData("""{"includeSocketInformation":false}""")]
    public async Task Query_NotAskingForSockets_IsGrantedWhereTheyAreNotAllowed(string? body)
    {
        await using var host = await StartAsync(OnlyWhenKeyIs("false"));

        (await host.SendAsCallerAsync("POST", Status, body)).AssertOk(WithoutSockets);
    }

    [Fact]
    public async Task Query_AskingForSockets_IsRefusedAsAWholeWhereTheyAreNotAllowed()
    {
        await using var host = await StartAsync(OnlyWhenKeyIs("false"));

        (await host.SendAsCallerAsync("POST", Status, """{"includeSocketInformation":true}""")).AssertNotAllowed(Action, Policy.Things + "a");
    }

    [Theory]
    [InlineData("""{"includeSocketInformation":true}""", true)]
    [InlineData("""{"includeSocketInformation":false}""", false)]
    [InlineData(null, false)]
    public async Task Query_WhereOnlySocketsAreAllowed_HasToAskForThem(string? body, bool isGranted)
    {
        await using var host = await StartAsync(OnlyWhenKeyIs("true"));

        var response = await host.SendAsCallerAsync("POST", Status, body);

        if (isGranted) response.AssertOk(WithSockets);
        else response.AssertNotAllowed(Action, Policy.Things + "a");
    }

    [Fact]
    public async Task Query_SocketsNotIndexed_IsJudgedBeforeTheyAreLeftOut()
    {
        await using var host = await StartAsync(OnlyWhenKeyIs("false"));
        await host.SendAsync("POST", "/indexing/config", """{"thingIndexingConfiguration":{"thingIndexingMode":"REGISTRY","thingConnectivityIndexingMode":"STATUS"}}""");

        (await host.SendAsCallerAsync("POST", Status, """{"includeSocketInformation":true}""")).AssertNotAllowed(Action, Policy.Things + "a");
    }

    [Theory]
    [InlineData("Bool", 403)]
    [InlineData("BoolIfExists", 200)]
    public async Task OtherOperations_DoNotHaveTheKey(string conditionOperator, int status)
    {
        await using var host = await StartAsync(Policy.AllowWhen("iot:*", $$$"""{"{{{conditionOperator}}}":{"iot:IncludeSocketInformation":"false"}}"""));

        Assert.Equal(status, (await host.SendAsCallerAsync("GET", "/things/a")).Status);
    }

    private static string OnlyWhenKeyIs(string value) => Policy.AllowWhen(Action, $$$"""{"Bool":{"iot:IncludeSocketInformation":"{{{value}}}"}}""");

    private static async Task<ApiHost> StartAsync(string policy)
    {
        var host = await ApiHost.StartAsync(policy);
        await host.CreateThingsAsync("a");
        var posted = await host.SendAsync("POST", "/lifecycle-events", """{"clientId":"a","timestamp":1767168000250,"eventType":"connected","ipAddress":"198.51.100.24","sourcePort":50122}""");
        posted.AssertOk("""{"applied":1,"stale":0,"duplicate":0,"ignored":0,"rejected":[]}""");
        return host;
    }
}
