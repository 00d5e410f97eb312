using IotConnectivity.Timing;

namespace IotConnectivity.Benchmarks.Timing;

/// <summary>What a watchdog keeps for a thing: the timeout itself and a deadline that heartbeats write.</summary>
internal sealed class Watched : WheelTimeout
{
    public long Deadline { get; set; }
}
