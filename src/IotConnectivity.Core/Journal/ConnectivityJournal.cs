using System.Collections.Concurrent;
using IotConnectivity.Diagnostics;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;
using IotConnectivity.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IotConnectivity.Journal;

/// <summary>Writes what happens in the index and the registry to a store, and brings it back at the start.</summary>
/// <remarks>
/// <para>
/// One writer behind a queue. Whatever gathers while a commit is under way goes into the next, so that many callers share one transaction. What is in the queue is written
/// in its order, hence <see cref="FlushAsync"/> waits for everything that was judged before it, and so does <see cref="ApplyAsync"/>: when it returns, the event and the state
/// that it was judged against are durable, whatever the outcome was.
/// </para>
/// <para>
/// When a commit fails, those who wait are told so with a <see cref="StoreException"/>, the batch is kept and tried again until it is written, and
/// <see cref="WaitForRoomAsync"/> refuses new events in the meantime. Look-ups go on.
/// </para>
/// <para>
/// <see cref="ConnectivityIndex.Apply(in LifecycleEvent)"/> itself neither waits nor fails: use it where the news need not be durable before going on. If the queue is full
/// then, the thing's state is written as soon as there is room and only that one line of its history is lost.
/// </para>
/// <para>Thread-safe. Things that were added to the index and not to the registry are not stored.</para>
/// </remarks>
public sealed partial class ConnectivityJournal : IConnectivityFollower, IRegistryFollower, IAsyncDisposable, IDisposable
{
    private readonly ConnectivityIndex _index;
    private readonly ThingRegistry _registry;
    private readonly IndexingSwitch _indexing;
    private readonly IConnectivityStore _store;
    private readonly JournalOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConnectivityMetrics? _metrics;

    private readonly Lock _lock = new();
    private readonly HashSet<RegisteredThing> _overflowed = [];
    private readonly ConcurrentQueue<RegisteredThing> _active = new();
    private JournalBatch _filling = new();
    private JournalBatch? _spare;
    private JournalBatch? _writing;
    private TaskCompletionSource? _room;
    private bool _isOff;
    private bool _hidesStored;

    /// <summary>Makes a journal that does nothing until <see cref="OpenAsync"/>.</summary>
    /// <param name="index">The index to follow.</param>
    /// <param name="registry">Its registry.</param>
    /// <param name="indexing">Its switch.</param>
    /// <param name="store">Where to write; disposed with the journal.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> for the system's.</param>
    /// <param name="logger">Where to log; <see langword="null"/> for nowhere.</param>
    /// <param name="metrics">What to measure with; <see langword="null"/> measures nothing.</param>
    public ConnectivityJournal(
        ConnectivityIndex index,
        ThingRegistry registry,
        IndexingSwitch indexing,
        IConnectivityStore store,
        JournalOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger<ConnectivityJournal>? logger = null,
        ConnectivityMetrics? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(indexing);
        ArgumentNullException.ThrowIfNull(store);
        _index = index;
        _registry = registry;
        _indexing = indexing;
        _store = store;
        _options = options ?? new JournalOptions();
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _metrics = metrics;
    }

    /// <summary>Gets a value indicating whether everything stored is back and events are taken in.</summary>
    public bool IsReady => _ready.Task.IsCompletedSuccessfully && !_isDisposed;

    /// <summary>Gets why nothing can be written at this moment; <see langword="null"/> when it can.</summary>
    public StoreException? Fault => Volatile.Read(ref _fault);

    /// <summary>Gets how many events have been heard, and records written, that are not durable yet, at a moment's view.</summary>
    public int PendingCount
    {
        get
        {
            lock (_lock) return _filling.Load + (_writing?.Load ?? 0) + _overflowed.Count;
        }
    }

    /// <summary>Takes in one event and waits until it is durable.</summary>
    /// <param name="lifecycleEvent">The event.</param>
    /// <param name="cancellationToken">Stops waiting; the event may have been applied.</param>
    /// <returns>What became of it.</returns>
    /// <remarks>Many concurrent callers share one commit. For many events of one caller: <see cref="WaitForRoomAsync"/> now and then, apply all, <see cref="FlushAsync"/> once.</remarks>
    /// <exception cref="ArgumentException">As <see cref="ConnectivityIndex.Apply(in LifecycleEvent)"/>.</exception>
    /// <exception cref="StoreException">The event is not durable. Bring it again later, which is harmless if it was applied.</exception>
    public async ValueTask<ApplyOutcome> ApplyAsync(LifecycleEvent lifecycleEvent, CancellationToken cancellationToken = default)
    {
        await WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        var outcome = _index.Apply(lifecycleEvent);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        return outcome;
    }

    /// <summary>Waits until the journal is ready and has room for more events.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task.</returns>
    /// <exception cref="StoreException">Nothing can be written at this moment.</exception>
    /// <exception cref="ObjectDisposedException">The journal was closed.</exception>
    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken = default) =>
        HasRoom ? ValueTask.CompletedTask : new ValueTask(WaitLongerForRoomAsync(cancellationToken));

    /// <summary>Gets a value indicating whether <see cref="WaitForRoomAsync"/> would neither wait nor refuse.</summary>
    public bool HasRoom
    {
        get
        {
            if (!IsReady || Fault is not null) return false;
            lock (_lock) return _filling.Load < _options.Capacity;
        }
    }

    /// <summary>Waits until everything that was heard until now is durable, with the changes of the registry and of the index configuration.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task.</returns>
    /// <exception cref="StoreException">It could not be written; it will be tried again.</exception>
    /// <exception cref="ObjectDisposedException">The journal was closed: whether everything was written is not known.</exception>
    public Task FlushAsync(CancellationToken cancellationToken = default)
    {
        Task done;
        lock (_lock)
        {
            // What comes after the end is not heard, and what is left may never be written.
            if (_isDisposed) return Task.FromException(new ObjectDisposedException(nameof(ConnectivityJournal)));

            // RACE: the commit may have failed before its caller came here. The others were told then; nobody waits for the next try.
            if (_fault is { } fault) return Task.FromException(Again(fault));
            if (!_filling.IsEmpty || _overflowed.Count > 0) done = _filling.Done.Task;
            else if (_writing is not null) done = _writing.Done.Task;
            else return Task.CompletedTask;
        }

        return done.IsCompletedSuccessfully ? done : done.WaitAsync(cancellationToken);
    }

    /// <summary>Copies the whole store to a file while everything goes on.</summary>
    /// <param name="path">The file to make.</param>
    /// <param name="cancellationToken">Gives up; no file is left.</param>
    /// <returns>A task.</returns>
    /// <remarks>Holds everything that was durable when it was called.</remarks>
    /// <exception cref="NotSupportedException">The store keeps nothing on disk.</exception>
    /// <exception cref="StoreException">The copy could not be made.</exception>
    public Task BackupAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return _store.BackupAsync(path, cancellationToken);
    }

    /// <summary>Waits until what was heard can be read from the store, or until it is clear that it cannot be written at this moment: then what is there has to do.</summary>
    internal async Task TryFlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // Reading goes on while nothing can be written.
        }
    }

    private async Task WaitLongerForRoomAsync(CancellationToken cancellationToken)
    {
        ThrowIfNeverOpened();
        await _ready.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            Task room;
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                if (_fault is { } fault) throw Again(fault);
                if (_filling.Load < _options.Capacity) return;
                room = (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>An exception of this caller's own, which does not gather the stacks of all those that are told of one fault.</summary>
    private static StoreException Again(StoreException fault) => new(fault.Fault, fault.Message, fault);
}
