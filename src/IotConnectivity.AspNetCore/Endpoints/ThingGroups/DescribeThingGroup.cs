using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints.ThingGroups;

/// <summary><c>GET /thing-groups/{thingGroupName}</c></summary>
internal sealed class DescribeThingGroup(ThingRegistry registry, ApiGate gate)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (ThingGroupOperation.Admit(http, gate, "iot:DescribeThingGroup", new ConstraintViolations()) is { } refusal) return AwsErrorWriter.WriteAsync(http, refusal);
        var name = ThingGroupOperation.NameOf(http);
        return registry.Groups.Find(name) is { } group
            ? JsonAnswer.WriteAsync(http, Describe(group), ConnectivityJsonContext.Default.DescribeThingGroupResponse)
            : AwsErrorWriter.WriteAsync(http, new AwsError(AwsErrorCode.ResourceNotFound, $"Thing Group {name} does not exist"));
    }

    private DescribeThingGroupResponse Describe(ThingGroup group) => new(
        group.Name,
        group.Id,
        gate.Arns.OfThingGroup(group.Name),
        group.Version,
        PropertiesOf(group),
        MetadataOf(group),
        group.Query?.IndexName,
        group.Query?.QueryString,
        group.Query?.QueryVersion,
        group.Query?.Status switch
        {
            null => null,
            ThingGroupStatus.Active => "ACTIVE",
            ThingGroupStatus.Building => "BUILDING",
            _ => "REBUILDING",
        });

    private static ThingGroupPropertiesContract PropertiesOf(ThingGroup group) => new(
        group.Description,
        group.Attributes.Count == 0 ? null : new AttributePayload(group.Attributes.ToDictionary(static pair => pair.Key, static pair => (string?)pair.Value), null));

    private ThingGroupMetadataContract MetadataOf(ThingGroup group) => new(
        group.ParentName,
        group.Ancestors.Count == 0 ? null : [.. group.Ancestors.Select(name => ThingGroupOperation.NameAndArn(name, gate.Arns))],
        WireTime.Of(group.CreatedAt));
}
