using IotConnectivity.AspNetCore.Access;
using IotConnectivity.Fleet;
using IotConnectivity.Fleet.Groups;
using IotConnectivity.Indexing;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IotConnectivity.AspNetCore.Fleet;

/// <summary>The operations on the fleet indexes and on dynamic thing groups.</summary>
internal static class FleetEndpoints
{
    public static void Map(
        RouteGroupBuilder group,
        IServiceProvider services,
        ApiGate gate,
        DurableWrites writes,
        Func<RequestDelegate, RequestDelegate> known,
        Func<RequestDelegate, RequestDelegate> writing)
    {
        var indexes = new FleetIndexes(
            services.GetRequiredService<FleetIndex>(), services.GetRequiredService<ThingGroupIndex>(), services.GetRequiredService<IndexingSwitch>());
        var operation = new FleetOperation(indexes, gate);
        group.MapPost("/indices/search", known(new SearchIndex(operation).InvokeAsync));
        group.MapPost("/indices/statistics", known(new GetStatistics(operation).InvokeAsync));
        group.MapPost("/indices/cardinality", known(new GetCardinality(operation).InvokeAsync));
        group.MapPost("/indices/percentiles", known(new GetPercentiles(operation).InvokeAsync));
        group.MapPost("/indices/buckets", known(new GetBucketsAggregation(operation).InvokeAsync));
        group.MapGet("/indices/{indexName}", known(new DescribeIndex(indexes, gate).InvokeAsync));
        group.MapGet("/indices", known(new ListIndices(indexes, gate).InvokeAsync));

        var groups = services.GetRequiredService<DynamicThingGroups>();
        var changes = new DynamicGroupOperation(groups, services.GetRequiredService<ThingRegistry>(), indexes, gate);
        group.MapPost("/dynamic-thing-groups/{thingGroupName}", writing(new CreateDynamicThingGroup(changes, writes).InvokeAsync));
        group.MapPatch("/dynamic-thing-groups/{thingGroupName}", writing(new UpdateDynamicThingGroup(changes, writes).InvokeAsync));
        group.MapDelete("/dynamic-thing-groups/{thingGroupName}", writing(new DeleteDynamicThingGroup(groups, gate, writes).InvokeAsync));
    }
}
