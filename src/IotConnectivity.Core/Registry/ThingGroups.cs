using System.Diagnostics.CodeAnalysis;

namespace IotConnectivity.Registry;

/// <summary>The thing groups of a registry: groups that things are put into, which can stand below one another, and dynamic ones, whose members a query decides.</summary>
/// <remarks>
/// Thread-safe. Changes of groups take one short lock, changes of the memberships of a thing one that few other things share; lists of members take none. A group costs
/// about 500 bytes, and 512 bytes for each 4096 things in the order of their creation of which at least one is a member. Semantics are those of AWS IoT's CreateThingGroup,
/// DescribeThingGroup, UpdateThingGroup, DeleteThingGroup, ListThingGroups, AddThingToThingGroup, RemoveThingFromThingGroup, UpdateThingGroupsForThing,
/// ListThingsInThingGroup and ListThingGroupsForThing.
/// </remarks>
public sealed partial class ThingGroups
{
    // INVARIANT: followers hear of a change under the lock and before anybody can build on it, so what builds on it is never written down before it.
    private readonly Lock _lock = new();
    private readonly Dictionary<string, RegisteredGroup> _groups = new(StringComparer.Ordinal);
    private readonly ThingRegistry _registry;

    internal ThingGroups(ThingRegistry registry) => _registry = registry;

    /// <summary>Gets the number of groups, static and dynamic.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _groups.Count;
        }
    }

    /// <summary>Creates a static group. Creating it again with the same parent and properties gives the one that exists.</summary>
    /// <param name="name">Its name: 1 to 128 characters out of <c>a-z A-Z 0-9 : _ -</c>.</param>
    /// <param name="parentName">The static group that it stands below, for ever; <see langword="null"/> for none.</param>
    /// <param name="description">What it is; see <see cref="RegistryLimits.IsDescription"/>. Empty is the same as none.</param>
    /// <param name="attributes">Its attributes; at most 50.</param>
    /// <param name="group">The group.</param>
    /// <param name="error">Why not; with <see cref="RegistryErrorCode.AlreadyExists"/>, <paramref name="group"/> is the one that exists.</param>
    /// <returns>Whether there is now such a group.</returns>
    public bool TryCreate(
        string name,
        string? parentName,
        string? description,
        IEnumerable<KeyValuePair<string, string>>? attributes,
        out ThingGroup? group,
        [NotNullWhen(false)] out RegistryError? error)
    {
        var isThere = TryCreate(name, parentName, description, attributes, query: null, out var made, out error);
        group = made?.Data;
        return isThere;
    }

    /// <summary>Looks up a group.</summary>
    /// <param name="name">Its name; any text.</param>
    /// <returns>The group as it is now, or <see langword="null"/>.</returns>
    public ThingGroup? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return FindCell(name)?.Data;
    }

    /// <summary>Changes a static group; each change makes its version greater by one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="update">What to change.</param>
    /// <param name="group">The group after the change.</param>
    /// <param name="error">Why nothing was changed.</param>
    /// <returns>Whether the group was changed.</returns>
    public bool TryUpdate(string name, ThingGroupUpdate update, [NotNullWhen(true)] out ThingGroup? group, [NotNullWhen(false)] out RegistryError? error) =>
        TryUpdate(name, update, query: null, isDynamic: false, out group, out error);

    /// <summary>Deletes a static group that has no groups below it. Its members only lose the membership. Deleting a group that does not exist succeeds, as in AWS IoT.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="expectedVersion">The version that it must have; <see langword="null"/> for any.</param>
    /// <param name="error">Why it was not deleted.</param>
    /// <returns>Whether the group does not exist any more.</returns>
    /// <remarks>Costs a visit to each member.</remarks>
    public bool TryDelete(string name, long? expectedVersion, [NotNullWhen(false)] out RegistryError? error) =>
        TryDelete(name, expectedVersion, isDynamic: false, out error);

    /// <summary>Gets all groups, as they are at this moment.</summary>
    internal RegisteredGroup[] All()
    {
        lock (_lock) return [.. _groups.Values];
    }

    internal RegisteredGroup? FindCell(string name)
    {
        lock (_lock) return _groups.GetValueOrDefault(name);
    }

    private bool TryCreate(
        string name,
        string? parentName,
        string? description,
        IEnumerable<KeyValuePair<string, string>>? attributes,
        ThingGroupQuery? query,
        out RegisteredGroup? group,
        [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        group = null;
        error = _registry.CheckReady() ?? RegistryNames.Check(name, "thing group") ?? RegistryNames.CheckDescription(description);
        if (error is not null || !TryMakeAttributes(attributes ?? [], out var made, out error)) return false;
        lock (_lock)
        {
            if (_groups.TryGetValue(name, out group))
            {
                if (IsSame(group.Data, parentName, RegistryNames.Normalize(description), made, query)) return true;
                error = new RegistryError(RegistryErrorCode.AlreadyExists, $"Thing Group {name} already exists in account with different properties");
                return false;
            }

            RegisteredGroup? parent = null;
            error = parentName is null ? null : CheckParent_NeedsLock(parentName, out parent);
            if (error is not null) return false;
            IReadOnlyList<string> ancestors = parent is null ? [] : [.. parent.Data.Ancestors, parent.Name];
            group = new RegisteredGroup(
                new ThingGroup(name, Guid.NewGuid(), ancestors, RegistryNames.Normalize(description), made, 1, _registry.Now) { Query = query }, parent);
            _registry.Followers.GroupChanged(group);
            Add_NeedsLock(group);
            return true;
        }
    }

    private bool TryUpdate(
        string name,
        ThingGroupUpdate update,
        ThingGroupQuery? query,
        bool isDynamic,
        [NotNullWhen(true)] out ThingGroup? group,
        [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(update);
        group = null;
        error = _registry.CheckReady() ?? RegistryNames.CheckDescription(update.Description);
        if (error is not null) return false;
        lock (_lock)
        {
            error = _groups.TryGetValue(name, out var cell) ? CheckKind(cell, isDynamic) ?? CheckVersion(cell, update.ExpectedVersion) : NoSuchGroup(name);
            if (error is not null) return false;
            var seen = cell!.Data;
            IEnumerable<KeyValuePair<string, string>> attributes = update.Attributes is null ? seen.Attributes
                : update.MergeAttributes ? seen.Attributes.MergedWith(update.Attributes)
                : update.Attributes;
            if (!TryMakeAttributes(attributes, out var made, out error)) return false;
            group = cell.Data = seen with
            {
                Description = update.Description is null ? seen.Description : RegistryNames.Normalize(update.Description),
                Attributes = made,
                Query = query ?? seen.Query,
                Version = seen.Version + 1,
            };
            _registry.Followers.GroupChanged(cell);
            return true;
        }
    }

    private bool TryDelete(string name, long? expectedVersion, bool isDynamic, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        error = _registry.CheckReady();
        if (error is not null) return false;
        RegisteredGroup? group;
        lock (_lock)
        {
            if (!_groups.TryGetValue(name, out group)) return true;
            error = CheckKind(group, isDynamic) ?? CheckVersion(group, expectedVersion) ?? CheckChildless(group);
            if (error is not null) return false;
            group.IsDeleted = true;
            _registry.Followers.GroupChanged(group);
            group.Parent?.Children.Remove(group);
            _groups.Remove(name);
        }

        Empty(group);
        return true;
    }

    private void Add_NeedsLock(RegisteredGroup group)
    {
        group.Parent?.Children.Add(group);
        _groups.Add(group.Name, group);
    }

    private RegistryError? CheckParent_NeedsLock(string parentName, out RegisteredGroup? parent)
    {
        if (!_groups.TryGetValue(parentName, out parent)) return Refuse($"the parent, Thing Group {RegistryNames.Shorten(parentName)}, does not exist");
        if (parent.IsDynamic) return Refuse($"the parent, Thing Group {parentName}, is dynamic, expected a static one");
        if (parent.Data.Ancestors.Count + 2 > RegistryLimits.MaxGroupDepth) return Refuse($"a group below Thing Group {parentName} is too deep, expected at most {RegistryLimits.MaxGroupDepth} levels");
        return parent.Children.Count >= RegistryLimits.MaxChildGroups
            ? Refuse($"Thing Group {parentName} has {RegistryLimits.MaxChildGroups} groups directly below it, expected at most as many")
            : null;
    }

    private static bool IsSame(ThingGroup group, string? parentName, string? description, ThingAttributes attributes, ThingGroupQuery? query) =>
        group.ParentName == parentName
        && group.Description == description
        && group.Attributes.Equals(attributes)
        && (group.Query is null ? query is null : query is not null && group.Query with { Status = query.Status } == query);

    private static bool TryMakeAttributes(
        IEnumerable<KeyValuePair<string, string>> attributes, [NotNullWhen(true)] out ThingAttributes? made, [NotNullWhen(false)] out RegistryError? error) =>
        ThingAttributes.TryCreate(attributes, RegistryLimits.MaxAttributesOfGroup, "thing group", out made, out error);

    private static RegistryError? CheckKind(RegisteredGroup group, bool isDynamic) =>
        group.IsDynamic == isDynamic ? null : Refuse($"Thing Group {group.Name} is a {(isDynamic ? "static" : "dynamic")} one, expected a {(isDynamic ? "dynamic" : "static")} one");

    private static RegistryError? CheckVersion(RegisteredGroup group, long? expectedVersion) =>
        expectedVersion is { } expected && expected != group.Data.Version
            ? new RegistryError(RegistryErrorCode.VersionConflict, $"Thing Group {group.Name} has version {group.Data.Version}, expected version {expected}")
            : null;

    private static RegistryError? CheckChildless(RegisteredGroup group) =>
        group.Children.Count == 0 ? null : Refuse($"Thing Group {group.Name} has {group.Children.Count} groups directly below it, expected none");

    private static RegistryError Refuse(string message) => new(RegistryErrorCode.InvalidRequest, message);

    private static RegistryError NoSuchGroup(string name) => new(RegistryErrorCode.NotFound, $"Thing Group {RegistryNames.Shorten(name)} does not exist");
}
