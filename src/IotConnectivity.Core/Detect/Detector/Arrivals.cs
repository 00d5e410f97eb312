using System.Numerics;
using IotConnectivity.Registry;

namespace IotConnectivity.Detect.Detector;

/// <summary>Things that went away and are not in the wheel yet. Threads that apply events at the same time use different lists.</summary>
/// <remarks>
/// Only what the thread of the event has at hand anyway is written down. Where the thing has its place, and whether it is armed already, is looked up for many at once, so that the waiting for
/// the memory of random things overlaps.
/// </remarks>
internal sealed class Arrivals
{
    private readonly Stripe[] _stripes = [.. Enumerable.Range(0, (int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, 16))).Select(static _ => new Stripe())];
    private readonly List<int> _places = [];
    private List<(RegisteredThing Thing, uint Due)> _spare = [];

    /// <summary>Adds a thing, after its record has changed. Any thread.</summary>
    /// <returns>Whether it is the first since its list was emptied.</returns>
    internal bool Add(RegisteredThing thing, uint due)
    {
        var stripe = _stripes[Environment.CurrentManagedThreadId & (_stripes.Length - 1)];
        lock (stripe.Access)
        {
            stripe.Entries.Add((thing, due));
            return stripe.Entries.Count == 1;
        }
    }

    /// <summary>Arms all that came. The thread of the wheel.</summary>
    internal void MoveTo(ArmedPlaces armed, PlaceWheel wheel, in ClockReading clock)
    {
        foreach (var stripe in _stripes)
        {
            var full = _spare;
            lock (stripe.Access) (full, stripe.Entries) = (stripe.Entries, full);
            _places.Clear();
            foreach (var (thing, _) in full) _places.Add(thing.Place);
            for (var i = 0; i < full.Count; i++)
            {
                if (armed.TryArm(_places[i], full[i].Due)) wheel.Add(_places[i], full[i].Due, clock.TickOf(full[i].Due));
            }

            full.Clear();
            _spare = full;
        }
    }

    private sealed class Stripe
    {
        internal Lock Access { get; } = new();

        internal List<(RegisteredThing Thing, uint Due)> Entries { get; set; } = [];
    }
}
