using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Indexing;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints;

/// <summary><c>POST /indexing/config</c></summary>
internal sealed class UpdateIndexingConfiguration(IndexingSwitch indexing, ApiGate gate, DurableWrites writes)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var (request, error) = await RequestJson.ReadAsync(http, ConnectivityJsonContext.Default.IndexingContract).ConfigureAwait(false);
        await writes.AnswerAsync(http, error ?? Update(http, request!)).ConfigureAwait(false);
    }

    private AwsError? Update(HttpContext http, IndexingContract request)
    {
        var violations = new ConstraintViolations();
        IndexingContractConversion.Check(request, violations);
        if ((violations.ToError() ?? gate.Admit(http, "iot:UpdateIndexingConfiguration", [], [])) is { } refusal) return refusal;
        if (request is { ThingIndexingConfiguration: null, ThingGroupIndexingConfiguration: null })
        {
            return new AwsError(
                AwsErrorCode.InvalidRequest,
                "At least one configuration to update (thingIndexingConfiguration or thingGroupIndexingConfiguration) is required");
        }

        return indexing.TryChange(current => IndexingContractConversion.Apply(current, request), out var error)
            ? null
            : new AwsError(AwsErrorCode.InvalidRequest, error);
    }
}
