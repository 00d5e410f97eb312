using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints;

/// <summary><c>POST /things/{thingName}</c></summary>
internal sealed class CreateThing(ThingRegistry registry, ApiGate gate, DurableWrites writes)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var (request, error) = await RequestJson.ReadAsync(http, ConnectivityJsonContext.Default.CreateThingRequest).ConfigureAwait(false);
        CreateThingResponse? answer = null;
        error ??= Create(http, request!, out answer);
        await writes.AnswerAsync(http, error, answer, ConnectivityJsonContext.Default.CreateThingResponse).ConfigureAwait(false);
    }

    private AwsError? Create(HttpContext http, CreateThingRequest request, out CreateThingResponse? answer)
    {
        answer = null;
        var violations = new ConstraintViolations();
        var attributes = ThingAttributesContract.Read(request.AttributePayload, violations);
        if (ThingOperation.Admit(http, gate, "iot:CreateThing", violations) is { } refusal) return refusal;
        if (request.BillingGroupName is not null) return new AwsError(AwsErrorCode.ResourceNotFound, $"Billing group {ConstraintViolations.Shorten(request.BillingGroupName)} does not exist");

        var isThere = registry.TryCreate(new ThingName(ThingOperation.NameOf(http)), attributes, request.ThingTypeName, out var thing, out var error);
        if (thing is null) return RegistryOperation.ToAwsError(error!);
        answer = new CreateThingResponse(thing.Name, gate.Arns.OfThing(thing.Name), thing.Id);
        return isThere ? null : RegistryOperation.ToAwsError(error!) with { ResourceId = thing.Id.ToString(), ResourceArn = answer.ThingArn };
    }
}
