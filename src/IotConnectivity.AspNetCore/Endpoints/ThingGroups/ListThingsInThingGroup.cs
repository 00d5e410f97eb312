using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints.ThingGroups;

/// <summary><c>GET /thing-groups/{thingGroupName}/things</c></summary>
internal sealed class ListThingsInThingGroup(ThingRegistry registry, ApiGate gate)
{
    public Task InvokeAsync(HttpContext http)
    {
        var error = List(http, out var page);
        return error is null
            ? JsonAnswer.WriteAsync(
                http, new ListThingsInThingGroupResponse(page!.ThingNames, page.NextToken), ConnectivityJsonContext.Default.ListThingsInThingGroupResponse)
            : AwsErrorWriter.WriteAsync(http, error);
    }

    private AwsError? List(HttpContext http, out GroupMemberPage? page)
    {
        page = null;
        var violations = new ConstraintViolations();
        var maxResults = RegistryOperation.ReadPageSize(http, violations);
        var recursive = RegistryOperation.ReadFlag(http, "recursive", violations) ?? false;
        if (ThingGroupOperation.Admit(http, gate, "iot:ListThingsInThingGroup", violations) is { } refusal) return refusal;
        return registry.Groups.TryListThings(
            ThingGroupOperation.NameOf(http), recursive, maxResults, RegistryOperation.ReadText(http, "nextToken"), out page, out var error)
            ? null
            : RegistryOperation.ToAwsError(error);
    }
}
