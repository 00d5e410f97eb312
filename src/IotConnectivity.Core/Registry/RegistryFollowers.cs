namespace IotConnectivity.Registry;

/// <summary>Those who follow one registry.</summary>
internal sealed class RegistryFollowers
{
    private IRegistryFollower[] _all = [];

    internal void Add(IRegistryFollower follower)
    {
        for (var seen = Volatile.Read(ref _all); ;)
        {
            var witnessed = Interlocked.CompareExchange(ref _all, [.. seen, follower], seen);
            if (ReferenceEquals(witnessed, seen)) return;
            seen = witnessed;
        }
    }

    internal void Remove(IRegistryFollower follower)
    {
        for (var seen = Volatile.Read(ref _all); ;)
        {
            var witnessed = Interlocked.CompareExchange(ref _all, Array.FindAll(seen, other => !ReferenceEquals(other, follower)), seen);
            if (ReferenceEquals(witnessed, seen)) return;
            seen = witnessed;
        }
    }

    internal void Restored()
    {
        foreach (var follower in Volatile.Read(ref _all)) follower.OnRestored();
    }

    internal void ThingChanged(RegisteredThing thing)
    {
        foreach (var follower in Volatile.Read(ref _all)) follower.OnThingChanged(thing);
    }

    internal void GroupChanged(RegisteredGroup group)
    {
        foreach (var follower in Volatile.Read(ref _all)) follower.OnGroupChanged(group);
    }

    internal void MembershipChanged(RegisteredThing thing, RegisteredGroup group, bool isMember)
    {
        foreach (var follower in Volatile.Read(ref _all)) follower.OnMembershipChanged(thing, group, isMember);
    }

    internal void TypeChanged(string name, ThingType? type)
    {
        foreach (var follower in Volatile.Read(ref _all)) follower.OnTypeChanged(name, type);
    }
}
