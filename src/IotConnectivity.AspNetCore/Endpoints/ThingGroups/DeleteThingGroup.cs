using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints.ThingGroups;

/// <summary><c>DELETE /thing-groups/{thingGroupName}?expectedVersion=</c></summary>
internal sealed class DeleteThingGroup(ThingRegistry registry, ApiGate gate, DurableWrites writes)
{
    public Task InvokeAsync(HttpContext http) => writes.AnswerAsync(http, Delete(http));

    private AwsError? Delete(HttpContext http)
    {
        var violations = new ConstraintViolations();
        var expectedVersion = RegistryOperation.ReadNumber(http, "expectedVersion", violations);
        if (ThingGroupOperation.Admit(http, gate, "iot:DeleteThingGroup", violations) is { } refusal) return refusal;
        return registry.Groups.TryDelete(ThingGroupOperation.NameOf(http), expectedVersion, out var error) ? null : RegistryOperation.ToAwsError(error);
    }
}
