namespace IotConnectivity.Timing;

/// <summary>Delivers timeouts in the order of their ticks. It knows ticks and nothing else: no clock, no thread, no device.</summary>
/// <remarks>
/// <para>Not thread-safe: the owner calls it under a lock of its own, or from one thread only.</para>
/// <para>
/// Order within one <see cref="Advance"/>: first what a handler that threw has left of its tick; then what was already due when it was armed, in the order of
/// arming; then by due tick; timeouts of one tick in the order in which they were armed, and moving a timeout arms it anew.
/// </para>
/// <para>
/// Cost: <see cref="Schedule"/> and <see cref="Cancel"/> O(1); <see cref="Advance"/> O(timeouts delivered + occupied slots passed), whatever the distance,
/// plus at most ten moves over the life of a timeout, one for each level it descends. Nothing allocates but the first use of a slot.
/// </para>
/// <para>Source: G. Varghese and T. Lauck, "Hashed and Hierarchical Timing Wheels", scheme 7, with the levels chosen by <see cref="SlotAddress"/>.</para>
/// </remarks>
internal sealed class TimingWheel
{
    private readonly WheelTimeout.Slot?[] _slots = new WheelTimeout.Slot?[SlotAddress.LevelCount * SlotAddress.SlotsPerLevel];
    private readonly SlotOccupancy _occupancy = new();

    // INVARIANT: between calls, a timeout due after Now is in the slot at SlotAddress.Of(DueTick, Now). One that is not after Now is in _overdue, or in
    // _due when a handler threw before its turn.
    private readonly WheelTimeout.Slot _due = new(address: null);
    private readonly WheelTimeout.Slot _overdue = new(address: null);
    private bool _isAdvancing;

    /// <summary>Creates an empty wheel.</summary>
    /// <param name="startTick">The present tick, from 0 to <see cref="long.MaxValue"/>.</param>
    public TimingWheel(long startTick = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(startTick);
        Now = startTick;
    }

    /// <summary>Gets the tick up to which everything was delivered; during <see cref="Advance"/>, the tick that is being delivered.</summary>
    public long Now { get; private set; }

    /// <summary>Gets how many timeouts are armed.</summary>
    public int Count { get; private set; }

    /// <summary>Gets a tick before which <see cref="Advance"/> has nothing to do, so that an idle owner can sleep; <see langword="null"/> when nothing is armed.</summary>
    /// <remarks>
    /// Never later than the earliest due tick, and exact when that one lies in the present run of 64 ticks. Otherwise it is the start of the slot: advance to
    /// it and ask again, at most once for each level. <see cref="Now"/> means that something waits for the next <see cref="Advance"/>. O(1).
    /// </remarks>
    public long? NextDueTick
    {
        get
        {
            if (_due.First is not null || _overdue.First is not null) return Now;
            return _occupancy.TryFindFirst(out var address) ? address.FirstTick(Now) : null;
        }
    }

    /// <summary>Arms a timeout, or moves it when it is armed already.</summary>
    /// <param name="timeout">The timeout; not armed in another wheel.</param>
    /// <param name="dueTick">Any tick. One that is not after <see cref="Now"/> is delivered by the next <see cref="Advance"/>.</param>
    public void Schedule(WheelTimeout timeout, long dueTick)
    {
        if (timeout.IsArmed) Unlink(timeout);
        else Count++;

        if (dueTick > Now) Link(timeout, dueTick);
        else _overdue.Append(timeout, dueTick);
    }

    /// <summary>Disarms a timeout; it will not be delivered, not even when it is due in the tick that is being delivered.</summary>
    /// <returns>Whether the timeout was armed.</returns>
    public bool Cancel(WheelTimeout timeout)
    {
        if (!timeout.IsArmed) return false;

        Unlink(timeout);
        Count--;
        return true;
    }

    /// <summary>Moves the present tick forward and delivers what is due on the way.</summary>
    /// <param name="toTick">The new present tick. An earlier one than <see cref="Now"/> is taken as <see cref="Now"/>: a wheel does not turn back.</param>
    /// <param name="handler">Receives the timeouts, see <see cref="ITimeoutHandler.OnDue"/>.</param>
    /// <exception cref="InvalidOperationException">Called from a handler of this wheel.</exception>
    /// <remarks>
    /// An exception of the handler passes through. <see cref="Now"/> then stands at the tick that was being delivered, and the next call goes on with the
    /// timeout after the one that threw.
    /// </remarks>
    public void Advance<THandler>(long toTick, ref THandler handler)
        where THandler : ITimeoutHandler, allows ref struct
    {
        if (_isAdvancing) throw new InvalidOperationException("a timeout handler advances the wheel that called it");

        _isAdvancing = true;
        try
        {
            _due.AppendAll(_overdue);
            Deliver(ref handler);
            while (_occupancy.TryFindFirst(out var address) && address.FirstTick(Now) is var tick && tick <= toTick)
            {
                Now = tick;
                Open(address);
                Deliver(ref handler);
            }

            Now = Math.Max(Now, toTick);
        }
        finally
        {
            _isAdvancing = false;
        }
    }

    private void Deliver<THandler>(ref THandler handler)
        where THandler : ITimeoutHandler, allows ref struct
    {
        while (_due.First is { } timeout)
        {
            _ = Cancel(timeout);
            if (handler.OnDue(timeout, Now) is { } again) Schedule(timeout, again);
        }
    }

    // Now is the first tick of the slot: what is due then is delivered, the rest descends to lower levels.
    private void Open(SlotAddress address)
    {
        var slot = SlotAt(address);
        _occupancy.Clear(address);
        if (address.Level == 0)
        {
            _due.AppendAll(slot);
            return;
        }

        while (slot.First is { } timeout)
        {
            _ = WheelTimeout.Slot.Unlink(timeout);
            if (timeout.DueTick > Now) Link(timeout, timeout.DueTick);
            else _due.Append(timeout, timeout.DueTick);
        }
    }

    private void Link(WheelTimeout timeout, long dueTick)
    {
        var address = SlotAddress.Of(dueTick, Now);
        SlotAt(address).Append(timeout, dueTick);
        _occupancy.Set(address);
    }

    private void Unlink(WheelTimeout timeout)
    {
        if (WheelTimeout.Slot.Unlink(timeout)?.Address is { } emptied) _occupancy.Clear(emptied);
    }

    private WheelTimeout.Slot SlotAt(SlotAddress address) =>
        _slots[(address.Level * SlotAddress.SlotsPerLevel) + address.Index] ??= new WheelTimeout.Slot(address);
}
