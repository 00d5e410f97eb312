using System.Diagnostics.CodeAnalysis;

namespace IotConnectivity.Registry;

public sealed partial class ThingGroups
{
    /// <summary>Lists groups, static and dynamic, in ordinal order of their names, a page at a time.</summary>
    /// <param name="filter">Which groups.</param>
    /// <param name="maxResults">The most groups on the page, 1 to 250.</param>
    /// <param name="nextToken">What the page before gave; <see langword="null"/> for the first page.</param>
    /// <param name="page">The page.</param>
    /// <param name="error">What is wrong with the arguments, or that there is no such parent.</param>
    /// <returns>Whether the arguments were right.</returns>
    /// <remarks>Cost: a visit to every group that the filter looks at.</remarks>
    public bool TryList(
        ThingGroupFilter filter, int maxResults, string? nextToken, [NotNullWhen(true)] out ThingGroupPage? page, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(filter);
        page = null;
        List<ThingGroup> all;
        lock (_lock)
        {
            IEnumerable<RegisteredGroup> groups = _groups.Values;
            if (filter.ParentName is { } parentName)
            {
                if (!_groups.TryGetValue(parentName, out var parent))
                {
                    error = NoSuchGroup(parentName);
                    return false;
                }

                groups = filter.Recursive ?? false ? parent.SelfAndBelow_NeedsLock().Skip(1) : parent.Children;
            }
            else if (!(filter.Recursive ?? true))
            {
                groups = groups.Where(static group => group.Parent is null);
            }

            all = [.. groups.Select(static group => group.Data).Where(group => filter.NamePrefix is null || group.Name.StartsWith(filter.NamePrefix, StringComparison.Ordinal))];
        }

        return TryTake(all, maxResults, nextToken, out page, out error);
    }

    /// <summary>Lists the groups that a thing is in itself, static and dynamic, in ordinal order of their names, a page at a time.</summary>
    /// <param name="thingName">The thing.</param>
    /// <param name="maxResults">The most groups on the page, 1 to 250.</param>
    /// <param name="nextToken">What the page before gave; <see langword="null"/> for the first page.</param>
    /// <param name="page">The page.</param>
    /// <param name="error">What is wrong with the arguments, or that there is no such thing.</param>
    /// <returns>Whether the arguments were right.</returns>
    public bool TryListOfThing(
        string thingName, int maxResults, string? nextToken, [NotNullWhen(true)] out ThingGroupPage? page, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(thingName);
        page = null;
        if (_registry.FindCell(thingName) is { } thing) return TryTake(thing.Groups.Select(static group => group.Data), maxResults, nextToken, out page, out error);
        error = ThingRegistry.NoSuchThing(thingName);
        return false;
    }

    /// <summary>Lists the members of a group, a page at a time. A thing that is a member during all calls is listed exactly once.</summary>
    /// <param name="name">The group.</param>
    /// <param name="recursive">Whether members of the groups below it count as well.</param>
    /// <param name="maxResults">The most things on the page, 1 to 250.</param>
    /// <param name="nextToken">What the page before gave; <see langword="null"/> for the first page.</param>
    /// <param name="page">The page.</param>
    /// <param name="error">What is wrong with the arguments, or that there is no such group.</param>
    /// <returns>Whether the arguments were right.</returns>
    public bool TryListThings(
        string name, bool recursive, int maxResults, string? nextToken, [NotNullWhen(true)] out GroupMemberPage? page, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        page = null;
        error = ListPaging.CheckSize(maxResults);
        if (error is not null || !ListPaging.TryReadPlace(nextToken, out var from, out error)) return false;
        HashSet<RegisteredGroup> groups;
        lock (_lock)
        {
            if (!_groups.TryGetValue(name, out var group))
            {
                error = NoSuchGroup(name);
                return false;
            }

            groups = recursive ? [.. group.SelfAndBelow_NeedsLock()] : [group];
        }

        page = TakeMembers(groups, maxResults, from);
        return true;
    }

    private GroupMemberPage TakeMembers(HashSet<RegisteredGroup> groups, int maxResults, int from)
    {
        PlaceSet[] sets = [.. groups.Select(static group => group.Members)];
        var names = new List<string>(Math.Min(maxResults, 64));
        for (var place = PlaceSet.Next(sets, from); place >= 0; place = PlaceSet.Next(sets, place + 1))
        {
            if (_registry.ThingAt(place) is not { } thing || !thing.Groups.Any(groups.Contains)) continue;
            if (names.Count == maxResults) return new GroupMemberPage(names, ListPaging.WritePlace(place));
            names.Add(thing.Name);
        }

        return new GroupMemberPage(names, null);
    }

    private static bool TryTake(
        IEnumerable<ThingGroup> all, int maxResults, string? token, [NotNullWhen(true)] out ThingGroupPage? page, [NotNullWhen(false)] out RegistryError? error)
    {
        page = ListPaging.TryTake(all, static group => group.Name, maxResults, token, out var groups, out var next, out error) ? new ThingGroupPage(groups, next) : null;
        return page is not null;
    }
}
