namespace IotConnectivity.Detect.Detector;

/// <summary>Both clocks at one moment. Moments of the wall clock are packed into numbers; timeouts are counted by the other clock, which never jumps.</summary>
/// <param name="WallMs">The wall clock, in milliseconds since 1970-01-01T00:00Z.</param>
/// <param name="MonotonicMs">The other one, in milliseconds since the start.</param>
/// <param name="BaseMs">The moment of the wall clock from which packed ones count.</param>
internal readonly record struct ClockReading(long WallMs, long MonotonicMs, long BaseMs)
{
    // 64 milliseconds; 32 bits of them are eight years.
    private const int Shift = 6;

    /// <summary>Gets the tick that the monotonic clock has reached.</summary>
    internal long Tick => MonotonicMs >> Shift;

    /// <summary>Gets when a tick comes, by the monotonic clock.</summary>
    internal static long MonotonicMsOf(long tick) => tick << Shift;

    /// <summary>Packs a moment: the first that is not before it. What is too far away is asked again in eight years.</summary>
    internal static uint Pack(long atMs, long baseMs) => atMs <= baseMs ? 1 : (uint)Math.Min(((atMs - baseMs - 1) >> Shift) + 1, uint.MaxValue);

    /// <summary>Gets the first tick at which a packed moment has come, if neither clock jumps.</summary>
    internal long TickOf(uint packed) => (MonotonicMs + (((long)packed << Shift) + BaseMs - WallMs) + (1 << Shift) - 1) >> Shift;
}
