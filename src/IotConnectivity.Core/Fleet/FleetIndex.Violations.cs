using System.Collections.Concurrent;
using IotConnectivity.Fleet.Columns;
using IotConnectivity.Fleet.Violations;
using IotConnectivity.Indexing;
using IotConnectivity.Queries.Schema;
using IotConnectivity.Registry;

namespace IotConnectivity.Fleet;

// The part of a document that Detect writes.
public sealed partial class FleetIndex
{
    private readonly DirtyPlaces _changedViolations = new();

    // About 60 bytes for each thing that has any.
    private readonly ConcurrentDictionary<RegisteredThing, ThingViolations> _violations = new(ByPlace.Comparer);

    /// <summary>Gets how many things have violations; no deleted ones.</summary>
    internal int ThingsWithViolations => _violations.Count;

    /// <summary>Says which behaviours a thing violates. Any thread, but for one thing one after the other; takes no lock that a query holds, and about a microsecond.</summary>
    /// <param name="thing">The thing. When it is deleted nothing is noted.</param>
    /// <param name="violations">What it violates, instead of what was said before; <see langword="null"/> for nothing.</param>
    internal void SetViolations(RegisteredThing thing, ThingViolations? violations)
    {
        if (violations is null)
        {
            if (!_violations.TryRemove(thing, out _)) return;
        }
        else
        {
            _violations[thing] = violations;
        }

        // INVARIANT of DirtyPlaces: what has changed is written before the place is marked.
        Interlocked.MemoryBarrier();

        // RACE: deleted meanwhile. Whoever told us of that may have been here before.
        if (thing.Data.Version < 0) _violations.TryRemove(thing, out _);
        Mark(_changedViolations, thing.Place);
    }

    private ThingViolations? ViolationsOf(RegisteredThing thing) => _indexing.Current.TracksViolations ? _violations.GetValueOrDefault(thing) : null;

    // Under the switch's lock. What is not indexed is not in the columns, so that neither groups nor searches see it.
    private void OnIndexingChanged(IndexingConfiguration configuration)
    {
        foreach (var (thing, _) in _violations) Mark(_changedViolations, thing.Place);
    }

    private bool TakeViolations(ref int from)
    {
        _taken.Clear();
        var isAll = _changedViolations.Take(_taken, Slice, ref from);
        foreach (var place in _taken)
        {
            // What is not there yet gets its violations when it is taken in.
            if (_columns.Things[place] is not { } thing) continue;
            _columns.Violations[place] = ViolationsOf(thing);
            Evaluate(place, thing, QuerySources.DeviceDefender);
        }

        return isAll;
    }

    // The place is as good as any hash, and in the order in which things are taken in.
    private sealed class ByPlace : IEqualityComparer<RegisteredThing>
    {
        internal static readonly ByPlace Comparer = new();

        public bool Equals(RegisteredThing? x, RegisteredThing? y) => ReferenceEquals(x, y);

        public int GetHashCode(RegisteredThing obj) => obj.Place;
    }
}
