using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Journal;

// What the registry tells, and how thing types are kept: each as a setting of its own, found by its name when it is written.
public sealed partial class ConnectivityJournal
{
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

    void IRegistryFollower.OnTypeChanged(string name)
    {
        lock (_lock)
        {
            if (_isDisposed) return;
            _filling.Types.Add(name);
            Wake_NeedsLock();
        }
    }

    /// <summary>Brings thing types back. Those that the program has made before the journal was opened are written, unless stored ones take their place.</summary>
    private void RestoreTypes(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> settings)
    {
        var early = _registry.Types.Names();
        foreach (var type in ThingTypeDocument.ReadAll(settings)) _registry.Types.Restore(type);
        lock (_lock) _filling.Types.UnionWith(early.Where(name => !settings.ContainsKey(ThingTypeDocument.SettingOf(name))));
    }

    private void PrepareTypes(JournalBatch batch, List<StoredSetting> settings, List<string> deleted)
    {
        foreach (var name in batch.Types)
        {
            if (_registry.Types.Find(name) is { } type) settings.Add(ThingTypeDocument.Write(type));
            else deleted.Add(ThingTypeDocument.SettingOf(name));
        }
    }
}
