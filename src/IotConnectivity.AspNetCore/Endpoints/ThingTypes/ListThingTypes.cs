using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints.ThingTypes;

/// <summary><c>GET /thing-types</c></summary>
internal sealed class ListThingTypes(ThingRegistry registry, ApiGate gate)
{
    public Task InvokeAsync(HttpContext http)
    {
        var error = List(http, out var page);
        return error is null
            ? JsonAnswer.WriteAsync(http, Describe(page!), ConnectivityJsonContext.Default.ListThingTypesResponse)
            : AwsErrorWriter.WriteAsync(http, error);
    }

    private AwsError? List(HttpContext http, out ThingTypePage? page)
    {
        page = null;
        var violations = new ConstraintViolations();
        var maxResults = RegistryOperation.ReadPageSize(http, violations);
        var name = RegistryOperation.ReadText(http, "thingTypeName");
        if (name is not null) violations.CheckName(name, "thingTypeName");
        if ((violations.ToError() ?? gate.Admit(http, "iot:ListThingTypes", [], [])) is { } refusal) return refusal;
        return registry.Types.TryList(name, maxResults, RegistryOperation.ReadText(http, "nextToken"), out page, out var error) ? null : RegistryOperation.ToAwsError(error);
    }

    private ListThingTypesResponse Describe(ThingTypePage page) => new(
        [.. page.Types.Select(type => new ListedThingType(
            type.Name, gate.Arns.OfThingType(type.Name), ThingTypeContract.PropertiesOf(type), ThingTypeContract.MetadataOf(type)))],
        page.NextToken);
}
