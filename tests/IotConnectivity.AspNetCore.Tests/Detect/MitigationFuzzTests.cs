namespace IotConnectivity.AspNetCore.Detect;

/// <summary>Bodies that look like mitigation actions, their tasks and states of violations, and are not.</summary>
public class MitigationFuzzTests
{
    private const string GoodAction = """
        {"roleArn":"arn:aws:iam::123456789012:role/r","tags":[{"Key":"a","Value":"b"}],
         "actionParams":{"addThingsToThingGroupParams":{"thingGroupNames":["a","b"],"overrideDynamicGroups":true},"publishFindingToSnsParams":null,"enableIoTLoggingParams":null}}
        """;

    private const string GoodTask = """
        {"target":{"violationIds":null,"securityProfileName":"p","behaviorName":"b"},"actions":["known","known"],
         "violationEventOccurrenceRange":{"startTime":1768474800,"endTime":1768478400.5},"includeOnlyActiveViolations":true,"includeSuppressedAlerts":false,"clientRequestToken":null}
        """;

    private const string GoodState = """{"verificationState":"UNKNOWN","verificationStateDescription":"d"}""";

    [Fact]
    public async Task Body_WithOneValueReplaced_IsNeverAFault()
    {
        await using var host = await ApiHost.StartAsync();
        Assert.Equal(200, (await host.SendAsync("POST", "/mitigationactions/actions/known", GoodAction)).Status);
        var random = new Random(20260115);
        var statuses = new HashSet<int>();

        for (var i = 0; i < 1000; i++)
        {
            var (action, task, state) = (BodyFuzzer.Change(GoodAction, random), BodyFuzzer.Change(GoodTask, random), BodyFuzzer.Change(GoodState, random));

            var created = await host.SendAsync("POST", $"/mitigationactions/actions/a{i}", action);
            var updated = await host.SendAsync("PATCH", "/mitigationactions/actions/known", action);
            var started = await host.SendAsync("PUT", $"/detect/mitigationactions/tasks/t{i}", task);
            var verified = await host.SendAsync("POST", "/violations/verification-state/v", state);

            // At most a hundred actions exist, and a hundred tasks run, at a time.
            Assert.All([created, updated, started, verified], response => Assert.True(response.Status is 200 or 400, $"{action} {task} {state} is answered {response}"));
            statuses.UnionWith([created.Status, updated.Status, started.Status]);
            Assert.Equal(created.Status == 200 ? 200 : 404, (await host.SendAsync("GET", $"/mitigationactions/actions/a{i}")).Status);
            Assert.Equal(started.Status == 200 ? 200 : 404, (await host.SendAsync("GET", $"/detect/mitigationactions/tasks/t{i}")).Status);
            Assert.Equal(200, (await host.SendAsync("DELETE", $"/mitigationactions/actions/a{i}")).Status);
        }

        Assert.Equal([200, 400], statuses.Order());
    }

    [Fact]
    public async Task Query_OfAnything_IsNeverAFault()
    {
        string[] paths = ["/active-violations", "/violation-events", "/metric-values", "/mitigationactions/actions", "/detect/mitigationactions/tasks", "/detect/mitigationactions/executions"];
        string[] members =
        [
            "thingName", "securityProfileName", "behaviorCriteriaType", "listSuppressedAlerts", "verificationState", "nextToken", "maxResults", "startTime", "endTime", "metricName", "actionType",
            "taskId", "violationId", "dimensionName",
        ];
        string[] values =
        [
            "", "a", "0", "1", "250", "-1", "99999999999999999999", "true", "STATIC", "UNKNOWN", "aws%3Adisconnect-duration", "2026-01-15T11%3A00%3A00Z", "2026-01-15T12%3A00%3A00%2B23%3A59", "9999-12-31T23%3A59%3A59Z",
            "0001-01-01T00%3A00%3A00Z", "1768478400.123", "Yg", "MTox", "LTk5OTk5OTk5OTk5OTk5OTk5OTk5Ong", "OTIyMzM3MjAzNjg1NDc3NTgwNzo", "19bc1a2a800", "%00", "%F0%9F%92%A9", "%2A", "a&maxResults=2",
        ];
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("a");
        var random = new Random(20260116);
        var statuses = new HashSet<int>();

        for (var i = 0; i < 3000; i++)
        {
            var query = string.Join('&', random.GetItems(members, random.Next(6)).Select(member => $"{member}={values[random.Next(values.Length)]}"));
            if (random.Next(3) > 0) query += "&startTime=2026-01-15T11%3A00%3A00Z&endTime=2026-01-15T12%3A00%3A00Z";
            var target = $"{paths[random.Next(paths.Length)]}?{query}";

            var response = await host.SendAsync("GET", target);

            Assert.True(response.Status is 200 or 400 or 404, $"{target} is answered {response}");
            statuses.Add(response.Status);
        }

        Assert.Equal([200, 400, 404], statuses.Order());
    }
}
