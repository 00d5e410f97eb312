using IotConnectivity.Indexing;
using IotConnectivity.Storage;

namespace IotConnectivity.Journal;

/// <summary>A store in plain lists that fails, waits and lags as a test wants.</summary>
internal sealed class ScriptedStore : IConnectivityStore
{
    private readonly Lock _lock = new();
    private long _nextKey = 1;

    public List<JournalEntry> Events { get; } = [];

    public Dictionary<long, StoredThing> Things { get; } = [];

    public Dictionary<long, long> Activities { get; } = [];

    public Dictionary<string, ReadOnlyMemory<byte>> Settings { get; } = [];

    public Dictionary<RecordKey, StoredRecord> Records { get; } = [];

    /// <summary>Gets the number of entries in each commit that succeeded.</summary>
    public List<int> Commits { get; } = [];

    /// <summary>Gets or sets what happens before each commit.</summary>
    public Func<StoreBatch, Task> BeforeCommit { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Gets or sets what happens after each commit, before its caller knows.</summary>
    public Func<StoreBatch, Task> AfterCommit { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Gets or sets what happens before records are read.</summary>
    public Func<RecordQuery, Task> BeforeRead { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Gets or sets what happens when it is clear which records are read, before the reader has them.</summary>
    public Func<RecordQuery, Task> AfterRead { get; set; } = static _ => Task.CompletedTask;

    public bool IsDisposed { get; private set; }

    public Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> LoadSettingsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>(Settings);

    public async IAsyncEnumerable<StoredThing> LoadThingsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var thing in Things.Values.ToList())
        {
            await Task.CompletedTask;
            yield return thing with
            {
                Connectivity = [.. Events.Where(entry => entry.ThingKey == thing.Key && entry.Rule.IsPartOfState()).Select(static entry => entry.Event)],
                LastActivityMs = Activities.TryGetValue(thing.Key, out var activity) ? activity : null,
            };
        }
    }

    public ValueTask<long> ReserveThingKeysAsync(int count, CancellationToken cancellationToken)
    {
        _nextKey += count;
        return ValueTask.FromResult(_nextKey - count);
    }

    public async ValueTask CommitAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        await BeforeCommit(batch);
        lock (_lock)
        {
            if (batch.DropsConnectivity)
            {
                Events.Clear();
                Activities.Clear();
            }

            foreach (var thing in batch.Things) Things[thing.Key] = thing;
            var written = 0;
            foreach (var entry in batch.Events.Span)
            {
                Assert.True(Things.ContainsKey(entry.ThingKey));
                Events.Add(entry with { Position = Commits.Sum() + ++written });
            }

            foreach (var activity in batch.Activities) Activities[activity.ThingKey] = activity.LastActivityMs;
            foreach (var setting in batch.Settings) Settings[setting.Name] = setting.Value.ToArray();
            foreach (var name in batch.DeletedSettings) Settings.Remove(name);
            foreach (var key in batch.DeletedThings)
            {
                Things.Remove(key);
                Activities.Remove(key);
                Events.RemoveAll(entry => entry.ThingKey == key);
            }

            foreach (var record in batch.Records) Records[new RecordKey(record.Collection, record.Key)] = record;
            foreach (var key in batch.DeletedRecords) Records.Remove(key);
            Commits.Add(batch.Events.Length);
        }

        await AfterCommit(batch);
    }

    public ValueTask<bool> MaintainAsync(long horizonMs, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    public async IAsyncEnumerable<JournalEntry> ReadEventsAsync(
        long thingKey, string thingName, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var entry in Enumerable.Reverse(Events).Where(entry => entry.ThingKey == thingKey))
        {
            await Task.CompletedTask;
            yield return entry;
        }
    }

    public long JournalPosition
    {
        get
        {
            lock (_lock) return Commits.Sum();
        }
    }

    public IAsyncEnumerable<JournalEntry> ReadJournalAsync(CancellationToken cancellationToken)
    {
        lock (_lock) return Events.OrderByDescending(static entry => entry.Position).ToList().ToAsyncEnumerable();
    }

    public async IAsyncEnumerable<StoredRecord> ReadRecordsAsync(RecordQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await BeforeRead(query);
        List<StoredRecord> found;
        lock (_lock) found = [.. Records.Values.Where(record => record.Collection == query.Collection).OrderBy(static record => record.TimeMs)];
        await AfterRead(query);
        foreach (var record in found) yield return record;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    /// <summary>Gets what would be left if the process ended now, without events.</summary>
    public ScriptedStore CopyRegistry()
    {
        var copy = new ScriptedStore { _nextKey = _nextKey };
        lock (_lock)
        {
            foreach (var (key, thing) in Things) copy.Things[key] = thing;
            foreach (var (name, value) in Settings) copy.Settings[name] = value;
        }

        return copy;
    }

    /// <summary>Lets every commit fail until the returned action is called.</summary>
    public Action FailUntil(StoreFault fault = StoreFault.Full)
    {
        BeforeCommit = _ => throw new StoreException(fault, "the disk is full");
        return () => BeforeCommit = static _ => Task.CompletedTask;
    }

    /// <summary>Holds every commit until the returned source is completed.</summary>
    public TaskCompletionSource Hold(TaskCompletionSource? reached = null)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        BeforeCommit = _ =>
        {
            reached?.TrySetResult();
            return gate.Task;
        };
        return gate;
    }

    /// <summary>Gets what the store knows of a thing's state: the whole states that were written and the join of the events.</summary>
    public ThingConnectivity StateOf(string name)
    {
        var key = Things.Values.Single(thing => thing.Name == name).Key;
        var index = new ConnectivityIndex();
        index.TryAdd(new ThingName(name));
        foreach (var entry in Events.Where(entry => entry.ThingKey == key))
        {
            foreach (var known in entry.StateIsAhead ? entry.State!.ToEvents(name) : []) index.Apply(known);
            index.Apply(entry.Event);
        }

        index.TryGet(name, out var state);
        return state;
    }
}
