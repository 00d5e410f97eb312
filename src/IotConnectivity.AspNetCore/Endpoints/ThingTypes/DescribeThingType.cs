using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints.ThingTypes;

/// <summary><c>GET /thing-types/{thingTypeName}</c></summary>
internal sealed class DescribeThingType(ThingRegistry registry, ApiGate gate)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (ThingTypeOperation.Admit(http, gate, "iot:DescribeThingType", new ConstraintViolations()) is { } refusal) return AwsErrorWriter.WriteAsync(http, refusal);
        var name = ThingTypeOperation.NameOf(http);
        return registry.Types.Find(name) is { } type
            ? JsonAnswer.WriteAsync(http, Describe(type), ConnectivityJsonContext.Default.DescribeThingTypeResponse)
            : AwsErrorWriter.WriteAsync(http, new AwsError(AwsErrorCode.ResourceNotFound, $"Thing Type {name} does not exist"));
    }

    private DescribeThingTypeResponse Describe(ThingType type) =>
        new(type.Name, type.Id, gate.Arns.OfThingType(type.Name), ThingTypeContract.PropertiesOf(type), ThingTypeContract.MetadataOf(type));
}
