using IotConnectivity.Indexing;

namespace IotConnectivity.Registry;

// What the journal does while it brings back what is stored.
public sealed partial class ThingRegistry
{
    private volatile bool _isRestoring;

    /// <summary>Gets or sets a value indicating whether stored things are being brought back, and nothing may be changed but by that.</summary>
    internal bool IsRestoring
    {
        get => _isRestoring;
        set
        {
            _isRestoring = value;
            if (!value) Followers.Restored();
        }
    }

    /// <summary>Registers a thing as a store has kept it, with its connectivity. Before anybody follows the index, and not while things are created.</summary>
    /// <param name="thing">The thing; its id and version are kept. A type that does not exist is not.</param>
    /// <param name="storageKey">Its key in the store.</param>
    /// <param name="state">Its state, which nobody else has.</param>
    /// <param name="lastActivityMs">Its last activity, or <see cref="ThingConnectivity.None"/>.</param>
    /// <param name="groups">The groups that it is in.</param>
    /// <exception cref="ArgumentException">The name or the version is not one of a thing.</exception>
    /// <exception cref="InvalidOperationException">A thing of this name is there already.</exception>
    internal void Restore(Thing thing, long storageKey, ThingConnectivity state, long lastActivityMs, IReadOnlyList<RegisteredGroup> groups)
    {
        if (CheckName(thing.Name) is { } error) throw new ArgumentException(error.Message, nameof(thing));
        if (thing.Version < 1) throw new ArgumentException($"thing `{thing.Name}` has version {thing.Version}, expected at least 1", nameof(thing));
        if (_index.Find(thing.Name) is not null) throw new InvalidOperationException($"thing `{thing.Name}` was restored before, expected each thing once");

        var cell = new RegisteredThing(thing.Name, thing.Id) { StorageKey = storageKey, IsStored = true };
        var typeName = Types.RestoreUse(thing.TypeName);
        cell.Begin(thing.Version == 1 ? ThingData.First(typeName, thing.Attributes) : new ThingData(typeName, thing.Attributes, thing.Version));
        _slots.Add(cell);
        ThingGroups.Restore(cell, groups);
        _index.TryRestore(cell, state, lastActivityMs);
    }

    /// <summary>Takes away a thing that is to be replaced by the one that is stored under its name.</summary>
    internal void Forget(RegisteredThing thing)
    {
        Groups.Forget(thing);
        _slots.Remove(thing);
        _index.TryRemove(thing);
        Types.EndUse(thing.Data.TypeName);
    }

    internal RegistryError? CheckReady() =>
        _isRestoring ? new RegistryError(RegistryErrorCode.NotReady, "stored things are still being restored, try again soon") : null;
}
