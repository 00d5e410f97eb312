using IotConnectivity.Fleet.Columns;
using IotConnectivity.Queries.Conditions;
using IotConnectivity.Registry;

namespace IotConnectivity.Fleet.Filters;

/// <summary><c>thingGroupNames</c>: the groups that a thing is in itself.</summary>
/// <param name="columns">The columns.</param>
/// <param name="condition">What the name of one of the groups has to satisfy.</param>
/// <param name="seesDynamic">Whether dynamic groups count. The query of a dynamic group does not see them, so that no group can depend on itself.</param>
internal sealed class GroupFilter(FleetColumns columns, ValueCondition condition, bool seesDynamic) : Filter
{
    private RegisteredGroup[] _matching = [];

    internal override int Cost => 3;

    internal override int MostMatches(int things)
    {
        _matching = [.. columns.Groups().Where(IsMatch)];
        return (int)Math.Min(things, _matching.Sum(static group => (long)group.Members.Count));
    }

    internal override void Prepare() => _matching = [.. columns.Groups().Where(IsMatch)];

    internal override void Narrow(int chunk, Span<ulong> bits)
    {
        Span<ulong> members = stackalloc ulong[Places.ChunkWords];
        members.Clear();
        foreach (var group in _matching) group.Members.AddTo(chunk, members);
        for (var word = 0; word < bits.Length; word++) bits[word] &= members[word];
    }

    internal override bool Matches(int place)
    {
        if (columns.Things[place] is not { } thing) return false;
        foreach (var group in thing.Groups)
        {
            if (IsMatch(group)) return true;
        }

        return false;
    }

    private bool IsMatch(RegisteredGroup group) => (seesDynamic || !group.IsDynamic) && condition.Matches(group.Name, null);
}
