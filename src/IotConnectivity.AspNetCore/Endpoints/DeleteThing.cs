using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints;

/// <summary><c>DELETE /things/{thingName}?expectedVersion=</c></summary>
internal sealed class DeleteThing(ThingRegistry registry, ApiGate gate, DurableWrites writes)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var refusal = Delete(http) ?? await writes.WaitAsync(http.RequestAborted).ConfigureAwait(false);
        await (refusal is null ? JsonAnswer.WriteEmptyAsync(http) : AwsErrorWriter.WriteAsync(http, refusal)).ConfigureAwait(false);
    }

    private AwsError? Delete(HttpContext http)
    {
        var violations = new ConstraintViolations();
        var expectedVersion = ThingOperation.ReadNumber(http, "expectedVersion", violations);
        if (ThingOperation.Admit(http, gate, "iot:DeleteThing", violations) is { } refusal) return refusal;
        return registry.TryDelete(ThingOperation.NameOf(http), expectedVersion, out var error) ? null : ThingOperation.ToAwsError(error);
    }
}
