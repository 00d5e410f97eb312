using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.History;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.History;

/// <summary><c>GET /things/{thingName}/connectivity-at?time=</c></summary>
internal sealed class GetConnectivityAt(ThingHistory history, ApiGate gate)
{
    private const string Action = "iotconnectivity:ConnectivityAt";

    public Task InvokeAsync(HttpContext http)
    {
        var violations = new ConstraintViolations();
        var time = HistoryOperation.ReadTime(http, "time", violations);
        if (http.Request.Query["time"].ToString().Length == 0) violations.Required("time");
        return HistoryOperation.AnswerAsync(
            http,
            gate,
            Action,
            violations,
            thing => history.GetStateAtAsync(thing, time!.Value, http.RequestAborted),
            (thing, answer) => JsonAnswer.Write(http, answer.ToContract(thing), HistoryJsonContext.Readable.MomentResponse));
    }
}
