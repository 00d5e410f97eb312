using IotConnectivity.Storage;

namespace IotConnectivity.AspNetCore;

/// <summary>A store in memory whose disk fills up, and whose things take as long to load, as a test wants.</summary>
internal sealed class FaultyStore : IConnectivityStore, IDisposable
{
    private readonly InMemoryConnectivityStore _store = new();

    public bool IsFull { get; set; }

    /// <summary>Gets or sets a value indicating whether the store was disposed while somebody still reads.</summary>
    public bool IsClosed { get; set; }

    public Task Loading { get; set; } = Task.CompletedTask;

    public List<int> Commits { get; } = [];

    public Task OpenAsync(CancellationToken cancellationToken) => _store.OpenAsync(cancellationToken);

    public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> LoadSettingsAsync(CancellationToken cancellationToken) => _store.LoadSettingsAsync(cancellationToken);

    public async IAsyncEnumerable<StoredThing> LoadThingsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Loading;
        await foreach (var thing in _store.LoadThingsAsync(cancellationToken)) yield return thing;
    }

    public ValueTask<long> ReserveThingKeysAsync(int count, CancellationToken cancellationToken) => _store.ReserveThingKeysAsync(count, cancellationToken);

    public async ValueTask CommitAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        if (IsFull) throw new StoreException(StoreFault.Full, "the disk of /srv/secret/connectivity.db is full, expected some room");
        await _store.CommitAsync(batch, cancellationToken);
        Commits.Add(batch.Events.Length);
    }

    public ValueTask<bool> MaintainAsync(long horizonMs, CancellationToken cancellationToken) => _store.MaintainAsync(horizonMs, cancellationToken);

    public IAsyncEnumerable<JournalEntry> ReadEventsAsync(long thingKey, string thingName, CancellationToken cancellationToken) =>
        IsClosed ? throw new ObjectDisposedException(nameof(FaultyStore)) : _store.ReadEventsAsync(thingKey, thingName, cancellationToken);

    public long JournalPosition => _store.JournalPosition;

    public IAsyncEnumerable<JournalEntry> ReadJournalAsync(CancellationToken cancellationToken) => _store.ReadJournalAsync(cancellationToken);

    public IAsyncEnumerable<StoredRecord> ReadRecordsAsync(RecordQuery query, CancellationToken cancellationToken) =>
        IsClosed ? throw new ObjectDisposedException(nameof(FaultyStore)) : _store.ReadRecordsAsync(query, cancellationToken);

    /// <summary>Gets what completes when a copy has begun.</summary>
    public TaskCompletionSource CopyBegan { get; } = new();

    /// <summary>Gets or sets what a copy waits for.</summary>
    public TaskCompletionSource? CopyMayEnd { get; set; }

    public async Task BackupAsync(string path, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (IsFull) throw new StoreException(StoreFault.Full, "no space is left for /srv/secret/copy.db");
        CopyBegan.TrySetResult();
        if (CopyMayEnd is { } end) await end.Task.WaitAsync(cancellationToken);
        await File.WriteAllTextAsync(path, "a copy", cancellationToken);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    public void Dispose() => _store.Dispose();
}
