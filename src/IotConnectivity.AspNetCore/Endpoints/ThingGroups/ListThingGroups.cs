using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints.ThingGroups;

/// <summary><c>GET /thing-groups</c></summary>
internal sealed class ListThingGroups(ThingRegistry registry, ApiGate gate)
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
        var filter = new ThingGroupFilter
        {
            ParentName = ReadName(http, "parentGroup", violations),
            NamePrefix = ReadName(http, "namePrefixFilter", violations),
            Recursive = RegistryOperation.ReadFlag(http, "recursive", violations),
        };
        if ((violations.ToError() ?? gate.Admit(http, "iot:ListThingGroups", [], [])) is { } refusal) return refusal;
        return registry.Groups.TryList(filter, maxResults, RegistryOperation.ReadText(http, "nextToken"), out page, out var error) ? null : RegistryOperation.ToAwsError(error);
    }

    private static string? ReadName(HttpContext http, string member, ConstraintViolations violations)
    {
        var name = RegistryOperation.ReadText(http, member);
        if (name is not null) violations.CheckName(name, member);
        return name;
    }
}
