using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Journal;

/// <summary>What waits to be written together. Filled under the journal's lock; once taken, the writer's alone.</summary>
internal sealed class JournalBatch
{
    private JournalEntry[] _entries = new JournalEntry[64];
    private RegisteredThing[] _owners = new RegisteredThing[64];

    /// <summary>Gets the number of entries.</summary>
    internal int Count { get; private set; }

    /// <summary>Gets the number of entries and records, which is what takes room.</summary>
    internal int Load => Count + Records.Count;

    internal HashSet<RegisteredThing> Things { get; } = [];

    /// <summary>Gets the thing types that were created, changed or deleted (then <see langword="null"/>), as the last change left them.</summary>
    internal Dictionary<string, ThingType?> Types { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the thing groups that were created, changed or deleted (then <see langword="null"/>), as the last change left them.</summary>
    internal Dictionary<string, ThingGroup?> Groups { get; } = new(StringComparer.Ordinal);

    internal List<RegisteredThing> Activities { get; } = [];

    /// <summary>Gets the records that were written or deleted (then <see langword="null"/>), as the last write left them.</summary>
    internal Dictionary<RecordKey, StoredRecord?> Records { get; } = [];

    /// <summary>Gets the settings of other rooms that were written or deleted (then <see langword="null"/>), as the last write left them.</summary>
    internal Dictionary<string, ReadOnlyMemory<byte>?> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets or sets the index configuration to write.</summary>
    internal ReadOnlyMemory<byte>? Configuration { get; set; }

    internal bool DropsConnectivity { get; private set; }

    /// <summary>Gets what completes when this batch is durable.</summary>
    internal TaskCompletionSource Done { get; private set; } = NewDone();

    internal bool IsEmpty =>
        Load == 0 && Things.Count == 0 && Types.Count == 0 && Groups.Count == 0 && Activities.Count == 0 && Settings.Count == 0 && Configuration is null;

    internal Memory<JournalEntry> Entries => _entries.AsMemory(0, Count);

    internal RegisteredThing OwnerOf(int entry) => _owners[entry];

    internal void Add(RegisteredThing owner, in JournalEntry entry)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, 2 * Count);
            Array.Resize(ref _owners, 2 * Count);
        }

        _entries[Count] = entry;
        _owners[Count++] = owner;
    }

    /// <summary>Connectivity is dropped: what was heard before is not worth writing any more. Records stay.</summary>
    internal void DropConnectivity()
    {
        Truncate(0);
        DropsConnectivity = true;
    }

    /// <summary>Gives every entry its thing's key, and leaves out those of things that were deleted before they were ever stored.</summary>
    internal void SetKeys()
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            var key = _owners[i].StorageKey;
            if (key <= 0) continue;
            if (_entries[i].ThingKey != key) _entries[kept] = _entries[i] with { ThingKey = key };
            else if (kept != i) _entries[kept] = _entries[i];
            _owners[kept++] = _owners[i];
        }

        Truncate(kept);
    }

    /// <summary>Takes away what those who wait are waiting on, because they are to be told of a failure. The batch goes on with a new one.</summary>
    internal TaskCompletionSource TakeDone()
    {
        var done = Done;
        Done = NewDone();
        return done;
    }

    /// <summary>Makes the batch as new; the arrays stay.</summary>
    internal void Reset()
    {
        Truncate(0);
        Things.Clear();
        Types.Clear();
        Groups.Clear();
        Activities.Clear();
        Records.Clear();
        Settings.Clear();
        Configuration = null;
        DropsConnectivity = false;
        Done = NewDone();
    }

    private static TaskCompletionSource NewDone() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Truncate(int count)
    {
        // The snapshots are not to be kept alive by a batch that is done.
        Array.Clear(_entries, count, Count - count);
        Array.Clear(_owners, count, Count - count);
        Count = count;
    }
}
