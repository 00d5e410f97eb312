using System.Diagnostics.CodeAnalysis;

namespace IotConnectivity.Registry;

// INVARIANT: a thing's groups and their bits change together under the stripe of the thing: the bits first where it gets in, last where it gets out, so a bit is set as long
// as the membership counts. A thing that is deleted, or a group that is, gets no membership any more and then loses those it has, before the place of the thing is used again.
public sealed partial class ThingGroups
{
    private readonly Lock[] _stripes = [.. Enumerable.Range(0, 64).Select(static _ => new Lock())];

    /// <summary>Puts a thing into a static group.</summary>
    /// <param name="groupName">The group.</param>
    /// <param name="thingName">The thing.</param>
    /// <param name="error">Why not: the thing is in ten groups, or in one that has the same root.</param>
    /// <returns>Whether the thing is in the group.</returns>
    public bool TryAdd(string groupName, string thingName, [NotNullWhen(false)] out RegistryError? error) =>
        TryChange(thingName, new ThingGroupChange { Add = [groupName] }, out error);

    /// <summary>Takes a thing out of a static group.</summary>
    /// <param name="groupName">The group.</param>
    /// <param name="thingName">The thing.</param>
    /// <param name="error">Why not.</param>
    /// <returns>Whether the thing is not in the group.</returns>
    public bool TryRemove(string groupName, string thingName, [NotNullWhen(false)] out RegistryError? error) =>
        TryChange(thingName, new ThingGroupChange { Remove = [groupName] }, out error);

    /// <summary>Takes a thing out of static groups and puts it into others, all or nothing.</summary>
    /// <param name="thingName">The thing.</param>
    /// <param name="change">The groups.</param>
    /// <param name="error">Why nothing was changed.</param>
    /// <returns>Whether it was changed, or was as wanted before.</returns>
    public bool TryChange(string thingName, ThingGroupChange change, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(thingName);
        ArgumentNullException.ThrowIfNull(change);
        error = _registry.CheckReady();
        if (error is not null || !TryFindStatic(change.Remove, out var remove, out error) || !TryFindStatic(change.Add, out var add, out error)) return false;
        if (_registry.FindCell(thingName) is not { } thing)
        {
            error = ThingRegistry.NoSuchThing(thingName);
            return false;
        }

        lock (StripeOf(thing))
        {
            var next = thing.Groups.Except(remove).ToList();
            foreach (var group in add)
            {
                error = Add(thing, next, group, change.OverrideDynamicGroups);
                if (error is not null) return false;
            }

            if (thing.Data.Version < 0) error = ThingRegistry.NoSuchThing(thingName);
            else Swap_NeedsLock(thing, next);
            return error is null;
        }
    }

    /// <summary>Takes a thing out of all groups, after it was deleted and before its place is free.</summary>
    internal void Forget(RegisteredThing thing)
    {
        lock (StripeOf(thing)) Swap_NeedsLock(thing, []);
    }

    private static RegistryError? Add(RegisteredThing thing, List<RegisteredGroup> groups, RegisteredGroup group, bool overrides)
    {
        if (groups.Contains(group)) return null;
        if (group.IsDeleted) return NoSuchGroup(group.Name);
        if (groups.Find(other => !other.IsDynamic && ReferenceEquals(other.Root, group.Root)) is { } relative)
        {
            return Refuse($"thing {thing.Name} is in Thing Group {relative.Name} of the same hierarchy as {group.Name}, expected at most one of each hierarchy");
        }

        if (groups.Count >= RegistryLimits.MaxGroupsOfThing)
        {
            if (!overrides || FindNewestDynamic(groups) is not { } newest)
            {
                return Refuse($"thing {thing.Name} is in {groups.Count} thing groups, expected at most {RegistryLimits.MaxGroupsOfThing} with the new one");
            }

            groups.Remove(newest);
        }

        groups.Add(group);
        return null;
    }

    private static RegisteredGroup? FindNewestDynamic(IEnumerable<RegisteredGroup> groups) =>
        groups.Where(static group => group.IsDynamic).Aggregate((RegisteredGroup?)null, static (newest, group) => newest is null || newest.IsOlderThan(group) ? group : newest);

    private bool TryFindStatic(IReadOnlyCollection<string> names, out List<RegisteredGroup> groups, [NotNullWhen(false)] out RegistryError? error)
    {
        error = null;
        groups = new List<RegisteredGroup>(names.Count);
        lock (_lock)
        {
            foreach (var name in names)
            {
                error = _groups.TryGetValue(name, out var group) ? CheckKind(group, isDynamic: false) : NoSuchGroup(name);
                if (error is not null) return false;
                groups.Add(group!);
            }
        }

        return true;
    }

    /// <summary>Takes all things out of a group that was deleted.</summary>
    private void Empty(RegisteredGroup group)
    {
        foreach (var stripe in _stripes)
        {
            lock (stripe)
            {
                // RACE: who was getting in while the group was being deleted is in now, and nobody else will be.
            }
        }

        for (var place = PlaceSet.Next([group.Members], 0); place >= 0; place = PlaceSet.Next([group.Members], place + 1))
        {
            if (_registry.ThingAt(place) is { } thing) Leave(thing, group);
        }
    }

    private void Swap_NeedsLock(RegisteredThing thing, List<RegisteredGroup> next)
    {
        var before = thing.Groups;
        if (before.SequenceEqual(next)) return;
        foreach (var group in next.Except(before)) group.Members.Add(thing.Place);
        thing.Groups = ToArray(next);
        foreach (var group in before.Except(next))
        {
            group.Members.Remove(thing.Place);
            _registry.Followers.MembershipChanged(thing, group, isMember: false);
        }

        foreach (var group in next.Except(before)) _registry.Followers.MembershipChanged(thing, group, isMember: true);
    }

    private static RegisteredGroup[] ToArray(List<RegisteredGroup> groups) => groups.Count switch
    {
        0 => [],
        1 => groups[0].Alone,
        _ => [.. groups],
    };

    private Lock StripeOf(RegisteredThing thing) => _stripes[thing.Place % _stripes.Length];
}
