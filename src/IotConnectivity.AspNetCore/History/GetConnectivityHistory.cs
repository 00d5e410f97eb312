using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.History;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.History;

/// <summary><c>GET /things/{thingName}/connectivity-history?from=&amp;to=&amp;maxResults=&amp;nextToken=</c></summary>
internal sealed class GetConnectivityHistory(ThingHistory history, ApiGate gate)
{
    private const string Action = "iotconnectivity:ConnectivityHistory";
    private const int UsualPageSize = 100;

    public Task InvokeAsync(HttpContext http)
    {
        var violations = new ConstraintViolations();
        var (from, to) = HistoryOperation.ReadRange(http, gate.Now, violations);
        var maxResults = RegistryOperation.ReadNumber(http, "maxResults", violations) ?? UsualPageSize;
        if (maxResults < 1) violations.Add($"{maxResults}", "maxResults", "Member must have value greater than or equal to 1");
        if (maxResults > HistoryQuery.MaxPageSize) violations.Add($"{maxResults}", "maxResults", $"Member must have value less than or equal to {HistoryQuery.MaxPageSize}");
        var token = http.Request.Query["nextToken"].ToString();
        return HistoryOperation.AnswerAsync(
            http,
            gate,
            Action,
            violations,
            thing => history.GetTransitionsAsync(
                thing, new HistoryQuery { From = from, To = to, MaxResults = (int)maxResults, NextToken = token.Length == 0 ? null : token }, http.RequestAborted),
            (thing, answer) => JsonAnswer.Write(http, answer.ToContract(thing), HistoryJsonContext.Readable.HistoryResponse));
    }
}
