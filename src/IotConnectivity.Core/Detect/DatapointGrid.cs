namespace IotConnectivity.Detect;

/// <summary>The moments at which AWS IoT looks: every five minutes, on multiples of five minutes since 1970-01-01T00:00Z.</summary>
/// <remarks>Source: timestamps in AWS's published samples; AWS IoT blog on the disconnected duration metric for the length of the period.</remarks>
internal static class DatapointGrid
{
    /// <summary>The time between two values, in milliseconds.</summary>
    internal const long PeriodMs = 5 * 60_000;

    /// <summary>The same in minutes.</summary>
    internal const long PeriodMinutes = PeriodMs / 60_000;

    /// <summary>Gets the first moment of the grid that is not before a moment.</summary>
    internal static long NextFrom(long ms) => LastUntil(ms) is var tick && tick == ms ? tick : tick + PeriodMs;

    /// <summary>Gets the last moment of the grid that is not after a moment.</summary>
    internal static long LastUntil(long ms) => ms - (((ms % PeriodMs) + PeriodMs) % PeriodMs);

    /// <summary>Gets how long something that began at a moment has lasted at a moment of the grid, in minutes, as AWS IoT gives it: in whole periods.</summary>
    internal static ulong MinutesSince(long sinceMs, long tickMs) => (ulong)(Math.Max(0, tickMs - sinceMs) / PeriodMs * PeriodMinutes);
}
