using System.Collections.Concurrent;

namespace IotConnectivity.Detect.Detector;

/// <summary>A queue from many threads to the detector's: one compare-and-swap for each entry, and nothing but reads and writes for whoever takes them all.</summary>
/// <remarks>
/// 128 KiB, enough for the 20 milliseconds for which the detector gathers at 800,000 a second. What does not fit goes another, slower way; the order means nothing.
/// INVARIANT: a slot from _taken to _added belongs to the one thread that counted it, until it is not 0; then to the detector's. All others are 0.
/// </remarks>
internal sealed class ArrivalRing
{
    private const int Capacity = 1 << 14;
    private const int ArmedAtOnce = 256;

    private readonly ulong[] _slots = new ulong[Capacity];
    private readonly ConcurrentQueue<ulong> _overflow = new();
    private int _added;
    private int _taken;

    /// <summary>Adds an entry. Any thread.</summary>
    /// <remarks>RACE: the compare-and-swap is a full fence. Whoever reads after it that the detector is awake was counted before the detector, which resets that first, looks how many were added.</remarks>
    internal void Add(int place, uint due)
    {
        var entry = ((ulong)due << 32) | (uint)place;
        for (var added = Volatile.Read(ref _added); added - Volatile.Read(ref _taken) < Capacity;)
        {
            var witnessed = Interlocked.CompareExchange(ref _added, added + 1, added);
            if (witnessed == added)
            {
                Volatile.Write(ref _slots[added & (Capacity - 1)], entry);
                return;
            }

            added = witnessed;
        }

        _overflow.Enqueue(entry);
    }

    /// <summary>Arms what was added until now. One thread at a time.</summary>
    internal void MoveTo(ArmedPlaces armed, PlaceWheel wheel, in ClockReading clock)
    {
        Span<ulong> entries = stackalloc ulong[ArmedAtOnce];
        var taken = _taken;
        for (var added = Volatile.Read(ref _added); taken != added;)
        {
            var count = Math.Min(added - taken, ArmedAtOnce);
            for (var i = 0; i < count; i++, taken++) entries[i] = Take(ref _slots[taken & (Capacity - 1)]);

            // Nothing but these reads, so that the processor has as many as it can under way at the same time.
            foreach (var entry in entries[..count]) armed.Touch((int)entry);
            foreach (var entry in entries[..count]) Arm(entry, armed, wheel, clock);
        }

        // RACE: only when the slots are 0 may somebody else fill them.
        Volatile.Write(ref _taken, taken);
        while (_overflow.TryDequeue(out var entry)) Arm(entry, armed, wheel, clock);
    }

    private static ulong Take(ref ulong slot)
    {
        var entry = Volatile.Read(ref slot);

        // Whoever was counted is about to write.
        for (var wait = default(SpinWait); entry == 0; entry = Volatile.Read(ref slot)) wait.SpinOnce();
        slot = 0;
        return entry;
    }

    private static void Arm(ulong entry, ArmedPlaces armed, PlaceWheel wheel, in ClockReading clock)
    {
        var (place, due) = ((int)entry, (uint)(entry >> 32));
        if (armed.TryArm(place, due)) wheel.Add(place, due, clock.TickOf(due));
    }
}
