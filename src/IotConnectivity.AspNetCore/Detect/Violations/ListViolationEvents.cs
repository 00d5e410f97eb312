using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Violations;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Violations;

/// <summary><c>GET /violation-events?startTime=&amp;endTime=</c></summary>
internal sealed class ListViolationEvents(ViolationList list, ApiGate gate)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var violations = new ConstraintViolations();
        var (from, to) = DetectMembers.ReadRange(http, violations);
        var maxResults = RegistryOperation.ReadPageSize(http, violations);
        var filter = ViolationRequest.ReadFilter(http, violations);
        var error = ViolationRequest.Admit(http, gate, "iot:ListViolationEvents", filter, violations);
        error ??= await StoreReads.TryAsync(async () =>
        {
            var page = await list.ListEventsAsync(from, to, filter, maxResults, RegistryOperation.ReadText(http, "nextToken"), http.RequestAborted).ConfigureAwait(false);
            JsonAnswer.Write(http, Describe(page), ViolationAnswerContext.Readable.ListViolationEventsResponse);
            return null;
        }).ConfigureAwait(false);
        if (error is not null) await AwsErrorWriter.WriteAsync(http, error).ConfigureAwait(false);
    }

    private static ListViolationEventsResponse Describe(ViolationEventPage page) => new([.. page.Events.Select(ViolationEventContract.Of)], page.NextToken);
}
