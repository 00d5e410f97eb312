using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Alerts;
using IotConnectivity.AspNetCore.Authentication;
using IotConnectivity.AspNetCore.Detect.Mitigation;
using IotConnectivity.AspNetCore.Detect.Profiles;
using IotConnectivity.AspNetCore.Detect.Violations;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Endpoints.ThingGroups;
using IotConnectivity.AspNetCore.Endpoints.ThingTypes;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.AspNetCore.Fleet;
using IotConnectivity.AspNetCore.History;
using IotConnectivity.AspNetCore.Ingest;
using IotConnectivity.Brokers;
using IotConnectivity.Detect.Alerts;
using IotConnectivity.Detect.Profiles;
using IotConnectivity.History;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the AWS IoT interface.</summary>
public static class ThingConnectivityEndpointRouteBuilderExtensions
{
    private static readonly AwsError NotReady = new(AwsErrorCode.ServiceUnavailable, "the service is starting and restores what it has stored, try again soon");

    /// <summary>
    /// Maps the operations of AWS IoT that this package has, <c>POST /lifecycle-events</c>, and an answer in AWS's form for every other path below.
    /// </summary>
    /// <param name="endpoints">The application, or a group with a prefix.</param>
    /// <returns>
    /// All endpoints, for requirements of the host's own. They already refuse who is not authenticated, and ask the caller's policies; all but <c>OPTIONS</c> of
    /// <c>/lifecycle-events?dialect=azure</c>, by which Azure asks whether it may send events.
    /// </returns>
    /// <remarks>
    /// Needs <c>AddThingConnectivity().AddAwsApi()</c>. Put <c>UseAwsProtocol</c> and <c>UseAuthentication</c> before it, in this order.
    /// </remarks>
    public static IEndpointConventionBuilder MapThingConnectivity(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        var gate = services.GetRequiredService<ApiGate>();
        var index = services.GetRequiredService<ConnectivityIndex>();
        var registry = services.GetRequiredService<ThingRegistry>();
        var indexing = services.GetRequiredService<IndexingSwitch>();
        var journal = services.GetRequiredService<ConnectivityJournal>();
        var writes = new DurableWrites(journal);

        var group = endpoints.MapGroup(string.Empty);
        var status = new GetThingConnectivityData(index, indexing, gate);
        group.MapPost("/things/{thingName}/connectivity-data", Known(status.InvokeAsync));
        group.MapPost("/things/connectivity-data", Known(new GetManyConnectivityData(status, gate).InvokeAsync));
        group.MapPost("/things/{thingName}", Writing(new CreateThing(registry, gate, writes).InvokeAsync));
        group.MapGet("/things/{thingName}", Known(new DescribeThing(registry, gate).InvokeAsync));
        group.MapPatch("/things/{thingName}", Writing(new UpdateThing(registry, gate, writes).InvokeAsync));
        group.MapDelete("/things/{thingName}", Writing(new DeleteThing(registry, gate, writes).InvokeAsync));
        group.MapGet("/things", Known(new ListThings(registry, gate).InvokeAsync));
        ThingTypeEndpoints.Map(group, registry, gate, writes, Known, Writing);
        ThingGroupEndpoints.Map(group, registry, gate, writes, Known, Writing);
        FleetEndpoints.Map(group, services, gate, writes, Known, Writing);
        SecurityProfileEndpoints.Map(group, services.GetRequiredService<SecurityProfiles>(), gate, writes, Known, Writing);
        ViolationEndpoints.Map(group, services, gate, writes, Known, Writing);
        MitigationEndpoints.Map(group, services, gate, writes, Known, Writing);
        group.MapGet("/indexing/config", Known(new GetIndexingConfiguration(indexing, gate).InvokeAsync));
        group.MapPost("/indexing/config", Writing(new UpdateIndexingConfiguration(indexing, gate, writes).InvokeAsync));
        var ingest = new PostLifecycleEvents(
            index, services.GetRequiredService<BrokerEpochs>(), journal, gate, writes, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<IHostApplicationLifetime>());
        group.MapPost("/lifecycle-events", Writing(ingest.InvokeAsync))
            .WithMetadata(PostLifecycleEvents.SizeLimit);
        var unknown = Known(static http => AwsErrorWriter.WriteAsync(
            http, new AwsError(AwsErrorCode.UnknownOperation, $"no operation has the method {http.Request.Method} and this path")));
        group.MapMethods("/lifecycle-events", ["OPTIONS"], http => AzureHandshake.TryAnswerOptions(http) ? Task.CompletedTask : unknown(http));

        var history = services.GetRequiredService<ThingHistory>();
        group.MapGet("/things/{thingName}/connectivity-history", Known(new GetConnectivityHistory(history, gate).InvokeAsync));
        group.MapGet("/things/{thingName}/connectivity-at", Known(new GetConnectivityAt(history, gate).InvokeAsync));
        group.MapGet("/things/{thingName}/uptime", Known(new GetUptime(history, gate).InvokeAsync));
        group.MapGet("/things/{thingName}/explain", Known(new ExplainConnectivity(history, gate).InvokeAsync));
        var outbox = services.GetRequiredService<AlertOutbox>();
        var deadAlerts = new ChangeDeadAlerts(outbox, gate);
        group.MapGet("/alerts", Known(new ListAlerts(outbox, gate).InvokeAsync));
        group.MapPost("/alerts/{violationId}/redrive", Writing(deadAlerts.RedriveAsync));
        group.MapDelete("/alerts/{violationId}", Writing(deadAlerts.DeleteAsync));
        group.MapPost("/admin/backup", Known(services.GetRequiredService<Backup>().InvokeAsync));

        foreach (var (name, method, path) in UnsupportedOperations.All)
        {
            group.MapMethods(path, [method], Known(http => AwsErrorWriter.WriteAsync(
                http, new AwsError(AwsErrorCode.NotImplemented, $"{name} is an operation of AWS IoT that this service does not have"))));
        }

        group.Map("/{**path}", unknown);
        return group;

        RequestDelegate Known(RequestDelegate operation) => OnlyKnown(http => journal.IsReady ? operation(http) : AwsErrorWriter.WriteAsync(http, NotReady));

        // What cannot be stored is not begun.
        RequestDelegate Writing(RequestDelegate operation) => Known(http => writes.Refusal is { } refusal ? AwsErrorWriter.WriteAsync(http, refusal) : operation(http));
    }

    /// <summary>Lets only a known caller through; everybody else hears from the scheme why not. Costs less than the authorization middleware, which decides nothing here.</summary>
    private static RequestDelegate OnlyKnown(RequestDelegate operation) =>
        http => ConnectivityPrincipal.Find(http.User) is null ? ChallengeAsync(http) : operation(http);

    private static async Task ChallengeAsync(HttpContext http)
    {
        await http.ChallengeAsync().ConfigureAwait(false);

        // A scheme of the host's own says so with a status and no body; the AWS SDKs want to read an error.
        if (!http.Response.HasStarted && http.Response.ContentType is null) await AwsErrorWriter.WriteAsync(http, SigV4Errors.MissingToken).ConfigureAwait(false);
    }
}
