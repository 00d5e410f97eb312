using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints;

/// <summary><c>PATCH /things/{thingName}</c></summary>
internal sealed class UpdateThing(ThingRegistry registry, ApiGate gate, DurableWrites writes)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var (request, error) = await RequestJson.ReadAsync(http, ConnectivityJsonContext.Default.UpdateThingRequest).ConfigureAwait(false);
        await writes.AnswerAsync(http, error ?? Update(http, request!)).ConfigureAwait(false);
    }

    private AwsError? Update(HttpContext http, UpdateThingRequest request)
    {
        var violations = new ConstraintViolations();
        var update = new ThingUpdate
        {
            Attributes = ThingAttributesContract.Read(request.AttributePayload, violations),
            MergeAttributes = request.AttributePayload?.Merge ?? false,
            TypeName = request.ThingTypeName,
            RemoveType = request.RemoveThingType ?? false,
            ExpectedVersion = request.ExpectedVersion,
        };
        if (ThingOperation.Admit(http, gate, "iot:UpdateThing", violations) is { } refusal) return refusal;
        if (update is { RemoveType: true, TypeName: not null })
        {
            return new AwsError(AwsErrorCode.InvalidRequest, "a thing type is given and removeThingType is true, expected one of the two");
        }

        return registry.TryUpdate(ThingOperation.NameOf(http), update, out _, out var error) ? null : RegistryOperation.ToAwsError(error);
    }
}
