using IotConnectivity.Detect.Profiles;

namespace IotConnectivity.Detect.Detector;

// What happens when somebody says what is normal.
public sealed partial class ViolationDetector
{
    private void TakeProfiles(ProfileSet profiles)
    {
        _plan = new CoveragePlan(profiles.All, _plan, _isOnTicks, FindGroup);
        Interlocked.CompareExchange(ref _newProfiles, null, profiles);
        foreach (var watched in _watched.Values.ToList())
        {
            // The first time after a start without a restore nothing is known of the record yet.
            if (watched.Revision < 0) watched.Note(watched.Thing.Current);
            Bind(watched, null);
            Settle(watched);
        }

        // RACE: whoever changes a record from here on sees the new plan; what was changed before is seen by the scan.
        Interlocked.MemoryBarrier();
        _scannedTo = _plan.IsEmpty && _violations.IsEmpty ? int.MaxValue : 0;
    }

    private void ScanSlice()
    {
        if (_scannedTo == int.MaxValue) return;
        var end = Math.Min(_scannedTo + Slice, _registry.EndOfPlaces);
        var mayForget = !_violations.IsEmpty;
        for (var place = _scannedTo; place < end; place++)
        {
            if (_registry.ThingAt(place) is not { Current: { } current } thing) continue;
            if (mayForget) ForgetUnwatched(thing);
            if (!current.HasEnded || _watchedPlaces.Contains(place)) continue;
            Judgements++;
            AskUnwatched(thing, current);
        }

        _scannedTo = end == _registry.EndOfPlaces ? int.MaxValue : end;
    }
}
