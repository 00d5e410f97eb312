using System.Globalization;
using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Detect;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Alerts;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Alerts;

/// <summary><c>GET /alerts?state=pending|dead&amp;maxResults=&amp;nextToken=</c>: what is not delivered, the oldest first. AWS IoT has nothing like it.</summary>
internal sealed class ListAlerts(AlertOutbox outbox, ApiGate gate)
{
    private const string Action = "iotconnectivity:ListAlerts";

    public async Task InvokeAsync(HttpContext http)
    {
        var violations = new ConstraintViolations();
        var maxResults = RegistryOperation.ReadPageSize(http, violations);
        var state = RegistryOperation.ReadText(http, "state") ?? "pending";
        if (state is not ("pending" or "dead")) violations.Add(state, "state", "Member must satisfy enum value set: [pending, dead]");
        var token = RegistryOperation.ReadText(http, "nextToken") ?? "0";
        if (!long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var after)) violations.Add(token, "nextToken", "Member must be a token that this service has given");
        var error = violations.ToError() ?? gate.Admit(http, Action, [], []);
        error ??= await StoreReads.TryAsync(async () =>
        {
            var alerts = state == "dead" ? outbox.ListDeadAsync(after, http.RequestAborted) : outbox.ListPendingAsync(after, http.RequestAborted);
            JsonAnswer.Write(http, await ReadAsync(alerts, maxResults).ConfigureAwait(false), AlertJsonContext.Default.ListAlertsResponse);
            return null;
        }).ConfigureAwait(false);
        if (error is not null) await AwsErrorWriter.WriteAsync(http, error).ConfigureAwait(false);
    }

    private async Task<ListAlertsResponse> ReadAsync(IAsyncEnumerable<AlertDelivery> alerts, int maxResults)
    {
        List<AlertContract> page = [];
        var last = 0L;
        await foreach (var alert in alerts.ConfigureAwait(false))
        {
            if (page.Count == maxResults) return Answer(page, last.ToString(CultureInfo.InvariantCulture));
            page.Add(AlertContract.Of(alert));
            last = alert.Sequence;
        }

        return Answer(page, null);
    }

    private ListAlertsResponse Answer(List<AlertContract> page, string? nextToken) => new(page, outbox.PendingCount, outbox.DeadCount, outbox.HeldCount, nextToken);
}
