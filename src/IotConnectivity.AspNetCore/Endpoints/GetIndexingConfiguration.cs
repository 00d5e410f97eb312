using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Indexing;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints;

/// <summary><c>GET /indexing/config</c></summary>
internal sealed class GetIndexingConfiguration(IndexingSwitch indexing, ApiGate gate)
{
    public Task InvokeAsync(HttpContext http) =>
        gate.Admit(http, "iot:GetIndexingConfiguration", [], []) is { } refusal
            ? AwsErrorWriter.WriteAsync(http, refusal)
            : JsonAnswer.WriteAsync(http, IndexingContractConversion.ToContract(indexing.Current), ConnectivityJsonContext.Default.IndexingContract);
}
