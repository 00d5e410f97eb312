using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints.ThingGroups;

/// <summary><c>POST /thing-groups/{thingGroupName}</c></summary>
internal sealed class CreateThingGroup(ThingRegistry registry, ApiGate gate, DurableWrites writes)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var (request, error) = await RequestJson.ReadAsync(http, ConnectivityJsonContext.Default.CreateThingGroupRequest).ConfigureAwait(false);
        CreateThingGroupResponse? answer = null;
        error ??= Create(http, request!, out answer);
        await writes.AnswerAsync(http, error, answer, ConnectivityJsonContext.Default.CreateThingGroupResponse).ConfigureAwait(false);
    }

    private AwsError? Create(HttpContext http, CreateThingGroupRequest request, out CreateThingGroupResponse? answer)
    {
        answer = null;
        var violations = new ConstraintViolations();
        if (request.ParentGroupName is { } parentName) violations.CheckName(parentName, "parentGroupName");
        var properties = ThingGroupOperation.ReadProperties(request.ThingGroupProperties, violations);
        if (ThingGroupOperation.Admit(http, gate, "iot:CreateThingGroup", violations) is { } refusal) return refusal;
        var isThere = registry.Groups.TryCreate(
            ThingGroupOperation.NameOf(http), request.ParentGroupName, properties.Description, properties.Attributes, out var group, out var error);
        if (group is null) return RegistryOperation.ToAwsError(error!);
        answer = new CreateThingGroupResponse(group.Name, gate.Arns.OfThingGroup(group.Name), group.Id);
        return isThere ? null : RegistryOperation.ToAwsError(error!) with { ResourceId = group.Id.ToString(), ResourceArn = answer.ThingGroupArn };
    }
}
