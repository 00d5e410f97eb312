namespace IotConnectivity.AspNetCore;

/// <summary>Ids of this package's log events; each once.</summary>
internal static class EventIds
{
    /// <summary>A request ended with an exception that nobody handled.</summary>
    public const int RequestFailed = 8001;

    /// <summary>A policy could not be evaluated.</summary>
    public const int PolicyFailed = 8002;
}
