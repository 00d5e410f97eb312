using Amazon.Runtime;
using IotConnectivity.DependencyInjection;
using IotConnectivity.Detect;
using IotConnectivity.Detect.Alerts;
using IotConnectivity.Detect.Violations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace IotConnectivity.Aws;

public class SnsAlertTargetTests
{
    private const string Topic = "arn:aws:sns:eu-west-1:123456789012:Offline";

    [Theory]
    [InlineData(null)]
    [InlineData(SnsStandIn.Token)]
    public async Task Deliver_SignedWithGivenCredentials_IsPublished(string? token)
    {
        await using var sns = await SnsStandIn.StartAsync(token);
        using var target = Target(sns, token is null ? new BasicAWSCredentials(SnsStandIn.KeyId, SnsStandIn.Secret) : new SessionAWSCredentials(SnsStandIn.KeyId, SnsStandIn.Secret, token));
        var alert = Alert(Topic);

        await target.DeliverAsync(alert, TestContext.Current.CancellationToken);

        var form = Assert.Single(sns.Published);
        Assert.Equal(("Publish", "2010-03-31", Topic, alert.Message), (form["Action"], form["Version"], form["TopicArn"], form["Message"]));
        Assert.Equal(4, form.Count);
    }

    [Fact]
    public async Task Deliver_ToAFifoTopic_GroupsByThingAndDropsRepeats()
    {
        await using var sns = await SnsStandIn.StartAsync();
        using var target = Target(sns);
        var alert = Alert(Topic + ".fifo");

        await target.DeliverAsync(alert, TestContext.Current.CancellationToken);

        var form = Assert.Single(sns.Published);
        Assert.Equal(("pump:17+ü", alert.Id), (form["MessageGroupId"], form["MessageDeduplicationId"]));
    }

    [Fact]
    public async Task Deliver_WrongSecret_IsTriedAgain()
    {
        await using var sns = await SnsStandIn.StartAsync();
        using var target = Target(sns, new BasicAWSCredentials(SnsStandIn.KeyId, "wrong"));

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => target.DeliverAsync(Alert(Topic), TestContext.Current.CancellationToken));

        Assert.Equal("SNS answered 403 SignatureDoesNotMatch: The request signature we calculated does not match", error.Message);
        Assert.Empty(sns.Published);
    }

    [Theory]
    [InlineData(404, "NotFound", "Topic does not exist")]
    [InlineData(403, "AuthorizationError", "not authorized to perform: SNS:Publish")]
    [InlineData(400, "Throttled", "Rate exceeded")]
    [InlineData(400, "InvalidParameter", "Invalid parameter: TopicArn")]
    [InlineData(400, "InvalidParameter", "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1")]
    [InlineData(400, "InvalidParameter", "Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified")]
    [InlineData(400, "InvalidParameter", "Invalid parameter: Topic Name")]
    [InlineData(400, "InvalidParameter", "Invalid parameter: The MessageGroupId parameter is required for FIFO topics")]
    [InlineData(400, "InvalidParameterValue", "The region is not supported")]
    [InlineData(500, "InternalError", "We encountered an internal error")]
    public async Task Deliver_WhatCanBePutRight_IsTriedAgain(int status, string code, string message)
    {
        await using var sns = await SnsStandIn.StartAsync();
        using var target = Target(sns);
        sns.Answer = (status, SnsStandIn.Error(code, message));

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => target.DeliverAsync(Alert(Topic), TestContext.Current.CancellationToken));

        Assert.Equal($"SNS answered {status} {code}: {message}", error.Message);
    }

    [Fact]
    public async Task Deliver_AnswerRepeatsWhatWasSigned_IsNotTold()
    {
        await using var sns = await SnsStandIn.StartAsync();
        using var target = Target(sns);
        sns.Answer = (403, SnsStandIn.Error("SignatureDoesNotMatch", "The signature does not match.\n\nThe Canonical String for this request should have been\n'POST\nx-amz-security-token:SECRET'"));

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => target.DeliverAsync(Alert(Topic), TestContext.Current.CancellationToken));

        Assert.Equal("SNS answered 403 SignatureDoesNotMatch: The signature does not match.", error.Message);
    }

    [Theory]
    [InlineData("InvalidParameter", "Invalid parameter: Message too long")]
    [InlineData("InvalidParameter", "Invalid parameter: Empty message")]
    [InlineData("InvalidParameter", "Invalid parameter: MessageGroupId")]
    [InlineData("ParameterValueInvalid", "The message contains a character that is not allowed")]
    public async Task Deliver_MessageThatSnsRefuses_IsNotTriedAgain(string code, string message)
    {
        await using var sns = await SnsStandIn.StartAsync();
        using var target = Target(sns);
        sns.Answer = (400, SnsStandIn.Error(code, message));

        var error = await Assert.ThrowsAsync<AlertRefusedException>(() => target.DeliverAsync(Alert(Topic), TestContext.Current.CancellationToken));

        Assert.Equal($"SNS answered 400 {code}: {message}", error.Message);
    }

    [Fact]
    public async Task Deliver_AnswerThatIsNoXml_IsTriedAgain()
    {
        await using var sns = await SnsStandIn.StartAsync();
        using var target = Target(sns);
        sns.Answer = (502, "<html>bad gateway");

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => target.DeliverAsync(Alert(Topic), TestContext.Current.CancellationToken));

        Assert.Equal("SNS answered 502", error.Message);
    }

    [Fact]
    public void AddSnsAlerts_WrongOptions_NamesThem()
    {
        var builder = new ServiceCollection().AddThingConnectivity();

        var error = Assert.Throws<OptionsValidationException>(() => builder.AddSnsAlerts(static options => (options.Region, options.Endpoint) = ("eu west", new Uri("ftp://sns"))));

        Assert.Equal(["Endpoint is `ftp://sns/`, expected an absolute http or https address", "Region is `eu west`, expected a region such as `us-east-1`"], error.Failures);
        Assert.Throws<ArgumentException>(() => builder.AddSnsAlerts("Offline"));
    }

    private static SnsAlertTarget Target(SnsStandIn sns, AWSCredentials? credentials = null) =>
        new(new SnsAlertOptions { Endpoint = sns.Address, Credentials = credentials ?? new BasicAWSCredentials(SnsStandIn.KeyId, SnsStandIn.Secret) }, TimeProvider.System);

    private static Alert Alert(string topic) => new(
        topic,
        new ViolationEvent("9f0c2d1e8b7a4c5d9e6f00112233aabb", "pump:17+ü", "OfflineWatch", new Behavior("Offline5m"), ViolationEventType.InAlarm, DateTimeOffset.UnixEpoch) { Value = MetricValue.OfCount(5) },
        DateTimeOffset.UnixEpoch);
}
