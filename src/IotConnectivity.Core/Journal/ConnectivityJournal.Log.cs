using IotConnectivity.Diagnostics;
using IotConnectivity.Storage;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.Journal;

public sealed partial class ConnectivityJournal
{
    private static partial class Log
    {
        [LoggerMessage(EventIds.JournalRestoring, LogLevel.Information, "Restoring: {Count} things until now.")]
        public static partial void Restoring(ILogger logger, long count);

        [LoggerMessage(EventIds.JournalRestored, LogLevel.Information, "Restored {Count} things, {Connected} of them connected, in {Elapsed}.")]
        public static partial void Restored(ILogger logger, long count, int connected, TimeSpan elapsed);

        [LoggerMessage(EventIds.JournalFailed, LogLevel.Error, "Nothing can be written, so no event is acknowledged until it can; look-ups go on.")]
        public static partial void Failed(ILogger logger, StoreException exception);

        [LoggerMessage(EventIds.JournalWritable, LogLevel.Information, "The store can be written again.")]
        public static partial void Writable(ILogger logger);

        [LoggerMessage(EventIds.JournalNotWritten, LogLevel.Error, "{Count} events and records that nobody was told to be durable could not be written before the end.")]
        public static partial void NotWritten(ILogger logger, int count);

        [LoggerMessage(EventIds.JournalHistoryLost, LogLevel.Warning, "The journal was full: {Count} events are missing from the history of {Things} things. Their states are right.")]
        public static partial void HistoryLost(ILogger logger, long count, int things);

        [LoggerMessage(EventIds.JournalNotMaintained, LogLevel.Warning, "The store could not be tidied; it will be tried again.")]
        public static partial void NotMaintained(ILogger logger, Exception exception);
    }
}
