namespace IotConnectivity.Registry;

/// <summary>
/// What a room that needs to know every change of the registry implements. Called on the thread that made the change, before anybody is told that it was made; changes of
/// one group, of one type and of the memberships of one thing come in their order, those of things may not.
/// </summary>
/// <remarks>Must not block, and must not change the registry from within.</remarks>
internal interface IRegistryFollower
{
    /// <summary>A thing was created, changed or deleted, or was found to be as somebody wanted it. It may be deleted by now, and its place in other hands.</summary>
    void OnThingChanged(RegisteredThing thing);

    /// <summary>A thing group was created, changed or deleted. Called under the lock of the groups.</summary>
    void OnGroupChanged(RegisteredGroup group);

    /// <summary>A thing got into a group or out of it. Called under a lock that changes of the thing's memberships take.</summary>
    void OnMembershipChanged(RegisteredThing thing, RegisteredGroup group, bool isMember);

    /// <summary>A thing type was created, changed or deleted, then without <paramref name="type"/>. Called under the lock of the types.</summary>
    void OnTypeChanged(string name, ThingType? type);

    /// <summary>Everything that was stored is back; of none of it was anybody told.</summary>
    void OnRestored()
    {
    }
}
