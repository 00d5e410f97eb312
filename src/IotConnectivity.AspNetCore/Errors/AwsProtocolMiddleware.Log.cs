using Microsoft.Extensions.Logging;

namespace IotConnectivity.AspNetCore.Errors;

internal sealed partial class AwsProtocolMiddleware
{
    private static partial class Log
    {
        [LoggerMessage(EventIds.RequestFailed, LogLevel.Error, "Request {RequestId} failed; the caller was told InternalFailureException.")]
        public static partial void RequestFailed(ILogger logger, Exception exception, string requestId);
    }
}
