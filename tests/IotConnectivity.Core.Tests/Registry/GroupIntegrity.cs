using System.Collections.Concurrent;

namespace IotConnectivity.Registry;

/// <summary>Walks all groups of a registry that nobody changes any more, and all that was told of their members.</summary>
internal sealed class GroupIntegrity : IRegistryFollower
{
    private readonly ConcurrentDictionary<(RegisteredThing Thing, RegisteredGroup Group), bool> _told = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ThingRegistry _registry;

    internal GroupIntegrity(ThingRegistry registry)
    {
        _registry = registry;
        registry.Followers.Add(this);
    }

    public void OnThingChanged(RegisteredThing thing)
    {
    }

    public void OnTypeChanged(string name, ThingType? type)
    {
    }

    public void OnGroupChanged(RegisteredGroup group)
    {
    }

    public void OnMembershipChanged(RegisteredThing thing, RegisteredGroup group, bool isMember)
    {
        var isRight = isMember ? _told.TryAdd((thing, group), true) : _told.TryRemove((thing, group), out _);
        if (!isRight) _faults.Enqueue($"{thing.Name} was told twice to be {(isMember ? "in" : "out of")} {group.Name}");
        if (thing.Groups.Contains(group) != isMember) _faults.Enqueue($"{thing.Name} was told to be {(isMember ? "in" : "out of")} {group.Name} and is not");
    }

    internal void AssertHolds()
    {
        Assert.Empty(_faults);
        var memberships = new HashSet<(RegisteredThing, RegisteredGroup)>();
        for (var place = 0; place < _registry.Places; place++)
        {
            if (_registry.ThingAt(place) is not { } thing) continue;
            AssertAllowed(thing);
            foreach (var group in thing.Groups) memberships.Add((thing, group));
        }

        var groups = _registry.Groups.All().ToHashSet();
        foreach (var group in groups)
        {
            var places = 0;
            for (var place = PlaceSet.Next([group.Members], 0); place >= 0; place = PlaceSet.Next([group.Members], place + 1))
            {
                places++;
                Assert.True(_registry.ThingAt(place) is { } thing && memberships.Contains((thing, group)), $"place {place} is in {group.Name} and its thing is not");
            }

            Assert.Equal(places, group.Members.Count);
        }

        Assert.All(memberships, membership => Assert.Contains(membership.Item2, groups));
        Assert.Equal(memberships.Count, groups.Sum(group => group.Members.Count));
        Assert.Equal(memberships, [.. _told.Keys]);
    }

    private static void AssertAllowed(RegisteredThing thing)
    {
        Assert.InRange(thing.Groups.Length, 0, RegistryLimits.MaxGroupsOfThing);
        Assert.Equal(thing.Groups.Length, thing.Groups.Distinct().Count());
        var roots = thing.Groups.Where(group => !group.IsDynamic).Select(group => group.Root).ToList();
        Assert.Equal(roots.Count, roots.Distinct().Count());
        Assert.All(thing.Groups, group => Assert.True(group.Members.Contains(thing.Place), $"{thing.Name} is in {group.Name} and its place is not"));
        Assert.All(thing.Groups, group => Assert.False(group.IsDeleted));
    }
}
