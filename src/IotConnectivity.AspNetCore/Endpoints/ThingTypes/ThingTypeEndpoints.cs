using IotConnectivity.AspNetCore.Access;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IotConnectivity.AspNetCore.Endpoints.ThingTypes;

/// <summary>The operations on thing types.</summary>
internal static class ThingTypeEndpoints
{
    public static void Map(
        RouteGroupBuilder group,
        ThingRegistry registry,
        ApiGate gate,
        DurableWrites writes,
        Func<RequestDelegate, RequestDelegate> known,
        Func<RequestDelegate, RequestDelegate> writing)
    {
        group.MapPost("/thing-types/{thingTypeName}/deprecate", writing(new DeprecateThingType(registry, gate, writes).InvokeAsync));
        group.MapPost("/thing-types/{thingTypeName}", writing(new CreateThingType(registry, gate, writes).InvokeAsync));
        group.MapGet("/thing-types/{thingTypeName}", known(new DescribeThingType(registry, gate).InvokeAsync));
        group.MapPatch("/thing-types/{thingTypeName}", writing(new UpdateThingType(registry, gate, writes).InvokeAsync));
        group.MapDelete("/thing-types/{thingTypeName}", writing(new DeleteThingType(registry, gate, writes).InvokeAsync));
        group.MapGet("/thing-types", known(new ListThingTypes(registry, gate).InvokeAsync));
    }
}
