namespace IotConnectivity.AspNetCore.Ingest;

/// <summary>What Azure asks before it sends events.</summary>
public class AzureHandshakeTests
{
    private const string Target = "/lifecycle-events?dialect=azure";

    private const string Question = """
        [{"id":"2d1781af-3a4c-4d7c-bd0c-e34b19da4e66","topic":"/subscriptions/S","subject":"","eventType":"Microsoft.EventGrid.SubscriptionValidationEvent",
        "data":{"validationCode":"code-17","validationUrl":"https://rp-eastus2.eventgrid.azure.net"},"eventTime":"2026-01-05T08:00:00Z"}]
        """;

    private const string None = """{"applied":0,"stale":0,"duplicate":0,"ignored":0,"rejected":[]}""";

    [Fact]
    public async Task Question_OfEventGrid_IsAnsweredWithItsCode()
    {
        await using var host = await ApiHost.StartAsync();

        (await host.SendAsync("POST", Target, Question)).AssertOk("""{"validationResponse":"code-17"}""");
    }

    [Fact]
    public async Task Question_Signed_IsAnsweredAsWell()
    {
        await using var host = await ApiHost.StartAsync();

        (await host.SendSignedAsync(new ApiRequest("POST", Target, Question))).AssertOk("""{"validationResponse":"code-17"}""");
    }

    [Fact]
    public async Task Question_OfAStranger_IsNotAnswered()
    {
        await using var host = await ApiHost.StartAsync();

        var response = await host.SendAsync(new ApiRequest("POST", Target, Question), token: null);

        Assert.Equal(403, response.Status);
        Assert.DoesNotContain("code-17", response.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{}}]""")]
    [InlineData("""[{"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{"validationCode":17}}]""")]
    [InlineData("""[{"eventType":"Microsoft.Devices.DeviceCreated","subject":"SubscriptionValidationEvent"}]""")]
    [InlineData("[]")]
    public async Task Body_ThatAsksNothing_IsReadAsEvents(string body)
    {
        await using var host = await ApiHost.StartAsync();

        (await host.SendAsync("POST", Target, body)).AssertOk(None);
    }

    [Fact]
    public async Task Body_ThatIsBroken_IsToldAsByEveryDialect()
    {
        await using var host = await ApiHost.StartAsync();

        var response = await host.SendAsync("POST", Target, """{"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent\ud800" """);

        response.AssertOk("""{"applied":0,"stale":0,"duplicate":0,"ignored":0,"rejected":[{"line":1,"error":"the JSON ends early at byte 69, expected one complete object"}]}""");
    }

    [Fact]
    public async Task Options_WithAnOrigin_AllowIt()
    {
        await using var host = await ApiHost.StartAsync();

        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Options, host.AddressOf(Target));
        request.Headers.Add("WebHook-Request-Origin", "eventgrid.azure.net");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(["eventgrid.azure.net"], response.Headers.GetValues("WebHook-Allowed-Origin"));
        Assert.Equal(["*"], response.Headers.GetValues("WebHook-Allowed-Rate"));
    }

    [Theory]
    [InlineData("/lifecycle-events", "eventgrid.azure.net")]
    [InlineData("/lifecycle-events?dialect=emqx", "eventgrid.azure.net")]
    [InlineData(Target, null)]
    public async Task Options_OfAnybodyElse_IsNoOperation(string target, string? origin)
    {
        await using var host = await ApiHost.StartAsync();

        var response = await host.SendAsync(
            new ApiRequest("OPTIONS", target) { Headers = origin is null ? [] : [("WebHook-Request-Origin", origin)] }, ApiHost.AdminToken);

        Assert.Equal(404, response.Status);
    }
}
