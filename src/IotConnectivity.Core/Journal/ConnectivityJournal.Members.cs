using IotConnectivity.Registry;

namespace IotConnectivity.Journal;

// Who is in a dynamic group follows from what is written of things and groups anyway. It is stored only so that the next start can tell who got in and out since; so nobody waits
// for it, it wakes nobody, and a thing that comes and goes is written once for all of that.
public sealed partial class ConnectivityJournal
{
    /// <summary>So many things at most go with one commit because of it, so that events do not wait long when a million get into a group.</summary>
    private const int MaxMembers = 256;

    private static readonly TimeSpan MembersInterval = TimeSpan.FromSeconds(1);

    // INVARIANT: a place is put into it after the groups of the thing have changed, and is taken out of it before they are read.
    private readonly PlaceSet _moved = new();
    private int _nextMoved;
    private long _membersWritten;

    // Of the thing that was written last: things in the same groups mostly share the array.
    private RegisteredGroup[] _lastGroups = [];
    private IReadOnlyList<Guid> _lastIds = [];

    /// <summary>Takes the things that got into dynamic groups or out of them: now and then all, in the order of their places, which is nearly that of their keys.</summary>
    private void TakeMembers_NeedsLock()
    {
        if (_moved.Count == 0 || (!_isDisposed && _time.GetElapsedTime(_membersWritten) < MembersInterval)) return;

        // After the end everything is due.
        if (_isDisposed) _nextMoved = 0;
        for (var taken = 0; taken < MaxMembers;)
        {
            var place = PlaceSet.Next([_moved], _nextMoved);
            _nextMoved = place + 1;
            if (place < 0)
            {
                _membersWritten = _time.GetTimestamp();
                return;
            }

            // Deleted since: then there is nothing to write, or another thing, as it is now.
            _moved.Remove(place);
            if (_registry.ThingAt(place) is { } thing && _filling.Things.Add(thing)) taken++;
        }
    }

    private IReadOnlyList<Guid> IdsOf(RegisteredGroup[] groups)
    {
        if (!ReferenceEquals(groups, _lastGroups)) (_lastGroups, _lastIds) = (groups, [.. groups.Select(static group => group.Data.Id)]);
        return _lastIds;
    }
}
