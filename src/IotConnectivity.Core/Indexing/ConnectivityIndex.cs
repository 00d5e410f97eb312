using System.Collections.Concurrent;
using IotConnectivity.Diagnostics;

namespace IotConnectivity.Indexing;

/// <summary>Which things are connected now, since when, and why the others are not.</summary>
/// <remarks>
/// <para>
/// Thread-safe and lock-free for readers and for events: a look-up is one look-up in a <see cref="ConcurrentDictionary{TKey,TValue}"/>, an event one compare-and-swap.
/// Operations on one thing are linearizable; counts and enumerations over several things are a moment's view.
/// </para>
/// <para>
/// A record exists only for a registered thing. An event whose client id is not the name of one leaves no trace, and is not picked up when the thing is registered
/// later: its next event counts.
/// </para>
/// </remarks>
public sealed partial class ConnectivityIndex
{
    private readonly ConcurrentDictionary<string, ThingCell> _cells = new();
    private readonly ConcurrentDictionary<string, ThingCell>.AlternateLookup<ReadOnlySpan<char>> _cellsBySpan;

    // Taken to add and to remove a thing only, never by an event or a look-up.
    private readonly Lock _membership = new();
    private ThingConnectivity _never = ThingConnectivity.Never;
    private volatile bool _isEnabled = true;
    private int _connected;

    /// <summary>Makes an empty index that is switched on.</summary>
    /// <param name="metrics">What to measure with; <see langword="null"/> measures nothing.</param>
    public ConnectivityIndex(ConnectivityMetrics? metrics = null)
    {
        _cellsBySpan = _cells.GetAlternateLookup<ReadOnlySpan<char>>();
        if (metrics is not null) Follow(new ConnectivityMeasurement(this, metrics));
    }

    /// <summary>Gets a value indicating whether connectivity is tracked. While it is not, every event is ignored and every thing looks never connected.</summary>
    public bool IsEnabled => _isEnabled;

    /// <summary>Gets the number of registered things. Takes all locks of the dictionary: meant for metrics and tests, not for a hot path.</summary>
    public int Count => _cells.Count;

    /// <summary>Gets the number of connected things, at a moment's view. One memory read.</summary>
    public int ConnectedCount => Volatile.Read(ref _connected);

    /// <summary>Gets or sets what makes a cell for a client that is not a registered thing; <see langword="null"/> leaves such clients alone.</summary>
    internal Func<string, ThingCell?>? RegisterUnknown { get; set; }

    /// <summary>Starts to track a thing without a registry. With a <c>ThingRegistry</c> on this index, create things there instead.</summary>
    /// <param name="thingName">The thing.</param>
    /// <returns>Whether the thing is new; <see langword="false"/> when it was tracked already.</returns>
    public bool TryAdd(ThingName thingName) => TryAdd(new ThingCell(thingName.Value));

    /// <summary>Drops a thing and its record.</summary>
    /// <param name="thingName">The thing's name.</param>
    /// <returns>Whether there was such a thing.</returns>
    public bool TryRemove(string thingName)
    {
        ArgumentNullException.ThrowIfNull(thingName);
        return _cells.TryGetValue(thingName, out var cell) && TryRemove(cell);
    }

    /// <summary>Looks up the state of a thing. Does not allocate, takes no lock.</summary>
    /// <param name="thingName">The thing's name.</param>
    /// <param name="connectivity">The state; <see cref="ThingConnectivity.Never"/> when the thing is not registered.</param>
    /// <returns>Whether the thing is registered.</returns>
    public bool TryGet(string thingName, out ThingConnectivity connectivity)
    {
        if (_cells.TryGetValue(thingName, out var cell) && cell.Current is { } current)
        {
            connectivity = current;
            return true;
        }

        connectivity = ThingConnectivity.Never;
        return false;
    }

    /// <inheritdoc cref="TryGet(string, out ThingConnectivity)"/>
    public bool TryGet(ReadOnlySpan<char> thingName, out ThingConnectivity connectivity)
    {
        if (_cellsBySpan.TryGetValue(thingName, out var cell) && cell.Current is { } current)
        {
            connectivity = current;
            return true;
        }

        connectivity = ThingConnectivity.Never;
        return false;
    }

    /// <summary>Finds the index's own string of a registered thing's name, so that a parser need not make a new one.</summary>
    /// <param name="thingName">The name.</param>
    /// <returns>The string, or <see langword="null"/> when no such thing is registered.</returns>
    /// <remarks>Reads the dictionary only and not the thing, whose memory is fetched once, when the event is applied.</remarks>
    public string? FindName(ReadOnlySpan<char> thingName) => _cellsBySpan.TryGetValue(thingName, out var name, out _) ? name : null;

    /// <summary>Enumerates all things with their states. A live view: a thing that is added or removed meanwhile may or may not appear.</summary>
    /// <returns>Name and state of each thing, in no particular order.</returns>
    public IEnumerable<KeyValuePair<string, ThingConnectivity>> Enumerate()
    {
        foreach (var (name, cell) in _cells)
        {
            if (cell.Current is { } current) yield return new(name, current);
        }
    }

    /// <summary>Switches tracking on; it starts from the next events.</summary>
    public void Enable() => _isEnabled = true;

    /// <summary>Switches tracking off and drops every record, as AWS IoT does. Visits every thing.</summary>
    public void Disable()
    {
        _isEnabled = false;
        foreach (var (_, cell) in _cells) Clear(cell);
    }

    internal bool TryAdd(ThingCell cell)
    {
        // RACE: a thing of this name may be going at this moment. Under the lock it is still there, or its last revision is known before an event can reach this cell.
        lock (_membership)
        {
            cell.StartFrom(_never);
            return _cells.TryAdd(cell.Name, cell);
        }
    }

    /// <summary>Adds a thing with the state that a store has kept. Followers do not hear of it: it is not news.</summary>
    internal bool TryRestore(ThingCell cell, ThingConnectivity state, long lastActivityMs)
    {
        lock (_membership)
        {
            cell.Restore(state.WithRevision(_never.Revision), lastActivityMs);
            if (!_cells.TryAdd(cell.Name, cell)) return false;
        }

        if (state.Connected) Interlocked.Increment(ref _connected);
        return true;
    }

    internal ThingCell? Find(string thingName) => _cells.GetValueOrDefault(thingName);

    internal IEnumerable<ThingCell> Cells() => _cells.Select(static entry => entry.Value);

    internal bool TryRemove(ThingCell cell)
    {
        ThingConnectivity? last;
        lock (_membership)
        {
            last = cell.Retire();
            if (last is null) return false;
            RaiseFloor_NeedsLock(last);
            _cells.TryRemove(new KeyValuePair<string, ThingCell>(cell.Name, cell));
        }

        if (last.IsKnown) Publish(cell, last, last.Cleared());
        foreach (var follower in Volatile.Read(ref _followers)) follower.OnRetired(cell);
        return true;
    }

    /// <summary>
    /// A thing that is deleted and made again goes on counting from the last revision that was given out for it, so that no follower takes its news for old ones. One
    /// floor for all things is enough, and rises only by what was counted.
    /// </summary>
    private void RaiseFloor_NeedsLock(ThingConnectivity last)
    {
        var cleared = last.IsKnown ? last.Cleared() : last;
        if (cleared.Revision > _never.Revision) _never = cleared;
    }
}
