using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Errors;

/// <summary>Puts an error on the wire in the form of AWS's restJson1 protocol. Every error of this package goes through here.</summary>
internal static class AwsErrorWriter
{
    /// <summary>The header that carries the error's name; the SDKs read it before they look into the body.</summary>
    public const string ErrorTypeHeader = "x-amzn-ErrorType";

    /// <summary>Answers with the error. Does nothing when the response has started: the status is on the wire and cannot be taken back.</summary>
    public static Task WriteAsync(HttpContext context, AwsError error)
    {
        var response = context.Response;
        if (response.HasStarted) return Task.CompletedTask;

        var body = JsonSerializer.SerializeToUtf8Bytes(
            new AwsErrorBody(error.Message, error.ResourceId, error.ResourceArn),
            AwsErrorJsonContext.Readable.AwsErrorBody);

        response.StatusCode = AwsErrorCatalog.StatusOf(error.Code);
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        response.Headers[ErrorTypeHeader] = AwsErrorCatalog.NameOf(error.Code);
        AwsRequestId.Ensure(context);
        return response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
