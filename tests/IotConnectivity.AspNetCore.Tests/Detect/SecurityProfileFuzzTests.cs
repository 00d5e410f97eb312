using System.Text.Json.Nodes;

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

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1.5", "1e400", "18446744073709551616", "9223372036854775807", "\"\"", "\"x\"", "\"\\u0000\"", "\"less-than\"", "\"aws:source-ip-address\"", "\"::/0\"",
        "[]", "{}", "[null]", "[[]]", "{\"count\":0}", "{\"cidrs\":[\"0.0.0.0/0\"]}", "{\"number\":\"NaN\"}", "{\"ports\":[65536]}", "{\"strings\":[null]}", "{\"confidenceLevel\":null}",
    ];

    [Fact]
    public async Task Body_WithOneValueReplaced_IsNeverAFault()
    {
        await using var host = await ApiHost.StartAsync();
        Assert.Equal(200, (await host.SendAsync("POST", "/security-profiles/known")).Status);
        var random = new Random(20260115);
        var statuses = new HashSet<int>();

        for (var i = 0; i < 1500; i++)
        {
            var body = JsonNode.Parse(Good)!;
            for (var changes = random.Next(1, 3); changes > 0; changes--) Replace(body, random);
            var text = body.ToJsonString();

            var created = await host.SendAsync("POST", $"/security-profiles/p{i}", text);
            var updated = await host.SendAsync("PATCH", "/security-profiles/known", text);
            var validated = await host.SendAsync("POST", "/security-profile-behaviors/validate", text);

            Assert.All([created, updated, validated], response => Assert.True(response.Status is 200 or 400, $"{text} is answered {response}"));
            statuses.UnionWith([created.Status, updated.Status, validated.Status]);
            if (created.Status == 200) Assert.Equal(200, (await host.SendAsync("GET", $"/security-profiles/p{i}")).Status);
        }

        Assert.Equal([200, 400], statuses.Order());
    }

    private static void Replace(JsonNode body, Random random)
    {
        var places = Places(body).ToList();
        var (parent, key) = places[random.Next(places.Count)];
        var value = Values[random.Next(Values.Length)];

        // What no JSON number of .NET holds is only text here.
        var node = value == "1e400" ? JsonValue.Create("1e400") : JsonNode.Parse(value);
        if (parent is JsonObject members) members[(string)key] = node;
        else parent.AsArray()[(int)key] = node;
    }

    private static IEnumerable<(JsonNode Parent, object Key)> Places(JsonNode node)
    {
        var children = node switch
        {
            JsonObject members => members.Select(member => ((object)member.Key, member.Value)),
            JsonArray entries => entries.Select((entry, i) => ((object)i, entry)),
            _ => [],
        };
        foreach (var (key, child) in children.ToList())
        {
            yield return (node, key);
            if (child is null) continue;
            foreach (var place in Places(child)) yield return place;
        }
    }
}
