using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints.ThingGroups;

/// <summary><c>PATCH /thing-groups/{thingGroupName}</c></summary>
internal sealed class UpdateThingGroup(ThingRegistry registry, ApiGate gate, DurableWrites writes)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var (request, error) = await RequestJson.ReadAsync(http, ConnectivityJsonContext.Default.UpdateThingGroupRequest).ConfigureAwait(false);
        UpdateThingGroupResponse? answer = null;
        error ??= Update(http, request!, out answer);
        await writes.AnswerAsync(http, error, answer, ConnectivityJsonContext.Default.UpdateThingGroupResponse).ConfigureAwait(false);
    }

    private AwsError? Update(HttpContext http, UpdateThingGroupRequest request, out UpdateThingGroupResponse? answer)
    {
        answer = null;
        var violations = new ConstraintViolations();
        if (request.ThingGroupProperties is null) violations.Required("thingGroupProperties");
        var update = ThingGroupOperation.ReadProperties(request.ThingGroupProperties, violations) with { ExpectedVersion = request.ExpectedVersion };
        if (ThingGroupOperation.Admit(http, gate, "iot:UpdateThingGroup", violations) is { } refusal) return refusal;
        if (!registry.Groups.TryUpdate(ThingGroupOperation.NameOf(http), update, out var group, out var error)) return RegistryOperation.ToAwsError(error);
        answer = new UpdateThingGroupResponse(group.Version);
        return null;
    }
}
