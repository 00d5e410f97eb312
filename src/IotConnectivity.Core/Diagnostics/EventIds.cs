namespace IotConnectivity.Diagnostics;

/// <summary>The ids of all log events of this package, one range of a hundred for each room, so that none is used twice.</summary>
internal static class EventIds
{
    // KeepAlive
    public const int ThingsSilent = 1100;
    public const int ListeningPaused = 1101;
    public const int SilenceFailed = 1102;
}
