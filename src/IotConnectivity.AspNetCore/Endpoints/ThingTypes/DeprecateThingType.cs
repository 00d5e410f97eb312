using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints.ThingTypes;

/// <summary><c>POST /thing-types/{thingTypeName}/deprecate</c></summary>
internal sealed class DeprecateThingType(ThingRegistry registry, ApiGate gate, DurableWrites writes)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var (request, error) = await RequestJson.ReadAsync(http, ConnectivityJsonContext.Default.DeprecateThingTypeRequest).ConfigureAwait(false);
        await writes.AnswerAsync(http, error ?? Deprecate(http, request!)).ConfigureAwait(false);
    }

    private AwsError? Deprecate(HttpContext http, DeprecateThingTypeRequest request)
    {
        if (ThingTypeOperation.Admit(http, gate, "iot:DeprecateThingType", new ConstraintViolations()) is { } refusal) return refusal;
        var name = ThingTypeOperation.NameOf(http);
        var isDone = request.UndoDeprecate ?? false ? registry.Types.TryUndoDeprecate(name, out var error) : registry.Types.TryDeprecate(name, out error);
        return isDone ? null : RegistryOperation.ToAwsError(error!);
    }
}
