using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Endpoints.ThingGroups;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Fleet.Groups;
using IotConnectivity.Queries;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Fleet;

/// <summary>What creating and changing a dynamic thing group have in common.</summary>
internal sealed class DynamicGroupOperation(DynamicThingGroups groups, ThingRegistry registry, FleetIndexes indexes, ApiGate gate)
{
    private static readonly AwsError OnlyThings = new(
        AwsErrorCode.InvalidRequest, $"indexName is {FleetIndexes.GroupsName}, expected {FleetIndexes.ThingsName}: the members of a group are things");

    public DynamicThingGroups Groups => groups;

    public ThingGroup? Find(string name) => registry.Groups.Find(name);

    public string ArnOf(string name) => gate.Arns.OfThingGroup(name);

    /// <summary>Checks name and query in the order in which a search does, and whether the caller may do this to that group.</summary>
    public AwsError? Admit(HttpContext http, string action, IndexRequest request, ConstraintViolations violations, out FleetQuery? query)
    {
        query = null;
        var name = ThingGroupOperation.NameOf(http);
        violations.CheckName(name, "thingGroupName");
        var error = violations.ToError() ?? FleetRequest.CheckIndex(request, out _);
        if (error is null && request.IndexName == FleetIndexes.GroupsName) error = OnlyThings;
        error ??= gate.Admit(http, action, ThingGroupOperation.ResourceType, name) ?? indexes.CheckEnabled(FleetIndexes.ThingsName);
        return error is null && request.QueryString is { } text ? FleetRequest.Parse(text, out query) : error;
    }
}
