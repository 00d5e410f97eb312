namespace IotConnectivity.Storage;

/// <summary>What a store writes at once. Its parts take effect in the order in which they stand here.</summary>
public sealed class StoreBatch
{
    /// <summary>Gets a value indicating whether all connectivity, activity and events stored until now are dropped first; things, settings and records stay.</summary>
    public bool DropsConnectivity { get; init; }

    /// <summary>Gets the things that are new or have changed; the whole registry record of each.</summary>
    public IReadOnlyList<StoredThing> Things { get; init; } = [];

    /// <summary>Gets what was heard, in the order in which it was judged as seen by one observer. All things in it are stored or in <see cref="Things"/>.</summary>
    public ReadOnlyMemory<JournalEntry> Events { get; init; }

    /// <summary>Gets the last activity of things whose activity has changed.</summary>
    public IReadOnlyList<StoredActivity> Activities { get; init; } = [];

    /// <summary>Gets the settings that have changed.</summary>
    public IReadOnlyList<StoredSetting> Settings { get; init; } = [];

    /// <summary>Gets the names of the settings that are not there any more. Names that were never written are no fault.</summary>
    public IReadOnlyList<string> DeletedSettings { get; init; } = [];

    /// <summary>Gets the keys of the things that were deleted, with everything that is stored of them but records. Keys that were never written are no fault.</summary>
    public IReadOnlyList<long> DeletedThings { get; init; } = [];

    /// <summary>Gets the records that are new or have changed, by collection and key; their times and owners may have changed too. Of several with one key the last counts.</summary>
    public IReadOnlyList<StoredRecord> Records { get; init; } = [];

    /// <summary>Gets the keys of the records that are not there any more. Keys that were never written are no fault.</summary>
    public IReadOnlyList<RecordKey> DeletedRecords { get; init; } = [];
}

/// <summary>The last activity of a thing.</summary>
/// <param name="ThingKey">The key of the thing.</param>
/// <param name="LastActivityMs">When, by source time, in milliseconds since 1970-01-01T00:00Z.</param>
public readonly record struct StoredActivity(long ThingKey, long LastActivityMs);

/// <summary>A small document of one of the rooms, such as the index configuration or a thing group.</summary>
/// <param name="Name">Its name, for example <c>indexing</c>.</param>
/// <param name="Value">Its content; the room that wrote it knows the form.</param>
public readonly record struct StoredSetting(string Name, ReadOnlyMemory<byte> Value);
