using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Journal;

// What the registry tells, and how thing types and groups are kept: each as a setting of its own, written as it was when it was told, so that no group is ever stored
// without the one above it. The members of a group are with the things, by the id of the group, so that a group that was deleted leaves nothing to change there. A thing
// is written as it is at that moment, so its record may name a type or a group that was told only since: those are written with it.
public sealed partial class ConnectivityJournal
{
    private readonly Dictionary<Guid, RegisteredGroup> _groupsById = [];
    private IReadOnlyList<(ThingGroup Group, IReadOnlyList<string> Members)> _earlyGroups = [];

    /// <summary>A thing was created, changed or deleted, or was found as somebody wanted it, who must not be told so before it is durable.</summary>
    void IRegistryFollower.OnThingChanged(RegisteredThing thing)
    {
        lock (_lock)
        {
            if (_isDisposed) return;
            _filling.Things.Add(thing);
            Wake_NeedsLock();
        }
    }

    void IRegistryFollower.OnTypeChanged(string name, ThingType? type)
    {
        lock (_lock)
        {
            if (_isDisposed) return;
            _filling.Types[name] = type;
            Wake_NeedsLock();
        }
    }

    void IRegistryFollower.OnGroupChanged(RegisteredGroup group)
    {
        lock (_lock)
        {
            if (_isDisposed) return;
            _filling.Groups[group.Name] = group.IsDeleted ? null : group.Data;
            Wake_NeedsLock();
        }
    }

    void IRegistryFollower.OnMembershipChanged(RegisteredThing thing, RegisteredGroup group, bool isMember)
    {
        // The store knows the deletion of a group by its own setting.
        if (group.IsDeleted) return;
        if (group.IsDynamic) _moved.Add(thing.Place);
        else ((IRegistryFollower)this).OnThingChanged(thing);
    }

    /// <summary>Brings thing types back. Those that the program has made before the journal was opened are written, unless stored ones take their place.</summary>
    private void RestoreTypes(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> settings)
    {
        lock (_lock)
        {
            foreach (var early in _registry.Types.All()) _filling.Types[early.Name] = early;
            foreach (var stored in ThingTypeDocument.ReadAll(settings))
            {
                _registry.Types.Restore(stored);
                _filling.Types.Remove(stored.Name);
            }
        }
    }

    /// <summary>Brings thing groups back, without members. Those that the program has made before are written, unless stored ones take their place.</summary>
    private void RestoreGroups(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> settings)
    {
        _earlyGroups = _registry.Groups.TakeAll();
        foreach (var stored in ThingGroupDocument.ReadAll(settings)) _groupsById[stored.Id] = _registry.Groups.Restore(stored);
        foreach (var (early, _) in _earlyGroups)
        {
            if (_registry.Groups.Find(early.Name) is not null) continue;
            _registry.Groups.Restore(early);
            lock (_lock) _filling.Groups[early.Name] = early;
        }
    }

    /// <summary>Things that the program has put into groups before the journal was opened are put into them again, where what is stored allows it.</summary>
    private void TakeOverEarlyMembers()
    {
        foreach (var (early, members) in _earlyGroups.Where(static early => early.Group.Query is null))
        {
            foreach (var member in members) _registry.Groups.TryChange(member, new ThingGroupChange { Add = [early.Name], OverrideDynamicGroups = true }, out _);
        }

        _earlyGroups = [];
    }

    private IReadOnlyList<RegisteredGroup> GroupsOf(StoredThing thing) =>
        thing.Groups.Count == 0 ? [] : [.. thing.Groups.Select(_groupsById.GetValueOrDefault).OfType<RegisteredGroup>()];

    private void TakeWhatThingsMayName(JournalBatch batch)
    {
        lock (_lock)
        {
            foreach (var (name, group) in _filling.Groups) batch.Groups[name] = group;

            // A type that was deleted stays as long as the things that had it are to be written.
            foreach (var (name, type) in _filling.Types)
            {
                if (type is not null) batch.Types[name] = type;
            }
        }
    }

    private static void PrepareGroups(JournalBatch batch, List<StoredSetting> settings, List<string> deleted)
    {
        foreach (var (name, group) in batch.Groups)
        {
            if (group is not null) settings.Add(ThingGroupDocument.Write(group));
            else deleted.Add(ThingGroupDocument.SettingOf(name));
        }
    }

    private static void PrepareTypes(JournalBatch batch, List<StoredSetting> settings, List<string> deleted)
    {
        foreach (var (name, type) in batch.Types)
        {
            if (type is not null) settings.Add(ThingTypeDocument.Write(type));
            else deleted.Add(ThingTypeDocument.SettingOf(name));
        }
    }
}
