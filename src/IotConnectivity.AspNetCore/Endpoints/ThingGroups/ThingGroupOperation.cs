using IotConnectivity.Access;
using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints.ThingGroups;

/// <summary>What the operations on one thing group have in common.</summary>
internal static class ThingGroupOperation
{
    public const string ResourceType = "thinggroup/";

    private const string Label = "thingGroupName";

    public static string NameOf(HttpContext http) => RegistryOperation.NameOf(http, Label);

    /// <summary>Checks the name in the path, and whether the caller may do this to that group.</summary>
    public static AwsError? Admit(HttpContext http, ApiGate gate, string action, ConstraintViolations violations) =>
        RegistryOperation.Admit(http, gate, action, Label, ResourceType, violations);

    /// <summary>Takes the properties of a group out of a request.</summary>
    public static ThingGroupUpdate ReadProperties(ThingGroupPropertiesContract? properties, ConstraintViolations violations) => new()
    {
        Description = properties?.ThingGroupDescription,
        Attributes = ThingAttributesContract.Read(properties?.AttributePayload, violations, "thingGroupProperties.attributePayload"),
        MergeAttributes = properties?.AttributePayload?.Merge ?? false,
    };

    public static ListThingGroupsResponse Describe(ThingGroupPage page, ResourceArns arns) =>
        new([.. page.Groups.Select(group => NameAndArn(group.Name, arns))], page.NextToken);

    public static GroupNameAndArn NameAndArn(string groupName, ResourceArns arns) => new(groupName, arns.OfThingGroup(groupName));
}
