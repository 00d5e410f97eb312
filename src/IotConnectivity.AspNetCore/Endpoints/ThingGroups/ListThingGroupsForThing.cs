using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints.ThingGroups;

/// <summary><c>GET /things/{thingName}/thing-groups</c></summary>
internal sealed class ListThingGroupsForThing(ThingRegistry registry, ApiGate gate)
{
    public Task InvokeAsync(HttpContext http)
    {
        var error = List(http, out var page);
        return error is null
            ? JsonAnswer.WriteAsync(http, ThingGroupOperation.Describe(page!, gate.Arns), ConnectivityJsonContext.Default.ListThingGroupsResponse)
            : AwsErrorWriter.WriteAsync(http, error);
    }

    private AwsError? List(HttpContext http, out ThingGroupPage? page)
    {
        page = null;
        var violations = new ConstraintViolations();
        var maxResults = RegistryOperation.ReadPageSize(http, violations);
        if (ThingOperation.Admit(http, gate, "iot:ListThingGroupsForThing", violations) is { } refusal) return refusal;
        return registry.Groups.TryListOfThing(ThingOperation.NameOf(http), maxResults, RegistryOperation.ReadText(http, "nextToken"), out page, out var error)
            ? null
            : RegistryOperation.ToAwsError(error);
    }
}
