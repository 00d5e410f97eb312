using System.Globalization;
using System.Text;
using System.Text.Json;
using IotConnectivity.DependencyInjection;
using IotConnectivity.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace IotConnectivity.AspNetCore.Alerts;

public class AlertEndpointTests
{
    private const string Topic = "arn:aws:sns:us-east-1:123456789012:Offline";

    [Fact]
    public async Task ListAlerts_Dead_AnswersInPages()
    {
        await using var host = await StartAsync(null, 3);

        var first = Json(await host.SendAsync("GET", "/alerts?state=dead&maxResults=2"));
        var second = Json(await host.SendAsync("GET", $"/alerts?state=dead&maxResults=2&nextToken={first.GetProperty("nextToken").GetString()}"));

        Assert.Equal(
            $$"""{"alertId":"{{first.GetProperty("alerts")[0].GetProperty("alertId").GetString()}}","topicArn":"{{Topic}}","violationId":"{{ApiResponse.AnyViolation}}","thingName":"pump-1","securityProfileName":"OfflineWatch","behaviorName":"Offline5m","violationEventType":"in-alarm","violationEventTime":1768477800,"queuedAt":1768477801,"error":"no","deadAt":1768492201}""",
            first.GetProperty("alerts")[0].GetRawText());
        Assert.Equal((2, 3L, 0L), (first.GetProperty("alerts").GetArrayLength(), first.GetProperty("dead").GetInt64(), first.GetProperty("pending").GetInt64()));
        Assert.Equal("pump-3", Assert.Single(second.GetProperty("alerts").EnumerateArray()).GetProperty("thingName").GetString());
        Assert.False(second.TryGetProperty("nextToken", out _));
    }

    [Fact]
    public async Task Redrive_DeadAlert_IsPostedToTheWebhook()
    {
        await using var receiver = await WebhookReceiver.StartAsync(200);
        await using var host = await StartAsync(receiver.Address, 2);

        var answer = await host.SendAsync("POST", $"/alerts/{Id(2)}/redrive");
        var posted = await receiver.NextAsync();
        var again = await host.SendAsync("POST", $"/alerts/{Id(2)}/redrive");

        Assert.Equal((200, """{"alerts":1}"""), (answer.Status, answer.Body));
        Assert.Contains("pump-2", posted.Body, StringComparison.Ordinal);
        Assert.Equal(404, again.Status);
    }

    [Fact]
    public async Task Delete_DeadAlert_IsGone()
    {
        await using var host = await StartAsync(null, 1);

        var answer = await host.SendAsync("DELETE", $"/alerts/{Id(1)}");
        var left = Json(await host.SendAsync("GET", "/alerts?state=dead"));

        Assert.Equal((200, """{"alerts":1}"""), (answer.Status, answer.Body));
        Assert.Equal((0, 0L), (left.GetProperty("alerts").GetArrayLength(), left.GetProperty("dead").GetInt64()));
    }

    [Theory]
    [InlineData("GET", "/alerts?state=lost", 400)]
    [InlineData("GET", "/alerts?nextToken=-1", 400)]
    [InlineData("GET", "/alerts?maxResults=0", 400)]
    [InlineData("GET", "/alerts", 200)]
    [InlineData("DELETE", "/alerts/nothing", 404)]
    public async Task Request_OfAnAdministrator_IsAnswered(string method, string target, int status)
    {
        await using var host = await StartAsync(null, 1);

        Assert.Equal(status, (await host.SendAsync(method, target)).Status);
    }

    [Theory]
    [InlineData("GET", "/alerts?state=dead", "the store cannot be read at this moment, try again")]
    [InlineData("GET", "/alerts", "the store cannot be read at this moment, try again")]
    [InlineData("POST", "/alerts/1/redrive", "the service is stopping, try again")]
    [InlineData("DELETE", "/alerts/1", "the service is stopping, try again")]
    public async Task Request_StoreIsClosedMeanwhile_Answers503(string method, string target, string message)
    {
        var store = new FaultyStore();
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Add = connectivity => connectivity.Services.AddSingleton<IConnectivityStore>(store) });
        store.IsClosed = true;

        (await host.SendAsync(method, target)).AssertError(503, "ServiceUnavailableException", message);
    }

    [Fact]
    public async Task Request_WithoutItsAction_IsDenied()
    {
        await using var host = await StartAsync(null, 1, Policy.Allow("iotconnectivity:ListAlerts"));

        Assert.Equal(200, (await host.SendAsCallerAsync("GET", "/alerts")).Status);
        Assert.Equal(403, (await host.SendAsCallerAsync("POST", $"/alerts/{Id(1)}/redrive")).Status);
        Assert.Equal(403, (await host.SendAsCallerAsync("DELETE", $"/alerts/{Id(1)}")).Status);
    }

    private static string Id(int violation) => violation.ToString("x32", CultureInfo.InvariantCulture);

    private static JsonElement Json(ApiResponse response)
    {
        Assert.Equal(200, response.Status);
        using var document = JsonDocument.Parse(response.Body);
        return document.RootElement.Clone();
    }

    /// <summary>Starts a host whose store holds dead alerts, as an earlier run has left them.</summary>
    private static async Task<ApiHost> StartAsync(Uri? webhook, int dead, string? policy = null)
    {
        var store = new InMemoryConnectivityStore();
        await store.CommitAsync(new StoreBatch { Records = [.. Enumerable.Range(1, dead).Select(Dead)] }, TestContext.Current.CancellationToken);
        return await ApiHost.StartAsync(new ApiHostSetup
        {
            Policy = policy,
            Add = connectivity =>
            {
                connectivity.Services.AddSingleton<IConnectivityStore>(store);
                if (webhook is not null) connectivity.AddAlertWebhook(Topic, webhook);
            },
        });
    }

    private static StoredRecord Dead(int number) => new("alert-dead", $"pump-{number}/{Id(number)}/in-alarm", number, Id(number), Encoding.UTF8.GetBytes(
        $$"""{"QueuedAtMs":1768477801000,"PublishedAtMs":1768477801000,"TopicArn":"{{Topic}}","Event":{"ViolationId":"{{Id(number)}}","ThingName":"pump-{{number}}","ProfileName":"OfflineWatch","Behavior":{"Name":"Offline5m"},"Type":"InAlarm","Time":"2026-01-15T11:50:00+00:00"},"Error":"no","DeadAtMs":1768492201000}"""));
}
