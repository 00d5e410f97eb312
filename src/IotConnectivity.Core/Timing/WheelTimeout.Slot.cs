namespace IotConnectivity.Timing;

internal abstract partial class WheelTimeout
{
    /// <summary>A list of timeouts in the order in which they were armed: a ring that this object closes.</summary>
    /// <remarks>A timeout can be unlinked without knowing which slot it is in. All operations cost O(1).</remarks>
    internal sealed class Slot : WheelTimeout
    {
        /// <summary>Creates an empty slot.</summary>
        /// <param name="address">Where the slot stands, or <see langword="null"/> for a list that stands outside the levels.</param>
        public Slot(SlotAddress? address)
        {
            Address = address;
            _next = this;
            _previous = this;
        }

        /// <summary>Gets where the slot stands, or <see langword="null"/> for a list that stands outside the levels.</summary>
        public SlotAddress? Address { get; }

        /// <summary>Gets the timeout that was armed first, or <see langword="null"/> when the slot is empty.</summary>
        public WheelTimeout? First => ReferenceEquals(_next, this) ? null : _next;

        /// <summary>Puts a timeout that is in no slot at the end.</summary>
        public void Append(WheelTimeout timeout, long dueTick)
        {
            var last = _previous!;
            timeout.DueTick = dueTick;
            timeout._next = this;
            timeout._previous = last;
            last._next = timeout;
            _previous = timeout;
        }

        /// <summary>Moves all timeouts of another slot to the end of this one, in their order.</summary>
        public void AppendAll(Slot other)
        {
            if (other.First is not { } first) return;

            var last = other._previous!;
            other._next = other;
            other._previous = other;

            first._previous = _previous;
            _previous!._next = first;
            last._next = this;
            _previous = last;
        }

        /// <summary>Takes an armed timeout out of the slot it is in.</summary>
        /// <returns>The slot if that left it empty, otherwise <see langword="null"/>.</returns>
        public static Slot? Unlink(WheelTimeout timeout)
        {
            var next = timeout._next!;
            var previous = timeout._previous!;
            next._previous = previous;
            previous._next = next;
            timeout._next = null;
            timeout._previous = null;

            // Only an empty ring has the same neighbour on both sides, and then that neighbour is the slot.
            return ReferenceEquals(next, previous) ? (Slot)next : null;
        }
    }
}
