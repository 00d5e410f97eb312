using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.AspNetCore.Errors;

/// <summary>What every request of the AWS protocol has in common: an id on the response, a path with one reading, and no error without a JSON body.</summary>
internal sealed partial class AwsProtocolMiddleware(RequestDelegate next, ILogger<AwsProtocolMiddleware> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        AwsRequestId.Ensure(context);
        var error = CheckTarget(context);
        return error is null ? ContinueAsync(context) : AwsErrorWriter.WriteAsync(context, error);
    }

    private static AwsError? CheckTarget(HttpContext context)
    {
        var rawTarget = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? string.Empty;
        return RequestTarget.TrySplit(rawTarget, out var path, out _)
            ? RequestTarget.Check(path) ?? RequestTarget.CheckEnd(path)
            : new AwsError(AwsErrorCode.InvalidRequest, "the request target has no path, expected one that starts with `/`");
    }

    private async Task ContinueAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            // The server found the request itself unreadable: too large a body, a broken chunk. Its texts hold no user data.
            var code = exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? AwsErrorCode.RequestEntityTooLarge : AwsErrorCode.InvalidRequest;
            await AwsErrorWriter.WriteAsync(context, new AwsError(code, exception.Message)).ConfigureAwait(false);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            Log.RequestFailed(logger, exception, context.TraceIdentifier);
            await AwsErrorWriter.WriteAsync(context, new AwsError(AwsErrorCode.InternalFailure, "Internal failure")).ConfigureAwait(false);
        }
    }
}
