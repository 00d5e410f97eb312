using IotConnectivity.TestKit;

namespace IotConnectivity.KeepAlive;

/// <summary>A clock that goes on while the process sleeps: time passes without a timer firing, as when a host is suspended or a thread pool starved.</summary>
internal sealed class SuspendableTime(ManualTimeProvider awake) : TimeProvider
{
    private TimeSpan _asleep;

    public override long TimestampFrequency => awake.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => awake.GetUtcNow() + _asleep;

    public override long GetTimestamp() => awake.GetTimestamp() + (long)(_asleep.TotalSeconds * TimestampFrequency);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        awake.CreateTimer(callback, state, dueTime, period);

    internal void Suspend(TimeSpan duration) => _asleep += duration;

    internal void Advance(TimeSpan by) => awake.Advance(by);
}
