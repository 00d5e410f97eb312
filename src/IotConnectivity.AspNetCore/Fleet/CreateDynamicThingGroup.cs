using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Endpoints.ThingGroups;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Queries;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Fleet;

/// <summary><c>POST /dynamic-thing-groups/{thingGroupName}</c></summary>
internal sealed class CreateDynamicThingGroup(DynamicGroupOperation operation, DurableWrites writes)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var (request, error) = await RequestJson.ReadAsync(http, ConnectivityJsonContext.Default.CreateDynamicThingGroupRequest).ConfigureAwait(false);
        CreateDynamicThingGroupResponse? answer = null;
        error ??= Create(http, request!, out answer);
        await writes.AnswerAsync(http, error, answer, FleetJsonContext.Readable.CreateDynamicThingGroupResponse).ConfigureAwait(false);
    }

    private AwsError? Create(HttpContext http, CreateDynamicThingGroupRequest request, out CreateDynamicThingGroupResponse? answer)
    {
        answer = null;
        var violations = new ConstraintViolations();
        FleetRequest.CheckMembers(request, violations);
        var properties = ThingGroupOperation.ReadProperties(request.ThingGroupProperties, violations);
        if (operation.Admit(http, "iot:CreateDynamicThingGroup", request, violations, out var query) is { } refusal) return refusal;
        var name = ThingGroupOperation.NameOf(http);
        try
        {
            if (operation.Groups.TryCreate(name, query!, properties.Description, properties.Attributes, out var group, out var error))
            {
                answer = Describe(group);
                return null;
            }

            var refused = RegistryOperation.ToAwsError(error);
            return error.Code == RegistryErrorCode.AlreadyExists && operation.Find(name) is { } other
                ? refused with { ResourceId = other.Id.ToString(), ResourceArn = operation.ArnOf(name) }
                : refused;
        }
        catch (QueryException exception)
        {
            return FleetRequest.ToAwsError(exception.Error);
        }
    }

    private CreateDynamicThingGroupResponse Describe(ThingGroup group) =>
        new(group.Name, operation.ArnOf(group.Name), group.Id, group.Query!.IndexName, group.Query.QueryString, group.Query.QueryVersion);
}
