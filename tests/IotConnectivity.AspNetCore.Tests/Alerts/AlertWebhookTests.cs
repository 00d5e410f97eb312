using System.Text.Json;
using IotConnectivity.DependencyInjection;
using IotConnectivity.Detect;
using IotConnectivity.Detect.Alerts;
using IotConnectivity.Detect.Violations;
using Microsoft.Extensions.DependencyInjection;

namespace IotConnectivity.AspNetCore.Alerts;

public class AlertWebhookTests
{
    private const string Topic = "arn:aws:sns:us-east-1:123456789012:Offline";

    private static readonly Alert Alert = new(
        Topic,
        new ViolationEvent("9f0c2d1e8b7a4c5d9e6f00112233aabb", "test_thing", "OfflineWatch", new Behavior("Offline5m"), ViolationEventType.InAlarm, DateTimeOffset.UnixEpoch) { Value = MetricValue.OfCount(5) },
        new DateTimeOffset(2026, 1, 15, 11, 50, 36, 527, TimeSpan.Zero));

    [Fact]
    public async Task Deliver_Alert_IsPostedAsSnsDoes()
    {
        await using var receiver = await WebhookReceiver.StartAsync(204);
        using var webhook = Webhook(new Uri(receiver.Address, "/alerts?key=secret"));

        await webhook.DeliverAsync(Alert, TestContext.Current.CancellationToken);
        var posted = await receiver.NextAsync();

        Assert.Equal(("POST", "/alerts?key=secret"), (posted.Method, posted.Target));
        Assert.Equal("text/plain; charset=UTF-8", posted.Headers["Content-Type"]);
        Assert.Equal(("Notification", Alert.Id, Topic), (posted.Headers["x-amz-sns-message-type"], posted.Headers["x-amz-sns-message-id"], posted.Headers["x-amz-sns-topic-arn"]));
        Assert.Equal(
            $$"""{"Type":"Notification","MessageId":"{{Alert.Id}}","TopicArn":"{{Topic}}","Message":"{{Alert.Message.Replace("\"", "\\\"", StringComparison.Ordinal)}}","Timestamp":"2026-01-15T11:50:36.527Z"}""",
            posted.Body);
        using var envelope = JsonDocument.Parse(posted.Body);
        Assert.Equal(Alert.Message, envelope.RootElement.GetProperty("Message").GetString());
    }

    [Theory]
    [InlineData(500, "the webhook answered 500")]
    [InlineData(403, "the webhook answered 403")]
    [InlineData(429, "the webhook answered 429")]
    [InlineData(307, "the webhook answered 307; redirects are not followed")]
    public async Task Deliver_AnswerThatIsNoSuccess_IsTriedAgain(int status, string message)
    {
        await using var receiver = await WebhookReceiver.StartAsync(status);
        using var webhook = Webhook(receiver.Address);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => webhook.DeliverAsync(Alert, TestContext.Current.CancellationToken));
        await receiver.NextAsync();

        Assert.Equal(message, error.Message);
        Assert.False(receiver.HasMore);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    [InlineData(415)]
    [InlineData(422)]
    public async Task Deliver_MessageThatIsRefused_IsNotTriedAgain(int status)
    {
        await using var receiver = await WebhookReceiver.StartAsync(status);
        using var webhook = Webhook(receiver.Address);

        var error = await Assert.ThrowsAsync<AlertRefusedException>(() => webhook.DeliverAsync(Alert, TestContext.Current.CancellationToken));

        Assert.Equal($"the webhook answered {status}", error.Message);
    }

    [Fact]
    public async Task Deliver_NoAnswer_GivesUp()
    {
        await using var receiver = await WebhookReceiver.StartAsync(static http => Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default));
        using var webhook = Webhook(receiver.Address, TimeSpan.FromMilliseconds(200));

        var error = await Assert.ThrowsAsync<TimeoutException>(() => webhook.DeliverAsync(Alert, TestContext.Current.CancellationToken));

        Assert.Equal("the webhook did not answer within 0.2 s", error.Message);
    }

    [Fact]
    public async Task Deliver_ConnectionClosedOrRefused_IsTriedAgain()
    {
        Uri address;
        await using (var receiver = await WebhookReceiver.StartAsync(static http =>
        {
            http.Abort();
            return Task.CompletedTask;
        }))
        {
            address = receiver.Address;
            using var closed = Webhook(address);
            await Assert.ThrowsAsync<HttpRequestException>(() => closed.DeliverAsync(Alert, TestContext.Current.CancellationToken));
        }

        using var refused = Webhook(new Uri(address, "/?key=secret"));
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => refused.DeliverAsync(Alert, TestContext.Current.CancellationToken));

        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deliver_ProgramEnds_IsCancelled()
    {
        await using var receiver = await WebhookReceiver.StartAsync(static http => Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default));
        using var webhook = Webhook(receiver.Address);
        using var stop = new CancellationTokenSource();

        var delivery = webhook.DeliverAsync(Alert, stop.Token);
        await receiver.NextAsync();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delivery);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("/alerts")]
    [InlineData("http://user:secret@127.0.0.1/")]
    [InlineData("http://127.0.0.1/#part")]
    public void AddAlertWebhook_AddressThatCannotBe_IsRefusedWithoutRepeatingIt(string endpoint)
    {
        var builder = new ServiceCollection().AddThingConnectivity();

        var error = Assert.Throws<ArgumentException>(() => builder.AddAlertWebhook(Topic, new Uri(endpoint, UriKind.RelativeOrAbsolute)));

        Assert.StartsWith($"the endpoint of the topic `{Topic}` is not an absolute http or https address without a user and a fragment", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    private static AlertWebhook Webhook(Uri endpoint, TimeSpan? patience = null) => new(endpoint, patience ?? AlertWebhook.UsualPatience);
}
