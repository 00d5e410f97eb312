using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Journal;

// How far the journal is, for rooms that go on where they were before a restart.
public sealed partial class ConnectivityJournal
{
    /// <summary>Gets or sets what is done once everything is back and the followers of the registry were told so, before anybody else is told that the journal is ready.</summary>
    internal Func<CancellationToken, Task>? BeforeReady { get; set; }

    /// <summary>Gets or sets what is called after each commit of events.</summary>
    /// <remarks>Called on the writer's thread, which everybody waits for: it must be quick, and must not throw.</remarks>
    internal Action? EntriesCommitted { get; set; }

    /// <summary>Gets the position of the last entry that is durable. Costs a read of memory.</summary>
    internal long Position => _store.JournalPosition;

    /// <summary>Gets the position of the last entry that was there when the journal was opened. What came after it was told to those who followed the index before.</summary>
    internal long RestoredPosition { get; private set; }

    /// <summary>Reads what was heard of all things, as <see cref="IConnectivityStore.ReadJournalAsync"/>.</summary>
    internal IAsyncEnumerable<JournalEntry> ReadJournalAsync(CancellationToken cancellationToken) => _store.ReadJournalAsync(cancellationToken);

    /// <summary>Reads what was heard of one thing, as <see cref="IConnectivityStore.ReadEventsAsync"/>.</summary>
    internal IAsyncEnumerable<JournalEntry> ReadEventsAsync(RegisteredThing thing, CancellationToken cancellationToken) =>
        _store.ReadEventsAsync(thing.StorageKey, thing.Name, cancellationToken);
}
