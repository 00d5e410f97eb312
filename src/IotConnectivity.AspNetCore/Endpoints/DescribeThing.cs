using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints;

/// <summary><c>GET /things/{thingName}</c></summary>
internal sealed class DescribeThing(ThingRegistry registry, ApiGate gate)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (ThingOperation.Admit(http, gate, "iot:DescribeThing", new ConstraintViolations()) is { } refusal) return AwsErrorWriter.WriteAsync(http, refusal);
        var name = ThingOperation.NameOf(http);
        return registry.Find(name) is { } thing
            ? JsonAnswer.WriteAsync(http, Describe(thing), ConnectivityJsonContext.Default.DescribeThingResponse)
            : AwsErrorWriter.WriteAsync(http, new AwsError(AwsErrorCode.ResourceNotFound, $"Thing {name} does not exist"));
    }

    private DescribeThingResponse Describe(Thing thing) => new(
        thing.Name, thing.Name, thing.Id, gate.Arns.OfThing(thing.Name), thing.TypeName, thing.Attributes.ToDictionary(), thing.Version);
}
