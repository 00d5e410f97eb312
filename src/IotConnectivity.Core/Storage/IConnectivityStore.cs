namespace IotConnectivity.Storage;

/// <summary>Keeps things, their connectivity and what was heard of them, for longer than the process lives. Supplied by a package such as IotConnectivity.Sqlite.</summary>
/// <remarks>
/// <para>
/// One writer calls <see cref="OpenAsync"/>, then reads everything once, then calls the writing members one after the other, never two at a time.
/// <see cref="ReadEventsAsync"/>, <see cref="ReadJournalAsync"/>, <see cref="ReadRecordsAsync"/> and <see cref="BackupAsync"/> may be called by anybody at any time between opening and disposal,
/// also while a write is going on.
/// </para>
/// <para>
/// The state of a thing is the join of the events that were heard of it (see <see cref="Indexing.ThingConnectivity.ToEvents"/>): applying them in any order and any number
/// of times gives the same state. So a store may keep a state and the events after it, or give an event twice, and what two writers have stored of one thing is merged by
/// applying both.
/// </para>
/// <para>Every failure that an operator can do something about is thrown as a <see cref="StoreException"/>; a write that throws has written nothing, or will be repeated.</para>
/// </remarks>
public interface IConnectivityStore : IAsyncDisposable
{
    /// <summary>Opens or makes the store and brings its form up to date.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task.</returns>
    /// <exception cref="StoreException">The store cannot be used; nothing was overwritten.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Reads all settings.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was last written under each name.</returns>
    Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> LoadSettingsAsync(CancellationToken cancellationToken);

    /// <summary>Reads all things with their connectivity, each once, in no particular order.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The things.</returns>
    IAsyncEnumerable<StoredThing> LoadThingsAsync(CancellationToken cancellationToken);

    /// <summary>Sets aside keys for things to come, which no other writer will use.</summary>
    /// <param name="count">How many; at least 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The first of <paramref name="count"/> keys in a row, greater than 0. Keys that were set aside before a restart may or may not be given again if they were never used.</returns>
    ValueTask<long> ReserveThingKeysAsync(int count, CancellationToken cancellationToken);

    /// <summary>Writes a batch whole or not at all. When it returns, the batch is durable by the store's own promise.</summary>
    /// <param name="batch">What to write; belongs to the caller again when this returns.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task.</returns>
    /// <exception cref="StoreException">Nothing is written.</exception>
    ValueTask CommitAsync(StoreBatch batch, CancellationToken cancellationToken);

    /// <summary>Does one small step of the housekeeping that has to be done now and then: brings states up to the journal, forgets old events.</summary>
    /// <param name="horizonMs">
    /// Events that were received and stamped before this moment (milliseconds since 1970-01-01T00:00Z) are forgotten, apart from the last
    /// <see cref="JournalRetention.LastEvents"/> of each thing and those that its later history rests on.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether there is more to do at once.</returns>
    ValueTask<bool> MaintainAsync(long horizonMs, CancellationToken cancellationToken);

    /// <summary>Reads what was heard of a thing, the last received first.</summary>
    /// <param name="thingKey">The key of the thing.</param>
    /// <param name="thingName">Its name, which the events are given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The entries, without <see cref="JournalEntry.State"/>. Stop reading when you have enough: they are read as they are asked for.</returns>
    IAsyncEnumerable<JournalEntry> ReadEventsAsync(long thingKey, string thingName, CancellationToken cancellationToken);

    /// <summary>Gets the <see cref="JournalEntry.Position"/> of the last entry that was committed; 0 when there never was one.</summary>
    /// <value>Never falls, also over a restart, and whatever is forgotten, deleted or dropped. Any thread; costs a read of memory.</value>
    long JournalPosition { get; }

    /// <summary>Reads what was heard of all things, the last received first.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// The entries with falling positions, without <see cref="JournalEntry.State"/> and with an empty client id; none of things that were deleted. Begins with the last one that is committed when
    /// the reading begins. Stop reading when you have enough: they are read as they are asked for.
    /// </returns>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    IAsyncEnumerable<JournalEntry> ReadJournalAsync(CancellationToken cancellationToken);

    /// <summary>Gets the stamp up to which events of a thing may be missing although they are not old enough to be forgotten.</summary>
    /// <param name="thingKey">The key of the thing.</param>
    /// <returns>Milliseconds since 1970-01-01T00:00Z; <see cref="long.MinValue"/>, as of a store that forgets by age only, when nothing is missing.</returns>
    long GetIncompleteUntilMs(long thingKey) => long.MinValue;

    /// <summary>Reads records of a collection, in the order of time and key.</summary>
    /// <param name="query">Which ones.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// The records, as they are at the moment when they are asked for: what is written meanwhile may be among them or not, a record that stays as it is always is, once. Stop reading when
    /// you have enough; a page costs what it holds and the logarithm of what is stored.
    /// </returns>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    IAsyncEnumerable<StoredRecord> ReadRecordsAsync(RecordQuery query, CancellationToken cancellationToken);

    /// <summary>Copies the whole store, as it is at one moment, while it is being used.</summary>
    /// <param name="path">The file to make.</param>
    /// <param name="cancellationToken">Gives up; no file is left.</param>
    /// <returns>A task.</returns>
    /// <exception cref="NotSupportedException">The store keeps nothing on disk, or has tools of its own for it.</exception>
    /// <exception cref="StoreException">The copy could not be made.</exception>
    Task BackupAsync(string path, CancellationToken cancellationToken) =>
        throw new NotSupportedException("this store cannot be copied to a file, expected one on SQLite");
}
