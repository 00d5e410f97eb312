namespace IotConnectivity.Registry;

// What the journal does while it brings back what is stored. Followers hear nothing of it.
public sealed partial class ThingGroups
{
    /// <summary>Takes away all groups, so that those that are stored come first.</summary>
    /// <returns>Each group, after the one that it stands below, with the names of its members.</returns>
    internal IReadOnlyList<(ThingGroup Group, IReadOnlyList<string> Members)> TakeAll()
    {
        List<RegisteredGroup> all;
        lock (_lock)
        {
            all = [.. _groups.Values.OrderBy(static group => group.Data.Ancestors.Count)];
            _groups.Clear();
        }

        var taken = new List<(ThingGroup, IReadOnlyList<string>)>();
        foreach (var group in all)
        {
            taken.Add((group.Data, TakeMembers([group], int.MaxValue, 0).ThingNames));
            group.IsDeleted = true;
            Empty(group);
        }

        return taken;
    }

    /// <summary>Brings a group back, after the one that it stands below.</summary>
    internal RegisteredGroup Restore(ThingGroup data)
    {
        lock (_lock)
        {
            var group = new RegisteredGroup(data, data.ParentName is { } parentName ? _groups[parentName] : null);
            Add_NeedsLock(group);
            return group;
        }
    }

    /// <summary>Puts a thing that is being brought back into its groups.</summary>
    internal static void Restore(RegisteredThing thing, IReadOnlyList<RegisteredGroup> groups)
    {
        foreach (var group in groups)
        {
            group.Members.Add(thing.Place);
            thing.Groups = group.With(thing.Groups);
        }
    }
}
