using IotConnectivity.Diagnostics;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.KeepAlive;

public sealed partial class KeepAliveWatchdog
{
    private static partial class Log
    {
        [LoggerMessage(EventIds.ThingsSilent, LogLevel.Debug, "{Count} things were silent for longer than their keep-alive allows and count as disconnected.")]
        public static partial void Silent(ILogger logger, int count);

        [LoggerMessage(EventIds.ListeningPaused, LogLevel.Warning, "The keep-alive watchdog did not run for {Pause}; devices get that much longer to be heard.")]
        public static partial void Paused(ILogger logger, TimeSpan pause);

        [LoggerMessage(EventIds.SilenceFailed, LogLevel.Error, "A silent thing could not be ended; it counts as connected until it is heard of again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
