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
        Thing? thing = null;
        error ??= Create(http, request!, out thing);
        error ??= await writes.WaitAsync(http.RequestAborted).ConfigureAwait(false);
        error ??= Answer(http, thing!);
        if (error is not null) await AwsErrorWriter.WriteAsync(http, error).ConfigureAwait(false);
    }

    private AwsError? Create(HttpContext http, CreateThingRequest request, out Thing? thing)
    {
        thing = null;
        var violations = new ConstraintViolations();
        var attributes = ThingAttributesContract.Read(request.AttributePayload, violations);
        if (ThingOperation.Admit(http, gate, "iot:CreateThing", violations) is { } refusal) return refusal;
        if (request.BillingGroupName is not null) return new AwsError(AwsErrorCode.ResourceNotFound, $"Billing group {ConstraintViolations.Shorten(request.BillingGroupName)} does not exist");

        if (registry.TryCreate(new ThingName(ThingOperation.NameOf(http)), attributes, request.ThingTypeName, out thing, out var error)) return null;
        var answer = ThingOperation.ToAwsError(error);
        return thing is null ? answer : answer with { ResourceId = thing.Id.ToString(), ResourceArn = gate.Arns.OfThing(thing.Name) };
    }

    private AwsError? Answer(HttpContext http, Thing thing)
    {
        JsonAnswer.Write(
            http,
            new CreateThingResponse(thing.Name, gate.Arns.OfThing(thing.Name), thing.Id),
            ConnectivityJsonContext.Default.CreateThingResponse);
        return null;
    }
}
