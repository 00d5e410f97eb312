using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.History;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.History;

/// <summary><c>GET /things/{thingName}/explain</c></summary>
internal sealed class ExplainConnectivity(ThingHistory history, ApiGate gate)
{
    private const string Action = "iotconnectivity:Explain";

    public Task InvokeAsync(HttpContext http) => HistoryOperation.AnswerAsync(
        http,
        gate,
        Action,
        new ConstraintViolations(),
        thing => history.ExplainAsync(thing, http.RequestAborted),
        (thing, answer) => JsonAnswer.Write(http, answer.ToContract(thing), HistoryJsonContext.Readable.ExplainResponse));
}
