using System.Runtime.InteropServices;
using IotConnectivity.Storage;

namespace IotConnectivity.Journal;

// What the rooms behind the index write down on their own.
public sealed partial class ConnectivityJournal
{
    private Dictionary<string, ReadOnlyMemory<byte>> _restoredSettings = [];

    /// <summary>Gets or sets who is told which records are durable: after their commit, in the order of commits, before those who wait for it go on.</summary>
    /// <remarks>Called on the writer's thread, which everybody waits for: it must be quick, and must not throw.</remarks>
    internal Action<IReadOnlyList<StoredRecord>>? RecordsCommitted { get; set; }

    /// <summary>Writes and deletes records, all of one call in one batch, in the order of calls and not before any event that was heard before.</summary>
    /// <param name="records">What to write; the bytes must stay as they are. The last one of a key counts.</param>
    /// <param name="deleted">What to delete, also if it is among <paramref name="records"/>.</param>
    /// <remarks>
    /// Any thread, at any time: before the opening they are kept for it, and they do not depend on the index being on. Neither waits nor fails nor drops anything, however many wait, so
    /// whoever writes many calls <see cref="WaitForRoomAsync"/> now and then. After the end nothing is written.
    /// </remarks>
    internal void Write(ReadOnlySpan<StoredRecord> records, ReadOnlySpan<RecordKey> deleted)
    {
        if (records.IsEmpty && deleted.IsEmpty) return;
        lock (_lock)
        {
            if (_isDisposed) return;
            foreach (ref readonly var record in records) _filling.Records[new RecordKey(record.Collection, record.Key)] = record;
            foreach (var key in deleted) _filling.Records[key] = null;
            Wake_NeedsLock();
        }
    }

    /// <summary>Writes and deletes records together, and then does what waits for that.</summary>
    internal void Write(RecordChanges changes)
    {
        Write(CollectionsMarshal.AsSpan(changes.Written), CollectionsMarshal.AsSpan(changes.Deleted));
        foreach (var then in changes.Then) then();
    }

    /// <summary>Writes a setting, as <see cref="Write(ReadOnlySpan{StoredRecord}, ReadOnlySpan{RecordKey})"/> writes records.</summary>
    /// <param name="name">Its name, not one of the journal's own.</param>
    /// <param name="value">Its content, which must stay as it is.</param>
    internal void WriteSetting(string name, ReadOnlyMemory<byte> value) => Set(name, value);

    /// <summary>Deletes a setting, as <see cref="WriteSetting"/> writes one.</summary>
    /// <param name="name">Its name; one that was never written is no fault.</param>
    internal void DeleteSetting(string name) => Set(name, null);

    /// <summary>Takes what was stored in settings at the opening. Those of the journal itself (index configuration, thing types and groups) are not there.</summary>
    /// <param name="prefix">How their names begin.</param>
    /// <returns>Them, by name; none before the opening, and none that were taken before.</returns>
    internal IReadOnlyList<StoredSetting> TakeRestoredSettings(string prefix)
    {
        lock (_lock)
        {
            List<StoredSetting> taken =
            [
                .. _restoredSettings.Where(setting => setting.Key.StartsWith(prefix, StringComparison.Ordinal))
                    .OrderBy(static setting => setting.Key, StringComparer.Ordinal)
                    .Select(static setting => new StoredSetting(setting.Key, setting.Value)),
            ];
            foreach (var setting in taken) _restoredSettings.Remove(setting.Name);
            return taken;
        }
    }

    /// <summary>Reads records from the store. What is not durable yet is not seen; <see cref="FlushAsync"/> first where that matters.</summary>
    /// <param name="query">Which ones.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>As <see cref="IConnectivityStore.ReadRecordsAsync"/>.</returns>
    internal IAsyncEnumerable<StoredRecord> ReadRecordsAsync(RecordQuery query, CancellationToken cancellationToken) => _store.ReadRecordsAsync(query, cancellationToken);

    private void KeepSettingsOfOthers(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> settings)
    {
        var others = settings.Where(static setting => !IsOwnSetting(setting.Key)).ToDictionary(StringComparer.Ordinal);
        lock (_lock) _restoredSettings = others;
    }

    private static bool IsOwnSetting(string name) => name == IndexingSetting.Name || ThingTypeDocument.IsSetting(name) || ThingGroupDocument.IsSetting(name);

    private static (List<StoredRecord> Records, List<RecordKey> Deleted) PrepareRecords(JournalBatch batch)
    {
        List<StoredRecord> records = new(batch.Records.Count);
        List<RecordKey> deleted = [];
        foreach (var (key, record) in batch.Records)
        {
            if (record is { } written) records.Add(written);
            else deleted.Add(key);
        }

        return (records, deleted);
    }

    private static void PrepareSettings(JournalBatch batch, List<StoredSetting> settings, List<string> deleted)
    {
        foreach (var (name, value) in batch.Settings)
        {
            if (value is { } written) settings.Add(new StoredSetting(name, written));
            else deleted.Add(name);
        }
    }

    private void Set(string name, ReadOnlyMemory<byte>? value)
    {
        lock (_lock)
        {
            if (_isDisposed) return;
            _filling.Settings[name] = value;
            Wake_NeedsLock();
        }
    }
}
