namespace IotConnectivity.Timing;

/// <summary>What the owner of a <see cref="TimingWheel"/> does with a timeout whose tick has come.</summary>
/// <remarks>Implement it as a struct: <see cref="TimingWheel.Advance"/> is then compiled for it and calls it directly.</remarks>
internal interface ITimeoutHandler
{
    /// <summary>Receives one timeout. It is no longer armed when this is called.</summary>
    /// <param name="timeout">The timeout.</param>
    /// <param name="tick">The tick that is being delivered, which is <see cref="TimingWheel.Now"/>; not necessarily where the owner's clock stands.</param>
    /// <returns>
    /// <see langword="null"/> when the timeout is dealt with, or the tick at which to look at it again. This is what makes a heartbeat cheap: it only
    /// writes the new deadline to its own record, and the wheel asks again where the old one ends.
    /// </returns>
    /// <remarks>
    /// May arm and cancel any timeout of the wheel, this one too; a returned tick has the last word. What it arms for a tick that is not after
    /// <paramref name="tick"/> waits for the next call of <see cref="TimingWheel.Advance"/>, so that every call ends.
    /// An exception leaves <see cref="TimingWheel.Advance"/>: this timeout stays disarmed, every other stays armed.
    /// </remarks>
    long? OnDue(WheelTimeout timeout, long tick);
}
