using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Alerts;
using IotConnectivity.Storage;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Alerts;

/// <summary><c>POST /alerts/{violationId}/redrive</c> and <c>DELETE /alerts/{violationId}</c>: what becomes of the dead alerts of a violation.</summary>
internal sealed class ChangeDeadAlerts(AlertOutbox outbox, ApiGate gate)
{
    private const string Action = "iotconnectivity:RedriveAlerts";

    public Task RedriveAsync(HttpContext http) => InvokeAsync(http, outbox.RedriveAsync);

    public Task DeleteAsync(HttpContext http) => InvokeAsync(http, outbox.DeleteDeadAsync);

    private async Task InvokeAsync(HttpContext http, Func<string, CancellationToken, Task<int>> change)
    {
        var error = gate.Admit(http, Action, [], []);
        if (error is null)
        {
            var violationId = RegistryOperation.NameOf(http, "violationId");
            try
            {
                var count = await change(violationId, http.RequestAborted).ConfigureAwait(false);
                if (count == 0) error = new AwsError(AwsErrorCode.ResourceNotFound, $"No dead alert of the violation {violationId} found");
                else JsonAnswer.Write(http, new ChangedAlertsResponse(count), AlertJsonContext.Default.ChangedAlertsResponse);
            }
            catch (StoreException exception)
            {
                error = DurableWrites.ToError(exception);
            }
            catch (ObjectDisposedException)
            {
                error = DurableWrites.IsStopping;
            }
        }

        if (error is not null) await AwsErrorWriter.WriteAsync(http, error).ConfigureAwait(false);
    }
}
