namespace IotConnectivity.AspNetCore.Access;

/// <summary>Who changes the groups of a thing must be allowed on the thing and on each group.</summary>
public class GroupMemberPolicyTests
{
    private const string Thing = Policy.Things + "a";
    private const string Group = Policy.Groups + "g";

    public static TheoryData<string, string, string> Operations => new()
    {
        { "addThingToThingGroup", """{"thingGroupName":"g","thingName":"a"}""", "iot:AddThingToThingGroup" },
        { "removeThingFromThingGroup", """{"thingGroupName":"g","thingName":"a"}""", "iot:RemoveThingFromThingGroup" },
        { "updateThingGroupsForThing", """{"thingName":"a","thingGroupsToAdd":["g"]}""", "iot:UpdateThingGroupsForThing" },
        { "updateThingGroupsForThing", """{"thingName":"a","thingGroupsToAdd":["other"],"thingGroupsToRemove":["g"]}""", "iot:UpdateThingGroupsForThing" },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Change_AllowedOnAll_Works(string path, string body, string action)
    {
        await using var host = await StartAsync(Policy.Allow(action));

        (await host.SendAsCallerAsync("PUT", $"/thing-groups/{path}", body)).AssertOk("{}");
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Change_DeniedOnOneOfThem_IsRefusedAndChangesNothing(string path, string body, string action)
    {
        foreach (var resource in (string[])[Thing, Group])
        {
            await using var host = await StartAsync(Policy.AllowAllBut(action, resource));

            var response = await host.SendAsCallerAsync("PUT", $"/thing-groups/{path}", body);

            response.AssertDenied(action, resource);
            (await host.SendAsync("GET", "/things/a/thing-groups")).AssertOk("""{"thingGroups":[]}""");
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Change_AllowedOnTheThingOnly_IsRefused(string path, string body, string action)
    {
        await using var host = await StartAsync(Policy.Allow(action, Thing));

        var response = await host.SendAsCallerAsync("PUT", $"/thing-groups/{path}", body);

        response.AssertNotAllowed(action, body.Contains("other", StringComparison.Ordinal) ? Policy.Groups + "other" : Group);
    }

    private static async Task<ApiHost> StartAsync(string policy)
    {
        var host = await ApiHost.StartAsync(policy);
        await host.CreateThingsAsync("a");
        Assert.Equal(200, (await host.SendAsync("POST", "/thing-groups/g")).Status);
        Assert.Equal(200, (await host.SendAsync("POST", "/thing-groups/other")).Status);
        return host;
    }
}
