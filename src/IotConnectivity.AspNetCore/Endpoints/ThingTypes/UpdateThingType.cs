using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints.ThingTypes;

/// <summary><c>PATCH /thing-types/{thingTypeName}</c></summary>
internal sealed class UpdateThingType(ThingRegistry registry, ApiGate gate, DurableWrites writes)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var (request, error) = await RequestJson.ReadAsync(http, ConnectivityJsonContext.Default.UpdateThingTypeRequest).ConfigureAwait(false);
        await writes.AnswerAsync(http, error ?? Update(http, request!)).ConfigureAwait(false);
    }

    private AwsError? Update(HttpContext http, UpdateThingTypeRequest request)
    {
        var violations = new ConstraintViolations();
        var properties = request.ThingTypeProperties;
        ThingTypeContract.Check(properties, violations);
        if (ThingTypeOperation.Admit(http, gate, "iot:UpdateThingType", violations) is { } refusal) return refusal;
        return registry.Types.TryUpdate(ThingTypeOperation.NameOf(http), properties?.ThingTypeDescription, properties?.SearchableAttributes!, out var error)
            ? null
            : RegistryOperation.ToAwsError(error);
    }
}
