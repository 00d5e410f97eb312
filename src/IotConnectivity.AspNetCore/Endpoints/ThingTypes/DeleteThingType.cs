using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints.ThingTypes;

/// <summary><c>DELETE /thing-types/{thingTypeName}</c></summary>
internal sealed class DeleteThingType(ThingRegistry registry, ApiGate gate, DurableWrites writes)
{
    public Task InvokeAsync(HttpContext http) => writes.AnswerAsync(http, Delete(http));

    private AwsError? Delete(HttpContext http)
    {
        if (ThingTypeOperation.Admit(http, gate, "iot:DeleteThingType", new ConstraintViolations()) is { } refusal) return refusal;
        return registry.Types.TryDelete(ThingTypeOperation.NameOf(http), out var error) ? null : RegistryOperation.ToAwsError(error);
    }
}
