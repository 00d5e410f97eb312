namespace IotConnectivity.AspNetCore.Detect;

/// <summary>Bodies that look like security profiles and are not.</summary>
public class SecurityProfileFuzzTests
{
    private const string Good = """
        {"securityProfileDescription":"d","behaviors":[
          {"name":"a","metric":"aws:disconnect-duration","criteria":{"comparisonOperator":"less-than","value":{"count":5},"durationSeconds":300,"consecutiveDatapointsToAlarm":1,
            "consecutiveDatapointsToClear":2},"suppressAlerts":true,"exportMetric":false,"metricDimension":null},
          {"name":"b","metric":"aws:source-ip-address","criteria":{"comparisonOperator":"not-in-cidr-set","value":{"cidrs":["192.0.2.0/24","::1"]}}},
          {"name":"c","metric":"aws:num-disconnects","criteria":{"comparisonOperator":"greater-than","value":{"count":0},"mlDetectionConfig":null,"statisticalThreshold":null}}],
         "alertTargets":{"SNS":{"alertTargetArn":"arn:aws:sns:us-east-1:123456789012:t","roleArn":"arn:aws:iam::123456789012:role/r"}},
         "additionalMetricsToRetain":["aws:num-disconnects"],"additionalMetricsToRetainV2":[{"metric":"aws:num-connection-attempts"}],"metricsExportConfig":null,
         "deleteBehaviors":false,"deleteAlertTargets":false,"deleteAdditionalMetricsToRetain":false,"deleteMetricsExportConfig":false}
        """;

    [Fact]
    public async Task Body_WithOneValueReplaced_IsNeverAFault()
    {
        await using var host = await ApiHost.StartAsync();
        Assert.Equal(200, (await host.SendAsync("POST", "/security-profiles/known")).Status);
        var random = new Random(20260115);
        var statuses = new HashSet<int>();

        for (var i = 0; i < 1500; i++)
        {
            var text = BodyFuzzer.Change(Good, random);

            var created = await host.SendAsync("POST", $"/security-profiles/p{i}", text);
            var updated = await host.SendAsync("PATCH", "/security-profiles/known", text);
            var validated = await host.SendAsync("POST", "/security-profile-behaviors/validate", text);

            Assert.All([created, updated, validated], response => Assert.True(response.Status is 200 or 400, $"{text} is answered {response}"));
            statuses.UnionWith([created.Status, updated.Status, validated.Status]);
            if (created.Status == 200) Assert.Equal(200, (await host.SendAsync("GET", $"/security-profiles/p{i}")).Status);
        }

        Assert.Equal([200, 400], statuses.Order());
    }
}
