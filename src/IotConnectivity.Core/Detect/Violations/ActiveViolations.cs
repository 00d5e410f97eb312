using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Violations;

/// <summary>Violations that go on in the order of their pages: all, and those of each profile. Under its owner's lock.</summary>
internal sealed class ActiveViolations
{
    private static readonly Comparer<RecordPlace> Order = Comparer<RecordPlace>.Create(Compare);

    private readonly Ordered _all = new();
    private readonly Dictionary<string, Ordered> _byProfile = new(StringComparer.Ordinal);

    internal int Count => _all.Count;

    internal static RecordPlace PlaceOf(KnownViolation violation) => new(violation.StartMs, violation.Id);

    internal static int Compare(RecordPlace one, RecordPlace other) =>
        one.TimeMs != other.TimeMs ? one.TimeMs.CompareTo(other.TimeMs) : string.CompareOrdinal(one.Key, other.Key);

    internal void Set(KnownViolation violation)
    {
        _all.Set(violation);
        if (!_byProfile.TryGetValue(violation.Profile, out var ofProfile)) _byProfile.Add(violation.Profile, ofProfile = new Ordered());
        ofProfile.Set(violation);
    }

    internal void Remove(KnownViolation violation)
    {
        _all.Remove(violation);
        if (_byProfile.TryGetValue(violation.Profile, out var ofProfile) && ofProfile.Remove(violation) && ofProfile.Count == 0) _byProfile.Remove(violation.Profile);
    }

    internal KnownViolation? Find(string id) => _all.Find(id);

    /// <summary>Enumerates after a place; under the lock.</summary>
    internal IEnumerable<KnownViolation> After(string? profileName, RecordPlace? place) =>
        profileName is null ? _all.After(place) : _byProfile.TryGetValue(profileName, out var ofProfile) ? ofProfile.After(place) : [];

    private sealed class Ordered
    {
        private readonly SortedSet<RecordPlace> _places = new(Order);
        private readonly Dictionary<string, KnownViolation> _violations = new(StringComparer.Ordinal);

        internal int Count => _places.Count;

        internal void Set(KnownViolation violation)
        {
            _places.Add(PlaceOf(violation));
            _violations[violation.Id] = violation;
        }

        internal bool Remove(KnownViolation violation)
        {
            _violations.Remove(violation.Id);
            return _places.Remove(PlaceOf(violation));
        }

        internal KnownViolation? Find(string id) => _violations.GetValueOrDefault(id);

        internal IEnumerable<KnownViolation> After(RecordPlace? place)
        {
            if (_places.Count == 0 || (place is { } last && Compare(last, _places.Max) >= 0)) yield break;
            foreach (var found in place is { } from ? _places.GetViewBetween(from, _places.Max) : (IEnumerable<RecordPlace>)_places)
            {
                if (found != place) yield return _violations[found.Key];
            }
        }
    }
}
