using Microsoft.Extensions.Logging;

namespace IotConnectivity.AspNetCore.Access;

internal sealed partial class ApiGate
{
    private static partial class Log
    {
        [LoggerMessage(EventIds.PolicyFailed, LogLevel.Error, "Judging {Action} failed; the request was refused.")]
        public static partial void PolicyFailed(ILogger logger, Exception exception, string action);
    }
}
