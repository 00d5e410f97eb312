using IotConnectivity.Detect.Violations;

namespace IotConnectivity.Detect.Alerts;

public class AlertTests
{
    private static readonly ViolationEvent InAlarm = new(
        "9f0c2d1e8b7a4c5d9e6f00112233aabb",
        "test_thing",
        "OfflineWatch",
        AlertWorld.Offline,
        ViolationEventType.InAlarm,
        DateTimeOffset.FromUnixTimeMilliseconds(1_768_477_800_000)) { Value = MetricValue.OfCount(5) };

    [Fact]
    public void Message_OfAnAlarm_IsThatOfThePublishedSamples() => Assert.Equal(
        """{"violationEventTime":1768477800000,"thingName":"test_thing","behavior":{"criteria":{"consecutiveDatapointsToClear":1,"value":{"count":5},"consecutiveDatapointsToAlarm":1,"comparisonOperator":"less-than"},"name":"Offline5m","metric":"aws:disconnect-duration"},"violationEventType":"in-alarm","metricValue":{"count":5},"violationId":"9f0c2d1e8b7a4c5d9e6f00112233aabb","securityProfileName":"OfflineWatch"}""",
        Make(InAlarm).Message);

    [Fact]
    public void Message_OfAnInvalidatedAlarmOfAnAddress_HasNoValue()
    {
        var behavior = new Behavior("Office")
        {
            Metric = DetectMetrics.SourceIpAddress,
            Criteria = new BehaviorCriteria { ComparisonOperator = "in-cidr-set", Value = MetricValue.OfCidrs("192.0.2.0/24"), ConsecutiveDatapointsToAlarm = 3, DurationSeconds = 300 },
        };

        Assert.Equal(
            """{"violationEventTime":1768477800000,"thingName":"test_thing","behavior":{"criteria":{"consecutiveDatapointsToClear":1,"value":{"cidrs":["192.0.2.0/24"]},"consecutiveDatapointsToAlarm":3,"durationSeconds":300,"comparisonOperator":"in-cidr-set"},"name":"Office","metric":"aws:source-ip-address"},"violationEventType":"alarm-invalidated","violationId":"9f0c2d1e8b7a4c5d9e6f00112233aabb","securityProfileName":"OfflineWatch"}""",
            Make(InAlarm with { Behavior = behavior, Value = null, Type = ViolationEventType.AlarmInvalidated }).Message);
    }

    [Fact]
    public void Id_DependsOnViolationAndTypeAlone()
    {
        var alarm = Make(InAlarm);

        Assert.True(Guid.TryParseExact(alarm.Id, "D", out _));
        Assert.Equal(alarm.Id, Make(InAlarm with { Time = DateTimeOffset.UnixEpoch, Verification = VerificationState.TruePositive }).Id);
        Assert.NotEqual(alarm.Id, Make(InAlarm with { Type = ViolationEventType.AlarmCleared }).Id);
        Assert.NotEqual(alarm.Id, Make(InAlarm with { ViolationId = "0f0c2d1e8b7a4c5d9e6f00112233aabb" }).Id);
    }

    [Fact]
    public void Document_WrittenAndRead_IsTheSame()
    {
        var document = new AlertDocument(5, 4, AlertWorld.Topic, InAlarm with { VerificationDescription = "ä\"", Value = MetricValue.OfCidrs("::/0") }, "why", 6);

        var written = document.Write();

        Assert.Equal(document, AlertDocument.Read("alert", "key", written));
        Assert.Equal(5, AlertDocument.ReadQueuedAtMs(written.Span));
    }

    [Theory]
    [InlineData(1, 0.5, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(5, 8, 16)]
    [InlineData(9, 128, 256)]
    [InlineData(10, 150, 300)]
    [InlineData(1000, 150, 300)]
    public void OfThing_Failures_DoublesUpToFiveMinutes(int failures, double from, double to)
    {
        for (var i = 0; i < 100; i++) Assert.InRange(AlertDelays.OfThing(failures).TotalSeconds, from, to);
    }

    [Theory]
    [InlineData("arn:aws:sns:us-east-1:123456789012:Offline", true)]
    [InlineData("arn:aws-cn:sns:cn-north-1:123456789012:Off-line_1.fifo", true)]
    [InlineData("arn:aws:sns:us-east-1:123456789012:", false)]
    [InlineData("arn:aws:sns:us-east-1:12345678901:Offline", false)]
    [InlineData("arn:aws:sqs:us-east-1:123456789012:Offline", false)]
    [InlineData("arn:aws:sns:us-east-1:123456789012:a:b", false)]
    [InlineData("arn:aws:sns:us-east-1:123456789012:a b", false)]
    [InlineData("", false)]
    public void IsTopicArn_Text_SaysWhetherItIsOne(string text, bool isOne) => Assert.Equal(isOne, AlertTargets.IsTopicArn(text));

    [Fact]
    public void Refuse_TopicWithoutTarget_NamesThoseThatHaveOne()
    {
        var targets = new AlertTargets([new AlertBinding(AlertWorld.Topic, static _ => new TestTarget())], null!);

        Assert.Null(targets.Refuse(AlertWorld.Topic));
        Assert.Equal($"no target is configured for the topic `{AlertWorld.OtherTopic}`, expected one of `{AlertWorld.Topic}`", targets.Refuse(AlertWorld.OtherTopic));
    }

    [Fact]
    public void Validate_OptionsOutOfRange_NamesAllOfThem()
    {
        var result = new AlertOptionsValidator().Validate(null, new AlertOptions { WaitState = TimeSpan.FromMilliseconds(1), DeadLetterAfter = TimeSpan.Zero, Concurrency = 0 });

        Assert.Equal(
            [
                "WaitState is `00:00:00.0010000`, expected 00:00:00 or 00:00:01 to 1.00:00:00",
                "DeadLetterAfter is `00:00:00`, expected 00:01:00 to 30.00:00:00",
                "Concurrency is `0`, expected 1 to 256",
            ],
            result.Failures!);
        Assert.True(new AlertOptionsValidator().Validate(null, new AlertOptions()).Succeeded);
    }

    private static Alert Make(ViolationEvent told) => new(AlertWorld.Topic, told, DateTimeOffset.UnixEpoch);
}
