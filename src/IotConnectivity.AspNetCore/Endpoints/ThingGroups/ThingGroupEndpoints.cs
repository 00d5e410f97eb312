using IotConnectivity.AspNetCore.Access;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IotConnectivity.AspNetCore.Endpoints.ThingGroups;

/// <summary>The operations on thing groups.</summary>
internal static class ThingGroupEndpoints
{
    public static void Map(
        RouteGroupBuilder group,
        ThingRegistry registry,
        ApiGate gate,
        DurableWrites writes,
        Func<RequestDelegate, RequestDelegate> known,
        Func<RequestDelegate, RequestDelegate> writing)
    {
        var members = new ChangeThingGroupMember(registry, gate, writes);

        // Before the paths that have a name there.
        group.MapPut("/thing-groups/addThingToThingGroup", writing(members.AddAsync));
        group.MapPut("/thing-groups/removeThingFromThingGroup", writing(members.RemoveAsync));
        group.MapPut("/thing-groups/updateThingGroupsForThing", writing(new UpdateThingGroupsForThing(registry, gate, writes).InvokeAsync));
        group.MapPost("/thing-groups/{thingGroupName}", writing(new CreateThingGroup(registry, gate, writes).InvokeAsync));
        group.MapGet("/thing-groups/{thingGroupName}", known(new DescribeThingGroup(registry, gate).InvokeAsync));
        group.MapPatch("/thing-groups/{thingGroupName}", writing(new UpdateThingGroup(registry, gate, writes).InvokeAsync));
        group.MapDelete("/thing-groups/{thingGroupName}", writing(new DeleteThingGroup(registry, gate, writes).InvokeAsync));
        group.MapGet("/thing-groups/{thingGroupName}/things", known(new ListThingsInThingGroup(registry, gate).InvokeAsync));
        group.MapGet("/thing-groups", known(new ListThingGroups(registry, gate).InvokeAsync));
        group.MapGet("/things/{thingName}/thing-groups", known(new ListThingGroupsForThing(registry, gate).InvokeAsync));
    }
}
