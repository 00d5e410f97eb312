namespace IotConnectivity.AspNetCore.Access;

/// <summary>Who lists violations of a profile and a thing must be allowed on both.</summary>
public class ViolationPolicyTests
{
    private const string Profile = Policy.Profiles + "p";
    private const string Thing = Policy.Things + "a";
    private const string Active = "/active-violations?securityProfileName=p&thingName=a";
    private const string Events = "/violation-events?securityProfileName=p&thingName=a&startTime=2026-01-15T11:00:00Z&endTime=2026-01-15T12:00:00Z";

    public static TheoryData<string, string> Lists => new() { { Active, "iot:ListActiveViolations" }, { Events, "iot:ListViolationEvents" } };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task List_AllowedOnBoth_Works(string target, string action)
    {
        await using var host = await StartAsync(Policy.Allow(action));

        Assert.Equal(200, (await host.SendAsCallerAsync("GET", target)).Status);
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task List_AllowedOnTheProfileOnly_IsRefused(string target, string action)
    {
        await using var host = await StartAsync(Policy.Allow(action, Profile));

        (await host.SendAsCallerAsync("GET", target)).AssertNotAllowed(action, Thing);
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task List_AllowedOnTheThingOnly_IsRefused(string target, string action)
    {
        await using var host = await StartAsync(Policy.Allow(action, Thing));

        (await host.SendAsCallerAsync("GET", target)).AssertNotAllowed(action, Profile);
    }

    [Theory]
    [InlineData("/active-violations?securityProfileName=nobody", "iot:ListActiveViolations", Policy.Profiles + "nobody")]
    [InlineData("/metric-values?thingName=nobody&metricName=aws:num-disconnects&startTime=2026-01-15T11:00:00Z&endTime=2026-01-15T12:00:00Z", "iot:ListMetricValues", Policy.Things + "nobody")]
    public async Task List_NotAllowed_DoesNotTellWhetherTheNameExists(string target, string action, string resource)
    {
        await using var host = await StartAsync(Policy.Allow(action, Policy.Things + "a"));

        (await host.SendAsCallerAsync("GET", target)).AssertNotAllowed(action, resource);
    }

    [Fact]
    public async Task StartTask_OfViolationsAndAllowedOnProfilesOnly_IsRefused()
    {
        const string Action = "iot:StartDetectMitigationActionsTask";
        await using var host = await StartAsync(Policy.Allow(Action, Policy.Profiles + "*"));

        var response = await host.SendAsCallerAsync(
            "PUT", "/detect/mitigationactions/tasks/t", """{"target":{"violationIds":["v"],"securityProfileName":"p","behaviorName":"b"},"actions":["m"]}""");

        response.AssertNotAllowed(Action, "*");
    }

    private static async Task<ApiHost> StartAsync(string policy)
    {
        var host = await ApiHost.StartAsync(policy);
        await host.CreateThingsAsync("a");
        Assert.Equal(200, (await host.SendAsync("POST", "/security-profiles/p")).Status);
        return host;
    }
}
