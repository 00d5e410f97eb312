using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Endpoints.ThingGroups;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Queries;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Fleet;

/// <summary><c>PATCH /dynamic-thing-groups/{thingGroupName}</c></summary>
internal sealed class UpdateDynamicThingGroup(DynamicGroupOperation operation, DurableWrites writes)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var (request, error) = await RequestJson.ReadAsync(http, ConnectivityJsonContext.Default.UpdateDynamicThingGroupRequest).ConfigureAwait(false);
        UpdateThingGroupResponse? answer = null;
        error ??= Update(http, request!, out answer);
        await writes.AnswerAsync(http, error, answer, ConnectivityJsonContext.Default.UpdateThingGroupResponse).ConfigureAwait(false);
    }

    private AwsError? Update(HttpContext http, UpdateDynamicThingGroupRequest request, out UpdateThingGroupResponse? answer)
    {
        answer = null;
        var violations = new ConstraintViolations();
        FleetRequest.CheckMembers(request, violations, isQueryRequired: false);
        if (request.ThingGroupProperties is null) violations.Required("thingGroupProperties");
        var update = ThingGroupOperation.ReadProperties(request.ThingGroupProperties, violations) with { ExpectedVersion = request.ExpectedVersion };
        if (operation.Admit(http, "iot:UpdateDynamicThingGroup", request, violations, out var query) is { } refusal) return refusal;
        try
        {
            if (!operation.Groups.TryUpdate(ThingGroupOperation.NameOf(http), update, query, out var group, out var error)) return RegistryOperation.ToAwsError(error);
            answer = new UpdateThingGroupResponse(group.Version);
            return null;
        }
        catch (QueryException exception)
        {
            return FleetRequest.ToAwsError(exception.Error);
        }
    }
}
