namespace IotConnectivity.Detect;

/// <summary>The moments at which AWS IoT looks: every five minutes, on multiples of five minutes since 1970-01-01T00:00Z.</summary>
/// <remarks>Source: timestamps in AWS's published samples; AWS IoT blog on the disconnected duration metric for the length of the period.</remarks>
internal static class DatapointGrid
{
    private const long MinuteMs = 60_000;

    /// <summary>The time between two values, in milliseconds.</summary>
    internal const long PeriodMs = 5 * MinuteMs;

    /// <summary>The same in minutes.</summary>
    internal const long PeriodMinutes = PeriodMs / MinuteMs;

    /// <summary>Gets the first moment of the grid that is not before a moment.</summary>
    internal static long NextFrom(long ms) => LastUntil(ms) is var tick && tick == ms ? tick : tick + PeriodMs;

    /// <summary>Gets the last moment of the grid that is not after a moment.</summary>
    internal static long LastUntil(long ms) => ms - (((ms % PeriodMs) + PeriodMs) % PeriodMs);

    /// <summary>Gets how many minutes something that began at a moment has lasted: on ticks as AWS IoT gives it, in whole periods.</summary>
    internal static ulong MinutesSince(long sinceMs, long atMs, bool isOnTicks = true)
    {
        var lasted = Math.Max(0, atMs - sinceMs);
        return (ulong)(isOnTicks ? lasted / PeriodMs * PeriodMinutes : lasted / MinuteMs);
    }
}
