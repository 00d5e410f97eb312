namespace IotConnectivity.Timing;

/// <summary>Something that can be armed in a <see cref="TimingWheel"/>; a thing's own record derives from it.</summary>
/// <remarks>
/// Adds 24 bytes to the object that derives, and arming allocates nothing. It belongs to one wheel as long as it is armed: arming it in a second one is
/// a mistake that is not detected. As single-threaded as its wheel.
/// </remarks>
internal abstract partial class WheelTimeout
{
    // INVARIANT: both links are null, or both are set and the neighbours point back; every ring holds exactly one Slot.
    private WheelTimeout? _next;
    private WheelTimeout? _previous;

    /// <summary>Gets the tick that the timeout was last armed for; keeps its value after that.</summary>
    public long DueTick { get; private set; }

    /// <summary>Gets whether the timeout waits in a wheel.</summary>
    public bool IsArmed => _next is not null;
}
