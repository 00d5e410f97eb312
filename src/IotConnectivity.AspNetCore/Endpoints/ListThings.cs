using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints;

/// <summary><c>GET /things</c></summary>
internal sealed class ListThings(ThingRegistry registry, ApiGate gate)
{
    public Task InvokeAsync(HttpContext http)
    {
        var error = List(http, out var page);
        return error is null
            ? JsonAnswer.WriteAsync(http, Describe(page!), ConnectivityJsonContext.Default.ListThingsResponse)
            : AwsErrorWriter.WriteAsync(http, error);
    }

    private AwsError? List(HttpContext http, out ThingPage? page)
    {
        page = null;
        var violations = new ConstraintViolations();
        var maxResults = RegistryOperation.ReadPageSize(http, violations);
        var usePrefix = RegistryOperation.ReadFlag(http, "usePrefixAttributeValue", violations);
        if ((violations.ToError() ?? gate.Admit(http, "iot:ListThings", [], [])) is { } refusal) return refusal;

        var filter = new ThingFilter
        {
            AttributeName = RegistryOperation.ReadText(http, "attributeName"),
            AttributeValue = RegistryOperation.ReadText(http, "attributeValue"),
            TypeName = RegistryOperation.ReadText(http, "thingTypeName"),
            UsePrefixAttributeValue = usePrefix ?? false,
        };
        return registry.TryList(filter, maxResults, RegistryOperation.ReadText(http, "nextToken"), out page, out var error) ? null : RegistryOperation.ToAwsError(error);
    }

    private ListThingsResponse Describe(ThingPage page) => new(
        [.. page.Things.Select(thing => new ListedThing(
            thing.Name, thing.TypeName, gate.Arns.OfThing(thing.Name), thing.Attributes.ToDictionary(), thing.Version))],
        page.NextToken);
}
