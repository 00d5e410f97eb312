using System.Buffers.Text;
using System.Text;
using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Fleet;

/// <summary><c>GET /indices</c>: those that are switched on.</summary>
internal sealed class ListIndices(FleetIndexes indexes, ApiGate gate)
{
    private const string Action = "iot:ListIndices";
    private const int MaxPageSize = 500;

    // There are two indexes, so one page can end before the last.
    private static readonly string AfterThings = Base64Url.EncodeToString(Encoding.ASCII.GetBytes(FleetIndexes.ThingsName));

    public Task InvokeAsync(HttpContext http)
    {
        var violations = new ConstraintViolations();
        var maxResults = RegistryOperation.ReadPageSize(http, violations, MaxPageSize);
        var token = RegistryOperation.ReadText(http, "nextToken");
        var error = violations.ToError() ?? gate.Admit(http, Action, [], []);
        if (error is null && token is not null && token != AfterThings) error = new AwsError(AwsErrorCode.InvalidRequest, "Invalid nextToken");
        return error is null
            ? JsonAnswer.WriteAsync(http, Page(maxResults, token is not null), FleetJsonContext.Readable.ListIndicesResponse)
            : AwsErrorWriter.WriteAsync(http, error);
    }

    private ListIndicesResponse Page(int maxResults, bool isAfterThings)
    {
        string[] names = [.. indexes.EnabledNames.Where(name => !isAfterThings || name != FleetIndexes.ThingsName)];
        return new ListIndicesResponse(names[..Math.Min(maxResults, names.Length)], names.Length > maxResults ? AfterThings : null);
    }
}
