using System.Globalization;
using System.Text.Json;

namespace IotConnectivity.AspNetCore.Detect;

/// <summary>What goes on over several pages is on exactly one of them.</summary>
public class DetectPagingTests
{
    private const int Things = 7;
    private const string Range = "startTime=2026-01-15T11:00:00Z&endTime=2026-01-15T13:00:00Z";
    private const string AllThings = "?securityProfileTargetArn=arn:aws:iot:us-east-1:123456789012:all/registered-things";
    private const string Action = """{"roleArn":"arn:aws:iam::123456789012:role/Mitigate","actionParams":{"addThingsToThingGroupParams":{"thingGroupNames":["Lost"]}}}""";

    [Theory]
    [InlineData("/active-violations?maxResults=", "activeViolations")]
    [InlineData("/active-violations?securityProfileName=p&maxResults=", "activeViolations")]
    [InlineData("/violation-events?" + Range + "&maxResults=", "violationEvents")]
    [InlineData("/detect/mitigationactions/executions?maxResults=", "actionsExecutions")]
    [InlineData("/detect/mitigationactions/executions?taskId=t&maxResults=", "actionsExecutions")]
    public async Task List_PageByPage_HasEachViolationOnce(string target, string member)
    {
        await using var host = await StartAsync();
        var whole = (await ReadAsync(host, target + "250", member)).Ids;

        foreach (var size in (int[])[1, 2, 3, Things])
        {
            var ids = new List<string>();
            string? token = null;
            do
            {
                var page = await ReadAsync(host, string.Create(CultureInfo.InvariantCulture, $"{target}{size}&nextToken={token}"), member);
                Assert.InRange(page.Ids.Count, 1, size);
                ids.AddRange(page.Ids);
                token = page.NextToken;
            }
            while (token is not null);

            Assert.Equal(whole, ids);
        }

        Assert.Equal(Things, whole.Distinct().Count());
    }

    [Fact]
    public async Task Task_OfAProfile_PutsItsThingsIntoTheGroup()
    {
        await using var host = await StartAsync();

        (await host.SendAsync("GET", "/thing-groups/Lost/things")).AssertOk("""{"things":["a0","a1","a2","a3","a4","a5","a6"]}""");
    }

    private static async Task<(List<string> Ids, string? NextToken)> ReadAsync(ApiHost host, string target, string member)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, host.AddressOf(target));
        message.Headers.Authorization = new("Bearer", ApiHost.AdminToken);
        using var client = new HttpClient();
        using var response = await client.SendAsync(message, TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var ids = json.RootElement.GetProperty(member).EnumerateArray().Select(static one => one.GetProperty("violationId").GetString()!).ToList();
        return (ids, json.RootElement.TryGetProperty("nextToken", out var token) ? token.GetString() : null);
    }

    private static async Task<ApiHost> StartAsync()
    {
        var host = await ApiHost.StartAsync();
        var names = Enumerable.Range(0, Things).Select(static i => string.Create(CultureInfo.InvariantCulture, $"a{i}")).ToArray();
        await host.CreateThingsAsync(names);
        await DoAsync(host, "POST", "/security-profiles/p", """{"behaviors":[{"name":"b","metric":"aws:disconnect-duration","criteria":{"comparisonOperator":"less-than","value":{"count":5}}}]}""");
        await DoAsync(host, "PUT", "/security-profiles/p/targets" + AllThings);

        // What is due this very moment is judged a moment later, which a clock that stands still never reaches.
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        var events = names.SelectMany(static name => (string[])
        [
            $$"""{"clientId":"{{name}}","eventType":"connected","timestamp":1768474800000,"versionNumber":1}""",
            $$"""{"clientId":"{{name}}","eventType":"disconnected","timestamp":1768477200000,"versionNumber":1}""",
        ]);
        await DoAsync(host, "POST", "/lifecycle-events", $"[{string.Join(',', events)}]");
        foreach (var name in names) await host.SendUntilAsync(new ApiRequest("GET", "/active-violations") { Until = $"\"{name}\"" });
        await DoAsync(host, "POST", "/thing-groups/Lost");
        await DoAsync(host, "POST", "/mitigationactions/actions/m", Action);
        await DoAsync(host, "PUT", "/detect/mitigationactions/tasks/t", """{"target":{"securityProfileName":"p","behaviorName":"b"},"actions":["m"]}""");
        await host.SendUntilAsync(new ApiRequest("GET", "/detect/mitigationactions/tasks/t") { Until = "SUCCESSFUL" });
        return host;
    }

    private static async Task DoAsync(ApiHost host, string method, string target, string? body = null)
    {
        var response = await host.SendAsync(method, target, body);
        Assert.True(response.Status == 200, $"{method} {target}: {response}");
    }
}
