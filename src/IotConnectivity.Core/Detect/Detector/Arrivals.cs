using System.Numerics;

namespace IotConnectivity.Detect.Detector;

/// <summary>Things that went away and are not in the wheel yet. Threads that apply events at the same time use different rings.</summary>
/// <remarks>
/// The place of the thing is read while the event's thread has the object at hand. Whether the place is armed already is looked up for many at once, so that the waiting for random memory overlaps.
/// </remarks>
internal sealed class Arrivals
{
    private readonly ArrivalRing[] _rings = [.. Enumerable.Range(0, (int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, 16))).Select(static _ => new ArrivalRing())];

    /// <summary>Adds a thing, after its record has changed. Any thread; the detector must be woken after it.</summary>
    /// <param name="place">The place of the thing.</param>
    /// <param name="due">When it is to be asked, packed; not 0.</param>
    internal void Add(int place, uint due) => _rings[Environment.CurrentManagedThreadId & (_rings.Length - 1)].Add(place, due);

    /// <summary>Arms all that came. The thread of the wheel.</summary>
    internal void MoveTo(ArmedPlaces armed, PlaceWheel wheel, in ClockReading clock)
    {
        foreach (var ring in _rings) ring.MoveTo(armed, wheel, clock);
    }
}
