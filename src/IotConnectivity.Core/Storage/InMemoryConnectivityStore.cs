using System.Collections.Concurrent;

namespace IotConnectivity.Storage;

/// <summary>Keeps everything in memory and nothing when the process ends: the store of an application that asked for no other.</summary>
/// <remarks>
/// Thread-safety as <see cref="IConnectivityStore"/> says. Costs about 300 bytes a thing and 53 bytes an event, 2 KB for a thing with its last 32, 400 bytes a record
/// beside its texts and its value; the names and states are the ones that the index and the registry hold.
/// </remarks>
public sealed class InMemoryConnectivityStore : IConnectivityStore, IDisposable
{
    private readonly int _maxEventsPerThing;
    private readonly SourceTable _sources = new();
    private readonly EventWriter _writer;
    private readonly ConcurrentDictionary<long, InMemoryThing> _things = [];
    private readonly ConcurrentDictionary<string, ReadOnlyMemory<byte>> _settings = new(StringComparer.Ordinal);
    private readonly InMemoryRecords _records = new();
    private IEnumerator<KeyValuePair<long, InMemoryThing>>? _maintained;
    private long _nextKey = 1;
    private long _baseRevision;
    private long _maxRevision;
    private long _position;

    /// <summary>Makes an empty store.</summary>
    /// <param name="maxEventsPerThing">How many events of a thing are kept, at least 1; the oldest go first. The default is <see cref="JournalRetention.LastEvents"/>.</param>
    public InMemoryConnectivityStore(int maxEventsPerThing = JournalRetention.LastEvents)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEventsPerThing, 1);
        _maxEventsPerThing = maxEventsPerThing;
        _writer = new EventWriter(_sources);
    }

    /// <inheritdoc/>
    public Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> LoadSettingsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>(new Dictionary<string, ReadOnlyMemory<byte>>(_settings, StringComparer.Ordinal));

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredThing> LoadThingsAsync(CancellationToken cancellationToken) =>
        _things.Values.Select(thing => thing.ToStoredThing(_baseRevision)).OfType<StoredThing>().ToAsyncEnumerable();

    /// <inheritdoc/>
    public ValueTask<long> ReserveThingKeysAsync(int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var first = _nextKey;
        _nextKey += count;
        return ValueTask.FromResult(first);
    }

    /// <inheritdoc/>
    public ValueTask CommitAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        cancellationToken.ThrowIfCancellationRequested();
        if (batch.DropsConnectivity) DropConnectivity();
        foreach (var thing in batch.Things) Thing(thing.Key).Record = thing with { Connectivity = [] };
        var position = _position;
        foreach (ref readonly var entry in batch.Events.Span) Append(entry, ++position);
        foreach (var (key, lastActivityMs) in batch.Activities) Thing(key).LastActivityMs = lastActivityMs;
        foreach (var (name, value) in batch.Settings) _settings[name] = value.ToArray();
        foreach (var name in batch.DeletedSettings) _settings.TryRemove(name, out _);
        foreach (var key in batch.DeletedThings) _things.TryRemove(key, out _);
        _records.Write(batch.Records, batch.DeletedRecords);
        Volatile.Write(ref _position, _position + batch.Events.Length);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> MaintainAsync(long horizonMs, CancellationToken cancellationToken)
    {
        const int ThingsInAStep = 64;

        // The last events of a thing stay however old they are. Where no more are kept, a walk over all things would find nothing, and an idle journal would walk for ever.
        if (_maxEventsPerThing <= JournalRetention.LastEvents) return ValueTask.FromResult(false);
        _maintained ??= _things.GetEnumerator();
        for (var i = 0; i < ThingsInAStep; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_maintained.MoveNext())
            {
                _maintained.Dispose();
                _maintained = null;
                return ValueTask.FromResult(false);
            }

            _maintained.Current.Value.Trim(horizonMs, _sources);
        }

        return ValueTask.FromResult(true);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<JournalEntry> ReadEventsAsync(long thingKey, string thingName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(thingName);
        return (_things.TryGetValue(thingKey, out var thing) ? thing.Read(thingKey, thingName, _sources) : []).ToAsyncEnumerable();
    }

    /// <inheritdoc/>
    public long JournalPosition => Volatile.Read(ref _position);

    /// <inheritdoc/>
    /// <remarks>Sorts all that is kept: there is something only where one store object serves several journals, one after the other.</remarks>
    public IAsyncEnumerable<JournalEntry> ReadJournalAsync(CancellationToken cancellationToken) =>
        _things.SelectMany(one => one.Value.Read(one.Key, string.Empty, _sources)).OrderByDescending(static entry => entry.Position).ToAsyncEnumerable();

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredRecord> ReadRecordsAsync(RecordQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _records.Read(query, cancellationToken).ToAsyncEnumerable();
    }

    /// <inheritdoc/>
    public long GetIncompleteUntilMs(long thingKey) => _things.TryGetValue(thingKey, out var thing) ? thing.IncompleteUntilMs : long.MinValue;

    /// <summary>Does nothing: what is in memory can be read until nobody holds the store any more.</summary>
    /// <returns>A task.</returns>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Does nothing, like <see cref="DisposeAsync"/>; for a container that is disposed without waiting.</summary>
    public void Dispose()
    {
    }

    private InMemoryThing Thing(long key) => _things.GetOrAdd(key, static _ => new InMemoryThing());

    private void Append(in JournalEntry entry, long position)
    {
        _writer.Clear();
        _writer.WriteNumber((ulong)position);
        _writer.WriteEntry(entry);
        Thing(entry.ThingKey).Append(_writer.Written, entry.State, _maxEventsPerThing, _sources);
        if (entry.State is { } state) _maxRevision = Math.Max(_maxRevision, state.Revision);
    }

    private void DropConnectivity()
    {
        // Dropping counts as one more change of each thing.
        _baseRevision = ++_maxRevision;
        foreach (var thing in _things.Values) thing.DropConnectivity();
    }
}
