using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Endpoints.ThingGroups;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Fleet.Groups;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Fleet;

/// <summary><c>DELETE /dynamic-thing-groups/{thingGroupName}?expectedVersion=</c></summary>
internal sealed class DeleteDynamicThingGroup(DynamicThingGroups groups, ApiGate gate, DurableWrites writes)
{
    public Task InvokeAsync(HttpContext http) => writes.AnswerAsync(http, Delete(http));

    private AwsError? Delete(HttpContext http)
    {
        var violations = new ConstraintViolations();
        var expectedVersion = RegistryOperation.ReadNumber(http, "expectedVersion", violations);
        if (ThingGroupOperation.Admit(http, gate, "iot:DeleteDynamicThingGroup", violations) is { } refusal) return refusal;
        return groups.TryDelete(ThingGroupOperation.NameOf(http), expectedVersion, out var error) ? null : RegistryOperation.ToAwsError(error);
    }
}
