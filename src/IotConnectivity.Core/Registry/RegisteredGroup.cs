namespace IotConnectivity.Registry;

/// <summary>A thing group with its members.</summary>
internal sealed class RegisteredGroup
{
    private readonly GroupArrays _with = new();
    private readonly GroupArrays _without = new();
    private RegisteredGroup[]? _alone;
    private volatile ThingGroup _data;
    private volatile bool _isDeleted;

    internal RegisteredGroup(ThingGroup data, RegisteredGroup? parent)
    {
        _data = data;
        Parent = parent;
        Root = parent?.Root ?? this;
    }

    internal string Name => _data.Name;

    internal RegisteredGroup? Parent { get; }

    /// <summary>Gets the group without a parent that is above this one, or this one.</summary>
    internal RegisteredGroup Root { get; }

    /// <summary>Gets the groups directly below; read and written under the lock of the groups.</summary>
    internal List<RegisteredGroup> Children { get; } = [];

    /// <summary>Gets the places of the members. May hold, for a moment, a thing that is not yet or not any more a member: what counts is <see cref="RegisteredThing.Groups"/>.</summary>
    internal PlaceSet Members { get; } = new();

    /// <summary>Gets the array of this group alone, which all things share that are in no other.</summary>
    internal RegisteredGroup[] Alone => _alone ??= GroupArrays.MakeOld(this);

    /// <summary>Gets some groups and this one, which is not among them. Things that are in the same groups share arrays, so that a million that get in leave nothing to collect.</summary>
    internal RegisteredGroup[] With(RegisteredGroup[] groups) => groups.Length == 0 ? Alone : _with.Get(groups, this, static (before, group) => [.. before, group]);

    /// <summary>Gets some groups without this one, which is among them.</summary>
    internal RegisteredGroup[] Without(RegisteredGroup[] groups) => groups.Length switch
    {
        1 => [],
        2 => (ReferenceEquals(groups[0], this) ? groups[1] : groups[0]).Alone,
        _ => _without.Get(groups, this, static (before, group) => Array.FindAll(before, other => !ReferenceEquals(other, group))),
    };

    /// <summary>Gets or sets what of the group can change; written under the lock of the groups.</summary>
    internal ThingGroup Data
    {
        get => _data;
        set => _data = value;
    }

    /// <summary>Gets or sets a value indicating whether the group was deleted; nothing gets into it from then on. Written under the lock of the groups.</summary>
    internal bool IsDeleted
    {
        get => _isDeleted;
        set => _isDeleted = value;
    }

    internal bool IsDynamic => _data.Query is not null;

    internal bool IsOlderThan(RegisteredGroup other) => (_data.CreatedAt, _data.Id).CompareTo((other._data.CreatedAt, other._data.Id)) < 0;

    /// <summary>Gets this group and all that are below it. Under the lock of the groups.</summary>
    internal IEnumerable<RegisteredGroup> SelfAndBelow_NeedsLock() => Children.SelectMany(static child => child.SelfAndBelow_NeedsLock()).Prepend(this);
}
