namespace IotConnectivity.AspNetCore;

/// <summary>Ids of this package's log events; each once.</summary>
internal static class EventIds
{
    /// <summary>A request ended with an exception that nobody handled.</summary>
    public const int RequestFailed = 8001;

    /// <summary>A policy could not be evaluated.</summary>
    public const int PolicyFailed = 8002;

    /// <summary>The store could not be copied.</summary>
    public const int BackupFailed = 8003;

    /// <summary>A line of an event stream could not be read.</summary>
    public const int StreamEventRejected = 8101;

    /// <summary>An event stream has ended.</summary>
    public const int StreamEnded = 8102;

    /// <summary>An event stream could not be read any more.</summary>
    public const int StreamBroken = 8103;
}
