namespace IotConnectivity.AspNetCore.Contracts;

internal sealed record ThingGroupPropertiesContract(string? ThingGroupDescription, AttributePayload? AttributePayload);

internal sealed record GroupNameAndArn(string GroupName, string GroupArn);

internal sealed record ThingGroupMetadataContract(string? ParentGroupName, IReadOnlyList<GroupNameAndArn>? RootToParentThingGroups, decimal CreationDate);

internal sealed record CreateThingGroupRequest(string? ParentGroupName, ThingGroupPropertiesContract? ThingGroupProperties);

internal sealed record CreateThingGroupResponse(string ThingGroupName, string ThingGroupArn, Guid ThingGroupId);

internal sealed record DescribeThingGroupResponse(
    string ThingGroupName,
    Guid ThingGroupId,
    string ThingGroupArn,
    long Version,
    ThingGroupPropertiesContract ThingGroupProperties,
    ThingGroupMetadataContract ThingGroupMetadata,
    string? IndexName,
    string? QueryString,
    string? QueryVersion,
    string? Status);

internal sealed record UpdateThingGroupRequest(ThingGroupPropertiesContract? ThingGroupProperties, long? ExpectedVersion);

internal sealed record UpdateThingGroupResponse(long Version);

internal sealed record ListThingGroupsResponse(IReadOnlyList<GroupNameAndArn> ThingGroups, string? NextToken);

internal sealed record ListThingsInThingGroupResponse(IReadOnlyList<string> Things, string? NextToken);

/// <summary>The request of AddThingToThingGroup and of RemoveThingFromThingGroup, which ignores the last member.</summary>
internal sealed record ThingGroupMemberRequest(string? ThingGroupName, string? ThingGroupArn, string? ThingName, string? ThingArn, bool? OverrideDynamicGroups);

internal sealed record UpdateThingGroupsForThingRequest(
    string? ThingName, IReadOnlyList<string?>? ThingGroupsToAdd, IReadOnlyList<string?>? ThingGroupsToRemove, bool? OverrideDynamicGroups);
