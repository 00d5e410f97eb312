namespace IotConnectivity.AspNetCore.Access;

/// <summary>Who attaches a security profile to a group, or detaches it, must be allowed on both.</summary>
public class ProfileTargetPolicyTests
{
    private const string Profile = Policy.Profiles + "p";
    private const string Group = Policy.Groups + "g";
    private const string Target = "/security-profiles/p/targets?securityProfileTargetArn=" + Group;

    [Theory]
    [InlineData("PUT", "iot:AttachSecurityProfile")]
    [InlineData("DELETE", "iot:DetachSecurityProfile")]
    public async Task Change_AllowedOnBoth_Works(string method, string action)
    {
        await using var host = await StartAsync(Policy.Allow(action));

        var response = await host.SendAsCallerAsync(method, Target);

        Assert.Equal((200, string.Empty), (response.Status, response.Body));
    }

    [Theory]
    [InlineData("PUT", "iot:AttachSecurityProfile", Profile)]
    [InlineData("PUT", "iot:AttachSecurityProfile", Group)]
    [InlineData("DELETE", "iot:DetachSecurityProfile", Profile)]
    [InlineData("DELETE", "iot:DetachSecurityProfile", Group)]
    public async Task Change_DeniedOnOneOfThem_IsRefusedAndChangesNothing(string method, string action, string resource)
    {
        await using var host = await StartAsync(Policy.AllowAllBut(action, resource));
        var before = (await host.SendAsync("GET", "/security-profiles/p/targets")).Body;

        (await host.SendAsCallerAsync(method, Target)).AssertDenied(action, resource);

        (await host.SendAsync("GET", "/security-profiles/p/targets")).AssertOk(before);
    }

    [Theory]
    [InlineData("PUT", "iot:AttachSecurityProfile")]
    [InlineData("DELETE", "iot:DetachSecurityProfile")]
    public async Task Change_AllowedOnTheProfileOnly_IsRefused(string method, string action)
    {
        await using var host = await StartAsync(Policy.Allow(action, Profile));

        (await host.SendAsCallerAsync(method, Target)).AssertNotAllowed(action, Group);
    }

    private static async Task<ApiHost> StartAsync(string policy)
    {
        var host = await ApiHost.StartAsync(policy);
        Assert.Equal(200, (await host.SendAsync("POST", "/security-profiles/p")).Status);
        Assert.Equal(200, (await host.SendAsync("POST", "/thing-groups/g")).Status);
        return host;
    }
}
