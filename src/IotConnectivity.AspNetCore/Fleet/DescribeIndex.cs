using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Indexing;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Fleet;

/// <summary><c>GET /indices/{indexName}</c></summary>
/// <remarks>An index is never building: a change of the configuration takes effect at once.</remarks>
internal sealed class DescribeIndex(FleetIndexes indexes, ApiGate gate)
{
    private const string Action = "iot:DescribeIndex";

    public Task InvokeAsync(HttpContext http)
    {
        var name = RegistryOperation.NameOf(http, "indexName");
        var error = FleetIndexes.CheckName(name) ?? gate.Admit(http, Action, FleetOperation.ResourceType, name);
        if (error is null && !indexes.IsEnabled(name)) error = new AwsError(AwsErrorCode.ResourceNotFound, $"Index {name} does not exist");
        return error is null
            ? JsonAnswer.WriteAsync(http, new DescribeIndexResponse(name, "ACTIVE", SchemaOf(name, indexes.Configuration)), FleetJsonContext.Readable.DescribeIndexResponse)
            : AwsErrorWriter.WriteAsync(http, error);
    }

    // AWS's guide says THING_GROUPS for the groups, its API reference does not have that word; REGISTRY is what was seen.
    private static string SchemaOf(string name, IndexingConfiguration configuration)
    {
        if (name == FleetIndexes.GroupsName) return "REGISTRY";
        if (configuration.IndexesNamedShadows || configuration.TracksViolations) return "MULTI_INDEXING_MODE";
        var schema = configuration.ThingIndexingMode == ThingIndexingMode.RegistryAndShadow ? "REGISTRY_AND_SHADOW" : "REGISTRY";
        return configuration.TracksConnectivity ? schema + "_AND_CONNECTIVITY_STATUS" : schema;
    }
}
