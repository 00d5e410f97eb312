using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.History;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.History;

/// <summary><c>GET /things/{thingName}/uptime?from=&amp;to=</c></summary>
internal sealed class GetUptime(ThingHistory history, ApiGate gate)
{
    private const string Action = "iotconnectivity:Uptime";

    public Task InvokeAsync(HttpContext http)
    {
        var violations = new ConstraintViolations();
        var (from, to) = HistoryOperation.ReadRange(http, gate.Now, violations);
        return HistoryOperation.AnswerAsync(
            http,
            gate,
            Action,
            violations,
            thing => history.GetUptimeAsync(thing, from, to, http.RequestAborted),
            (thing, answer) => JsonAnswer.Write(http, answer.ToContract(thing), HistoryJsonContext.Readable.UptimeResponse));
    }
}
