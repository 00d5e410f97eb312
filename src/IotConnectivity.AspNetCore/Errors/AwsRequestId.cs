using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Errors;

/// <summary>The id that every response carries and that the SDKs show as the request id.</summary>
internal static class AwsRequestId
{
    /// <summary>The response header, spelled as AWS IoT spells it.</summary>
    public const string Header = "x-amzn-RequestId";

    /// <summary>Makes an id of the usual form. It names a request and protects nothing, so it needs no system call for secure randomness.</summary>
    private static string Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.Shared.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>Gives the response an id unless it has one, and makes it the request's trace identifier, so that log lines can be found by it.</summary>
    public static void Ensure(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (headers.ContainsKey(Header)) return;
        var id = Next();
        headers[Header] = id;
        context.TraceIdentifier = id;
    }
}
