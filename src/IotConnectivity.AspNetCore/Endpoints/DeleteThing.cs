using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints;

/// <summary><c>DELETE /things/{thingName}?expectedVersion=</c></summary>
internal sealed class DeleteThing(ThingRegistry registry, ApiGate gate, DurableWrites writes)
{
    public Task InvokeAsync(HttpContext http) => writes.AnswerAsync(http, Delete(http));

    private AwsError? Delete(HttpContext http)
    {
        var violations = new ConstraintViolations();
        var expectedVersion = RegistryOperation.ReadNumber(http, "expectedVersion", violations);
        if (ThingOperation.Admit(http, gate, "iot:DeleteThing", violations) is { } refusal) return refusal;
        return registry.TryDelete(ThingOperation.NameOf(http), expectedVersion, out var error) ? null : RegistryOperation.ToAwsError(error);
    }
}
