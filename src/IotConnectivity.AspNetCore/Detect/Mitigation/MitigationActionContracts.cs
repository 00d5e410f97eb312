using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using IotConnectivity.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.Detect.Mitigation;

namespace IotConnectivity.AspNetCore.Detect.Mitigation;

internal sealed record AddThingsToThingGroupContract(IReadOnlyList<string?>? ThingGroupNames, bool? OverrideDynamicGroups);

/// <summary>What an action does. Of all members but the first it counts only whether they are there.</summary>
internal sealed record ActionParamsContract(
    AddThingsToThingGroupContract? AddThingsToThingGroupParams,
    JsonElement? UpdateDeviceCertificateParams = null,
    JsonElement? UpdateCACertificateParams = null,
    JsonElement? ReplaceDefaultPolicyVersionParams = null,
    JsonElement? EnableIoTLoggingParams = null,
    JsonElement? PublishFindingToSnsParams = null)
{
    public static ActionParamsContract Of(AddToThingGroups what) => new(new AddThingsToThingGroupContract(what.ThingGroupNames, what.OverrideDynamicGroups));
}

/// <summary>The request of CreateMitigationAction and of UpdateMitigationAction.</summary>
internal sealed record MitigationActionRequest(string? RoleArn, ActionParamsContract? ActionParams);

/// <summary>The answer of CreateMitigationAction and of UpdateMitigationAction.</summary>
internal sealed record MitigationActionResponse(string ActionArn, Guid ActionId)
{
    public static MitigationActionResponse Of(MitigationAction action, ResourceArns arns) => new(arns.OfMitigationAction(action.Name), action.Id);
}

internal sealed record DescribeMitigationActionResponse(
    string ActionName,
    string ActionType,
    string ActionArn,
    Guid ActionId,
    string RoleArn,
    ActionParamsContract ActionParams,
    decimal CreationDate,
    decimal LastModifiedDate)
{
    public static DescribeMitigationActionResponse Of(MitigationAction action, ResourceArns arns) => new(
        action.Name,
        MitigationOperation.AddThingsToThingGroup,
        arns.OfMitigationAction(action.Name),
        action.Id,
        action.RoleArn,
        ActionParamsContract.Of(action.Params),
        WireTime.Of(action.CreatedAt),
        WireTime.Of(action.ModifiedAt));
}

internal sealed record ActionIdentifierContract(string ActionName, string ActionArn, decimal CreationDate);

internal sealed record ListMitigationActionsResponse(IReadOnlyList<ActionIdentifierContract> ActionIdentifiers, string? NextToken);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false, MaxDepth = 16)]
[JsonSerializable(typeof(MitigationActionRequest))]
[JsonSerializable(typeof(StartTaskRequest))]
internal sealed partial class MitigationRequestContext : JsonSerializerContext;

[JsonSerializable(typeof(MitigationActionResponse))]
[JsonSerializable(typeof(DescribeMitigationActionResponse))]
[JsonSerializable(typeof(ListMitigationActionsResponse))]
[JsonSerializable(typeof(StartTaskResponse))]
[JsonSerializable(typeof(DescribeTaskResponse))]
[JsonSerializable(typeof(ListTasksResponse))]
[JsonSerializable(typeof(ListExecutionsResponse))]
internal sealed partial class MitigationAnswerContext : JsonSerializerContext
{
    /// <summary>Gets the context that writes quotes as they are: messages have them, and the answer is never HTML.</summary>
    public static MitigationAnswerContext Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
