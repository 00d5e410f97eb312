using System.Diagnostics.CodeAnalysis;

namespace IotConnectivity.Registry;

// What the room that runs the queries does with dynamic groups.
public sealed partial class ThingGroups
{
    /// <summary>Creates a dynamic group; the caller has checked the query. Creating it again with the same properties and query gives the one that exists.</summary>
    internal bool TryCreateDynamic(
        string name,
        ThingGroupQuery query,
        string? description,
        IEnumerable<KeyValuePair<string, string>>? attributes,
        out RegisteredGroup? group,
        [NotNullWhen(false)] out RegistryError? error) =>
        TryCreate(name, parentName: null, description, attributes, query, out group, out error);

    /// <summary>Changes a dynamic group, and its query unless that is <see langword="null"/>.</summary>
    internal bool TryUpdateDynamic(
        string name, ThingGroupUpdate update, ThingGroupQuery? query, [NotNullWhen(true)] out ThingGroup? group, [NotNullWhen(false)] out RegistryError? error) =>
        TryUpdate(name, update, query, isDynamic: true, out group, out error);

    internal bool TryDeleteDynamic(string name, long? expectedVersion, [NotNullWhen(false)] out RegistryError? error) =>
        TryDelete(name, expectedVersion, isDynamic: true, out error);

    /// <summary>Notes that all who match the query of a group are in it, unless it has another query by now. It is no change of the group: its version stays and nobody hears of it.</summary>
    internal void SetActive(RegisteredGroup group, string queryString)
    {
        lock (_lock)
        {
            if (group.Data.Query is { } query && query.QueryString == queryString) group.Data = group.Data with { Query = query with { Status = ThingGroupStatus.Active } };
        }
    }

    /// <summary>Puts a thing into a dynamic group. One that is in ten groups leaves the dynamic one among them that was created last, if this group is older.</summary>
    /// <returns>Whether the thing is in the group. It is not when it is full, or when thing or group were deleted.</returns>
    internal bool TryJoin(RegisteredThing thing, RegisteredGroup group)
    {
        lock (StripeOf(thing))
        {
            if (thing.Data.Version < 0 || group.IsDeleted) return false;
            var groups = thing.Groups;
            if (Array.IndexOf(groups, group) >= 0) return true;
            if (groups.Length >= RegistryLimits.MaxGroupsOfThing)
            {
                if (FindNewestDynamic(groups) is not { } newest || !group.IsOlderThan(newest)) return false;
                Leave_NeedsLock(thing, newest);
            }

            group.Members.Add(thing.Place);
            thing.Groups = group.With(thing.Groups);
            _registry.Followers.MembershipChanged(thing, group, isMember: true);
            return true;
        }
    }

    /// <summary>Takes a thing out of a group.</summary>
    /// <returns>Whether it was in it.</returns>
    internal bool Leave(RegisteredThing thing, RegisteredGroup group)
    {
        lock (StripeOf(thing))
        {
            if (Array.IndexOf(thing.Groups, group) < 0) return false;
            Leave_NeedsLock(thing, group);
            return true;
        }
    }

    private void Leave_NeedsLock(RegisteredThing thing, RegisteredGroup group)
    {
        thing.Groups = group.Without(thing.Groups);
        group.Members.Remove(thing.Place);
        _registry.Followers.MembershipChanged(thing, group, isMember: false);
    }
}
