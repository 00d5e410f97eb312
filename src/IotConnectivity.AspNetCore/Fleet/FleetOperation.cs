using System.Text.Json.Serialization.Metadata;
using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Fleet.Aggregations;
using IotConnectivity.Queries;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Fleet;

/// <summary>What the operations that search an index have in common.</summary>
internal sealed class FleetOperation(FleetIndexes indexes, ApiGate gate)
{
    public const string ResourceType = "index/";

    public FleetIndexes Indexes => indexes;

    /// <summary>Reads and checks a request, asks, and answers.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TResponse">The answer.</typeparam>
    /// <param name="http">The request.</param>
    /// <param name="action">The action for policies.</param>
    /// <param name="requestType">How to read the request.</param>
    /// <param name="responseType">How to write the answer.</param>
    /// <param name="check">Checks the members that only this operation has.</param>
    /// <param name="ask">Asks a query that fits its index.</param>
    public async Task AnswerAsync<TRequest, TResponse>(
        HttpContext http,
        string action,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TResponse> responseType,
        Action<TRequest, ConstraintViolations> check,
        Func<TRequest, IndexQuery, (TResponse? Answer, AwsError? Error)> ask)
        where TRequest : IndexRequest
        where TResponse : class
    {
        var (request, error) = await RequestJson.ReadAsync(http, requestType).ConfigureAwait(false);
        TResponse? answer = null;
        if (error is null) (answer, error) = Answer(http, action, request!, check, ask);
        await (error is null ? JsonAnswer.WriteAsync(http, answer!, responseType) : AwsErrorWriter.WriteAsync(http, error)).ConfigureAwait(false);
    }

    private (TResponse? Answer, AwsError? Error) Answer<TRequest, TResponse>(
        HttpContext http, string action, TRequest request, Action<TRequest, ConstraintViolations> check, Func<TRequest, IndexQuery, (TResponse? Answer, AwsError? Error)> ask)
        where TRequest : IndexRequest
        where TResponse : class
    {
        var violations = new ConstraintViolations();
        FleetRequest.CheckMembers(request, violations);
        check(request, violations);
        var error = violations.ToError()
            ?? FleetRequest.CheckIndex(request, out var name)
            ?? gate.Admit(http, action, ResourceType, name)
            ?? indexes.CheckEnabled(name);
        if (error is not null) return (null, error);
        error = FleetRequest.Parse(request.QueryString!, out var query);
        if (error is not null) return (null, error);
        try
        {
            var isOfGroups = request.IndexName == FleetIndexes.GroupsName;
            if (isOfGroups) indexes.Groups.Check(query!);
            else indexes.Things.Check(query!);
            return ask(request, new IndexQuery(query!, isOfGroups, http.RequestAborted));
        }
        catch (QueryException exception)
        {
            return (null, FleetRequest.ToAwsError(exception.Error));
        }
        catch (InvalidAggregationException exception)
        {
            return (null, new AwsError(AwsErrorCode.InvalidAggregation, exception.Message));
        }
    }
}

/// <summary>A query that the caller may ask.</summary>
/// <param name="Query">The query.</param>
/// <param name="IsOfGroups">Whether it asks for thing groups and not for things.</param>
/// <param name="Cancel">Whether the caller has gone away.</param>
internal readonly record struct IndexQuery(FleetQuery Query, bool IsOfGroups, CancellationToken Cancel);
