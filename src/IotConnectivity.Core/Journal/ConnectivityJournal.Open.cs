using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Journal;

// The beginning and the end.
public sealed partial class ConnectivityJournal
{
    /// <summary>How often a long restore tells how far it is.</summary>
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isOpening;
    private bool _isDisposed;
    private long _restored;

    /// <summary>Gets how many things have been brought back until now.</summary>
    public long RestoredCount => Volatile.Read(ref _restored);

    /// <summary>Opens the store, brings back what it holds and begins to write. Call it once, before anything else happens; a host does it at its start.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task.</returns>
    /// <exception cref="StoreException">The store cannot be used. The message says why and what to do; nothing was overwritten.</exception>
    /// <exception cref="InvalidOperationException">It was called before.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _isOpening, 1) != 0) throw new InvalidOperationException("the journal was opened before");
        _registry.IsRestoring = true;
        try
        {
            await _store.OpenAsync(cancellationToken).ConfigureAwait(false);
            await RestoreAsync(cancellationToken).ConfigureAwait(false);
            RestoredPosition = Position;
            StartFollowing();
            if (BeforeReady is { } others) await others(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Whoever waits for the journal hears of it too; the exception itself goes to the caller.
            _ready.TrySetException(exception);
            _ = _ready.Task.Exception;
            throw;
        }

        _ready.TrySetResult();
    }

    /// <summary>Waits until <see cref="OpenAsync"/> is done.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task; it fails as the opening failed.</returns>
    public Task WaitUntilReadyAsync(CancellationToken cancellationToken = default) => _ready.Task.WaitAsync(cancellationToken);

    /// <summary>Writes what is left and closes the store.</summary>
    /// <returns>A task.</returns>
    /// <remarks>When the last events cannot be written, that is logged, and they are lost; nobody was told that they are durable.</remarks>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            Wake_NeedsLock();
        }

        _index.Unfollow(this);
        if (_alarm is not null) await _written.Task.ConfigureAwait(false);
        await _store.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>As <see cref="DisposeAsync"/>, for a container that is disposed without waiting; blocks until everything is written.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private void StartFollowing()
    {
        _isOff = !_index.IsEnabled;
        _index.Follow(this);
        _registry.Followers.Add(this);
        _indexing.Changed += OnIndexingChanged;
        if (_index.Count > _restored) TakeOverEarlyThings();
        StartWriting();

        // Other rooms read what is theirs, and may find it damaged.
        _registry.IsRestoring = false;
        TakeOverEarlyMembers();
    }

    private async Task RestoreAsync(CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        var settings = await _store.LoadSettingsAsync(cancellationToken).ConfigureAwait(false);
        if (settings.TryGetValue(IndexingSetting.Name, out var stored) && !_indexing.TryChange(_ => IndexingSetting.Read(stored), out var error))
        {
            throw new StoreException(StoreFault.Damaged, $"the stored index configuration is not valid: {error}; restore a backup of the store");
        }

        RestoreTypes(settings);
        RestoreGroups(settings);
        KeepSettingsOfOthers(settings);
        var told = start;
        await foreach (var thing in _store.LoadThingsAsync(cancellationToken).ConfigureAwait(false))
        {
            Restore(thing);
            if (++_restored % 4096 != 0 || _time.GetElapsedTime(told) < ProgressInterval) continue;
            told = _time.GetTimestamp();
            Log.Restoring(_logger, _restored);
        }

        _groupsById.Clear();
        if (_restored > 0) Log.Restored(_logger, _restored, _index.ConnectedCount, _time.GetElapsedTime(start));
    }

    /// <summary>Things that were registered before the journal was opened are stored like new ones.</summary>
    private void TakeOverEarlyThings()
    {
        lock (_lock)
        {
            foreach (var thing in _index.Cells().OfType<RegisteredThing>())
            {
                if (thing.StorageKey != 0) continue;
                _filling.Things.Add(thing);
                if (thing.Current is { IsKnown: true }) _overflowed.Add(thing);
            }
        }
    }

    private void Restore(StoredThing thing)
    {
        // Nothing is shown while connectivity is off. It stays in the store, for a start with connectivity on.
        _hidesStored |= !_index.IsEnabled;
        IReadOnlyList<LifecycleEvent> events = _index.IsEnabled ? thing.Connectivity : [];
        if (_index.Find(thing.Name) is RegisteredThing { StorageKey: 0 } early)
        {
            // Registered by the program before the journal was opened. It is this thing; what was heard of it since is kept.
            events = [.. events, .. early.Current?.ToEvents(thing.Name) ?? []];
            _registry.Forget(early);
        }

        try
        {
            var lastActivity = _index.IsEnabled ? thing.LastActivityMs ?? ThingConnectivity.None : ThingConnectivity.None;
            var state = ConnectionOrder.Join(events, ref lastActivity, thing.Revision);
            _registry.Restore(new Thing(thing.Name, thing.Id, thing.TypeName, thing.Attributes, thing.Version), thing.Key, state, lastActivity, GroupsOf(thing));
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            throw new StoreException(StoreFault.Damaged, $"a stored thing cannot be used: {exception.Message}; restore a backup of the store", exception);
        }
    }

    private void ThrowIfNeverOpened()
    {
        if (Volatile.Read(ref _isOpening) == 0) throw new InvalidOperationException("the journal is not open, expected OpenAsync to have been called, or the host to have started");
    }
}
