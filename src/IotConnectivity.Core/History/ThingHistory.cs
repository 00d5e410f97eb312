using System.Buffers.Binary;
using IotConnectivity.Indexing;
using IotConnectivity.Storage;

namespace IotConnectivity.History;

/// <summary>What a thing's connectivity was at which moment, how much it was connected, and why it shows as it does.</summary>
/// <remarks>
/// <para>
/// Thread-safe. The state at a moment is what the order rule of the index makes of all events stamped at or before it. So an answer about the past can change when a late event
/// comes in; it does not depend on when or how often events came in. An inferred end that activity took back never was.
/// </para>
/// <para>
/// Each call first waits until what was heard before it is durable, and then reads the journal of the thing, its last 200,000 events at most; of a thing with more, history reaches back
/// as far as these. Nothing that is answered holds an IP address.
/// </para>
/// </remarks>
public sealed class ThingHistory
{
    /// <summary>A bound for memory: a thing that comes and goes twice a minute has fewer in a month.</summary>
    internal const int MaxEvents = 200_000;

    private readonly ConnectivityIndex _index;
    private readonly IConnectivityStore _store;
    private readonly TimeSpan _retention;
    private readonly TimeProvider _time;
    private readonly Func<CancellationToken, Task> _flush;

    /// <summary>Makes the history of an index's things.</summary>
    /// <param name="index">The index.</param>
    /// <param name="store">Where their events are.</param>
    /// <param name="retention">How long events are kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="flush">Ends when everything is stored that was heard before the call.</param>
    internal ThingHistory(ConnectivityIndex index, IConnectivityStore store, TimeSpan retention, TimeProvider time, Func<CancellationToken, Task> flush)
    {
        _index = index;
        _store = store;
        _retention = retention;
        _time = time;
        _flush = flush;
    }

    /// <summary>Gets the transitions of a thing in a range, a page at a time.</summary>
    /// <param name="thingName">The thing's name.</param>
    /// <param name="query">Which part.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The transitions; <see langword="null"/> when no such thing is registered.</returns>
    /// <exception cref="ArgumentException">The range ends before it begins, the number of results is out of its range, or the token is not one that a page gave.</exception>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public async Task<ConnectivityHistory?> GetTransitionsAsync(string thingName, HistoryQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(thingName);
        ArgumentNullException.ThrowIfNull(query);
        CheckRange(query.From, query.To);
        if (query.MaxResults is < 1 or > HistoryQuery.MaxPageSize)
        {
            throw new ArgumentException($"{query.MaxResults} results are asked for, expected 1 to {HistoryQuery.MaxPageSize}", nameof(query));
        }

        var start = ReadToken(query.NextToken);
        if (await ReadAsync(thingName, cancellationToken).ConfigureAwait(false) is not { } known) return null;

        var timeline = known.Timeline;
        var (from, to) = known.Clip(query.From, query.To);
        var first = timeline.CountBefore(Math.Max(from, start.TimestampMs)) + (start.TimestampMs >= from ? start.Given : 0);
        var end = timeline.CountBefore(to);
        first = Math.Min(first, end);
        var last = Math.Min(end, first + query.MaxResults);
        return new ConnectivityHistory(
            ToTime(from),
            ToTime(to),
            known.AvailableFrom,
            first > 0 && to > from ? timeline[first - 1] : null,
            [.. Enumerable.Range(first, last - first).Select(i => timeline[i])],
            last < end ? WriteToken(timeline, last) : null);
    }

    /// <summary>Gets the state of a thing at a moment.</summary>
    /// <param name="thingName">The thing's name.</param>
    /// <param name="time">The moment.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The state; <see langword="null"/> when no such thing is registered.</returns>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public async Task<ConnectivityMoment?> GetStateAtAsync(string thingName, DateTimeOffset time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(thingName);
        if (await ReadAsync(thingName, cancellationToken).ConfigureAwait(false) is not { } known) return null;
        var at = Math.Min(time.ToUnixTimeMilliseconds(), known.NowMs);
        var transitions = known.Timeline.CountBefore(at + 1);
        var isKnown = at >= known.AvailableFromMs && transitions > 0;
        return new ConnectivityMoment(ToTime(at), known.AvailableFrom, isKnown ? known.Timeline[transitions - 1] : null);
    }

    /// <summary>Gets how much of a range a thing was connected, how often and why it dropped, and its longest outage.</summary>
    /// <param name="thingName">The thing's name.</param>
    /// <param name="from">The beginning of the range.</param>
    /// <param name="to">Its end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The uptime in the known part of the range; <see langword="null"/> when no such thing is registered.</returns>
    /// <exception cref="ArgumentException">The range ends before it begins.</exception>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public async Task<ConnectivityUptime?> GetUptimeAsync(string thingName, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(thingName);
        CheckRange(from, to);
        if (await ReadAsync(thingName, cancellationToken).ConfigureAwait(false) is not { } known) return null;
        var (fromMs, toMs) = known.Clip(from, to);
        var count = toMs > fromMs ? UptimeCount.Of(known.Timeline, fromMs, toMs) : new UptimeCount();
        return new ConnectivityUptime
        {
            From = ToTime(fromMs),
            To = ToTime(toMs),
            AvailableFrom = known.AvailableFrom,
            Connected = TimeSpan.FromMilliseconds(count.ConnectedMs),
            Drops = count.Drops,
            LongestOutage = count.LongestOutage,
        };
    }

    /// <summary>Explains why a thing shows as it does.</summary>
    /// <param name="thingName">The thing's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The state and the last events; <see langword="null"/> when no such thing is registered.</returns>
    /// <remarks>State and events are read one after the other: an event that comes in meanwhile may be in the one and not in the other.</remarks>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public async Task<ThingExplanation?> ExplainAsync(string thingName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(thingName);
        if (_index.Find(thingName) is not { Current: { } state } cell) return null;
        var activity = cell.LastActivityMs;
        var entries = await LoadAsync(cell, cancellationToken).ConfigureAwait(false);
        return new ThingExplanation(
            state.TimestampMs is { } since ? ConnectivityTransition.Of(state, since) : null,
            state.Revision,
            activity == ThingConnectivity.None ? null : ToTime(activity),
            EventExplanation.OfLast(entries));
    }

    private static void CheckRange(DateTimeOffset from, DateTimeOffset to)
    {
        if (to < from) throw new ArgumentException($"the range ends at {to:O} before it begins at {from:O}, expected an end that is not before the beginning", nameof(to));
    }

    private static DateTimeOffset ToTime(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private async Task<KnownHistory?> ReadAsync(string thingName, CancellationToken cancellationToken) =>
        (await ReadJournalAsync(thingName, cancellationToken).ConfigureAwait(false))?.Known;

    /// <summary>Reads the events of a thing; <see langword="null"/> when no such thing is registered.</summary>
    internal async Task<ThingJournal?> ReadJournalAsync(string thingName, CancellationToken cancellationToken)
    {
        if (_index.Find(thingName) is not { Current: not null } cell) return null;
        var entries = await LoadAsync(cell, cancellationToken).ConfigureAwait(false);

        // Of an event that is missing nobody knows what it would have changed, but nothing after a later one.
        var incomplete = _store.GetIncompleteUntilMs(cell.StorageKey);
        if (incomplete != long.MinValue) entries.RemoveAll(entry => entry.Event.TimestampMs <= incomplete);
        var floor = entries.Count == MaxEvents ? entries[^1].Event.TimestampMs : ThingConnectivity.None;
        return new ThingJournal(new KnownHistory(ThingTimeline.Of(entries), _time.GetUtcNow(), _retention, floor), entries);
    }

    /// <summary>Loads the journal of a thing, the last received first.</summary>
    private async Task<List<JournalEntry>> LoadAsync(ThingCell cell, CancellationToken cancellationToken)
    {
        await _flush(cancellationToken).ConfigureAwait(false);
        var entries = new List<JournalEntry>();
        if (cell.StorageKey == 0) return entries;
        await foreach (var entry in _store.ReadEventsAsync(cell.StorageKey, cell.Name, cancellationToken).ConfigureAwait(false))
        {
            entries.Add(entry);
            if (entries.Count == MaxEvents) break;
        }

        return entries;
    }

    private static string WriteToken(ThingTimeline timeline, int next)
    {
        // A late event may come in between two pages: go on at a moment, and count only within it.
        var at = timeline.TimestampMsOf(next);
        Span<byte> bytes = stackalloc byte[sizeof(long) + sizeof(int)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, at);
        BinaryPrimitives.WriteInt32BigEndian(bytes[sizeof(long)..], next - timeline.CountBefore(at));
        return Convert.ToHexStringLower(bytes);
    }

    private static (long TimestampMs, int Given) ReadToken(string? token)
    {
        if (string.IsNullOrEmpty(token)) return (ThingConnectivity.None, 0);
        Span<byte> bytes = stackalloc byte[sizeof(long) + sizeof(int)];
        if (token.Length != 2 * bytes.Length || Convert.FromHexString(token, bytes, out _, out _) != System.Buffers.OperationStatus.Done
            || BinaryPrimitives.ReadInt32BigEndian(bytes[sizeof(long)..]) is < 0 or > MaxEvents)
        {
            throw new ArgumentException("the next token is not one that a page of history gave", nameof(token));
        }

        return (BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt32BigEndian(bytes[sizeof(long)..]));
    }
}
