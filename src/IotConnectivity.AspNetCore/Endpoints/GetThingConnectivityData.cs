using IotConnectivity.Access;
using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Authentication;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Indexing;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints;

/// <summary><c>POST /things/{thingName}/connectivity-data</c></summary>
internal sealed class GetThingConnectivityData(ConnectivityIndex index, IndexingSwitch indexing, ApiGate gate)
{
    private readonly StatusQuery _query = new(index, gate.Arns);

    /// <summary>
    /// What is answered while connectivity is not indexed. AWS does not document it; its search answers the same for an index that is off.
    /// </summary>
    private static readonly AwsError IndexingIsOff = new(
        AwsErrorCode.ResourceNotFound, "connectivity is not indexed, turn thingConnectivityIndexingMode on with UpdateIndexingConfiguration");

    public Task InvokeAsync(HttpContext http)
    {
        // What nearly every call carries: nothing to read, and nothing to wait for.
        if (http.Request.ContentLength != 0 && !(VerifiedBody.TryGet(http.Request, out var body) && body.Memory.Span.SequenceEqual("{}"u8))) return ReadAndAnswerAsync(http);
        return Answer(http, NameOf(http), includeSockets: false) is { } error ? AwsErrorWriter.WriteAsync(http, error) : Task.CompletedTask;
    }

    /// <summary>Asks for one thing with a name that was checked, on behalf of a caller.</summary>
    /// <returns>Why there is no answer, or <see langword="null"/>.</returns>
    public AwsError? Ask(in Caller caller, string thingName, bool includeSockets, out ThingConnectivity connectivity)
    {
        connectivity = ThingConnectivity.Never;
        var context = includeSockets ? caller.Contexts.WithSockets : caller.Contexts.WithoutSockets;
        var answer = _query.Ask(caller.Policies, context, thingName, gate.Now);
        if (!answer.Authorization.IsAllowed) return gate.Refuse(caller, StatusQuery.Action, gate.Arns.OfThing(thingName), answer.Authorization);
        if (!answer.IsRegistered) return new AwsError(AwsErrorCode.ResourceNotFound, $"Thing {thingName} does not exist");
        if (!index.IsEnabled) return IndexingIsOff;
        connectivity = answer.Connectivity;
        return null;
    }

    /// <summary>Says whether an answer has socket information.</summary>
    public bool ShowsSockets(bool includeSockets) => includeSockets && indexing.Current.IncludesSocketInformation;

    public static AwsError? CheckName(string thingName)
    {
        if (ThingName.IsValid(thingName)) return null;
        var violations = new ConstraintViolations();
        violations.CheckName(thingName, "thingName");
        return violations.ToError();
    }

    private static string NameOf(HttpContext http) => http.Request.RouteValues["thingName"] as string ?? string.Empty;

    private async Task ReadAndAnswerAsync(HttpContext http)
    {
        var (request, error) = await RequestJson.ReadAsync(http, ConnectivityJsonContext.Default.GetThingConnectivityDataRequest).ConfigureAwait(false);
        error ??= Answer(http, NameOf(http), request?.IncludeSocketInformation ?? false);
        if (error is not null) await AwsErrorWriter.WriteAsync(http, error).ConfigureAwait(false);
    }

    private AwsError? Answer(HttpContext http, string thingName, bool includeSockets)
    {
        if (CheckName(thingName) is { } bad) return bad;
        if (gate.Identify(http, out var caller) is { } refusal) return refusal;
        if (Ask(caller, thingName, includeSockets, out var connectivity) is { } error) return error;
        ConnectivityAnswer.Write(http, thingName, connectivity, ShowsSockets(includeSockets));
        return null;
    }
}
