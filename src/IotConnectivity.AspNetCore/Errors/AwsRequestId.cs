using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Errors;

/// <summary>The id that every response carries and that the SDKs show as the request id.</summary>
internal static class AwsRequestId
{
    /// <summary>The response header, spelled as AWS IoT spells it.</summary>
    public const string Header = "x-amzn-RequestId";

    /// <summary>Gives the response an id unless it has one, and makes it the request's trace identifier, so that log lines can be found by it.</summary>
    public static void Ensure(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (headers.ContainsKey(Header)) return;
        var id = Guid.NewGuid().ToString();
        headers[Header] = id;
        context.TraceIdentifier = id;
    }
}
