using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.AspNetCore.Ingest;
using IotConnectivity.Indexing;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the AWS IoT interface.</summary>
public static class ThingConnectivityEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the operations of AWS IoT that this package has, <c>POST /lifecycle-events</c>, and an answer in AWS's form for every other path below.
    /// </summary>
    /// <param name="endpoints">The application, or a group with a prefix.</param>
    /// <returns>All endpoints, for authorization requirements and the like. They already require an authenticated user.</returns>
    /// <remarks>
    /// Needs <c>AddThingConnectivity().AddAwsApi()</c>. Put <c>UseAwsProtocol</c>, <c>UseAuthentication</c> and <c>UseAuthorization</c> before it, in this order.
    /// </remarks>
    public static IEndpointConventionBuilder MapThingConnectivity(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        var gate = services.GetRequiredService<ApiGate>();
        var index = services.GetRequiredService<ConnectivityIndex>();
        var registry = services.GetRequiredService<ThingRegistry>();
        var indexing = services.GetRequiredService<IndexingSwitch>();

        var group = endpoints.MapGroup(string.Empty);
        group.MapPost("/things/{thingName}/connectivity-data", new GetThingConnectivityData(index, indexing, gate).InvokeAsync);
        group.MapPost("/things/{thingName}", new CreateThing(registry, gate).InvokeAsync);
        group.MapGet("/things/{thingName}", new DescribeThing(registry, gate).InvokeAsync);
        group.MapPatch("/things/{thingName}", new UpdateThing(registry, gate).InvokeAsync);
        group.MapDelete("/things/{thingName}", new DeleteThing(registry, gate).InvokeAsync);
        group.MapGet("/things", new ListThings(registry, gate).InvokeAsync);
        group.MapGet("/indexing/config", new GetIndexingConfiguration(indexing, gate).InvokeAsync);
        group.MapPost("/indexing/config", new UpdateIndexingConfiguration(indexing, gate).InvokeAsync);
        group.MapPost("/lifecycle-events", new PostLifecycleEvents(index, gate, services.GetRequiredService<TimeProvider>()).InvokeAsync)
            .WithMetadata(PostLifecycleEvents.SizeLimit);

        foreach (var (name, method, path) in UnsupportedOperations.All)
        {
            group.MapMethods(path, [method], http => AwsErrorWriter.WriteAsync(
                http, new AwsError(AwsErrorCode.NotImplemented, $"{name} is an operation of AWS IoT that this service does not have")));
        }

        group.Map("/{**path}", static http => AwsErrorWriter.WriteAsync(
            http, new AwsError(AwsErrorCode.UnknownOperation, $"no operation has the method {http.Request.Method} and this path")));
        return group.RequireAuthorization();
    }
}
