using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints.ThingTypes;

/// <summary><c>POST /thing-types/{thingTypeName}</c></summary>
internal sealed class CreateThingType(ThingRegistry registry, ApiGate gate, DurableWrites writes)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var (request, error) = await RequestJson.ReadAsync(http, ConnectivityJsonContext.Default.CreateThingTypeRequest).ConfigureAwait(false);
        CreateThingTypeResponse? answer = null;
        error ??= Create(http, request!, out answer);
        await writes.AnswerAsync(http, error, answer, ConnectivityJsonContext.Default.CreateThingTypeResponse).ConfigureAwait(false);
    }

    private AwsError? Create(HttpContext http, CreateThingTypeRequest request, out CreateThingTypeResponse? answer)
    {
        answer = null;
        var violations = new ConstraintViolations();
        ThingTypeContract.Check(request.ThingTypeProperties, violations);
        if (ThingTypeOperation.Admit(http, gate, "iot:CreateThingType", violations) is { } refusal) return refusal;
        var properties = request.ThingTypeProperties;
        var isThere = registry.Types.TryCreate(
            ThingTypeOperation.NameOf(http), properties?.ThingTypeDescription, properties?.SearchableAttributes!, out var type, out var error);
        if (type is null) return RegistryOperation.ToAwsError(error!);
        answer = new CreateThingTypeResponse(type.Name, gate.Arns.OfThingType(type.Name), type.Id);
        return isThere ? null : RegistryOperation.ToAwsError(error!) with { ResourceId = type.Id.ToString(), ResourceArn = answer.ThingTypeArn };
    }
}
