using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints;

/// <summary><c>GET /things</c></summary>
internal sealed class ListThings(ThingRegistry registry, ApiGate gate)
{
    /// <summary>How many things a page has when the caller does not say; AWS does not document its number.</summary>
    private const int UsualPageSize = 25;

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
        var query = http.Request.Query;
        var maxResults = ThingOperation.ReadNumber(http, "maxResults", violations) ?? UsualPageSize;
        if (maxResults < 1) violations.Add($"{maxResults}", "maxResults", "Member must have value greater than or equal to 1");
        if (maxResults > RegistryLimits.MaxPageSize) violations.Add($"{maxResults}", "maxResults", $"Member must have value less than or equal to {RegistryLimits.MaxPageSize}");
        var usePrefix = query["usePrefixAttributeValue"].ToString();
        if (usePrefix is not ("" or "true" or "false")) violations.Add(usePrefix, "usePrefixAttributeValue", "Member must satisfy enum value set: [true, false]");
        if ((violations.ToError() ?? gate.Admit(http, "iot:ListThings", [], [])) is { } refusal) return refusal;

        var filter = new ThingFilter
        {
            AttributeName = Text("attributeName"),
            AttributeValue = Text("attributeValue"),
            TypeName = Text("thingTypeName"),
            UsePrefixAttributeValue = usePrefix == "true",
        };
        return registry.TryList(filter, (int)maxResults, Text("nextToken"), out page, out var error) ? null : ThingOperation.ToAwsError(error);

        string? Text(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;
    }

    private ListThingsResponse Describe(ThingPage page) => new(
        [.. page.Things.Select(thing => new ListedThing(
            thing.Name, thing.TypeName, gate.Arns.OfThing(thing.Name), thing.Attributes.ToDictionary(), thing.Version))],
        page.NextToken);
}
