using System.Runtime.CompilerServices;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

public sealed partial class ConnectivityIndex
{
    /// <summary>So many things are fetched at the same time: more reads than this a processor core hardly keeps going.</summary>
    private const int FetchedAtOnce = 16;

    private uint _tick;

    /// <summary>Gets or sets the listening time: it stands still while nobody could have heard a heartbeat, and is 0 as long as no watchdog moves it.</summary>
    internal uint Tick
    {
        get => Volatile.Read(ref _tick);
        set => Volatile.Write(ref _tick, value);
    }

    /// <summary>Takes in one event. Any thread; events may come late, twice and in any order.</summary>
    /// <param name="lifecycleEvent">The event.</param>
    /// <returns>What became of it.</returns>
    /// <remarks>One dictionary look-up and one compare-and-swap; allocates the new snapshot when something changes and nothing otherwise.</remarks>
    /// <exception cref="ArgumentException">The event has no client id or no source, or a time or port out of range.</exception>
    public ApplyOutcome Apply(in LifecycleEvent lifecycleEvent)
    {
        Check(lifecycleEvent);
        return Take(lifecycleEvent, null);
    }

    /// <summary>Takes in several events, one after the other. As <see cref="Apply(in LifecycleEvent)"/> for each, but the waiting for the memory of random things overlaps.</summary>
    /// <param name="lifecycleEvents">The events, in the order in which they are to be judged.</param>
    /// <param name="outcomes">Receives what became of each; at least as long as <paramref name="lifecycleEvents"/>.</param>
    /// <remarks>As with single events, other threads may come between any two of them. Allocates the new snapshots only.</remarks>
    /// <exception cref="ArgumentException">An event has no client id or no source, or a time or port out of range, or there is no room for the outcomes. Nothing was applied.</exception>
    public void Apply(ReadOnlySpan<LifecycleEvent> lifecycleEvents, Span<ApplyOutcome> outcomes)
    {
        if (outcomes.Length < lifecycleEvents.Length)
        {
            throw new ArgumentException($"room for {outcomes.Length} outcomes, expected {lifecycleEvents.Length} or more", nameof(outcomes));
        }

        foreach (ref readonly var lifecycleEvent in lifecycleEvents) Check(lifecycleEvent);
        while (!lifecycleEvents.IsEmpty)
        {
            var cells = default(Fetched);
            var count = Math.Min(lifecycleEvents.Length, FetchedAtOnce);
            Fetch(lifecycleEvents[..count], cells);
            for (var i = 0; i < count; i++) outcomes[i] = Take(lifecycleEvents[i], cells[i]);
            lifecycleEvents = lifecycleEvents[count..];
            outcomes = outcomes[count..];
        }
    }

    /// <summary>Takes in an end that this library concluded itself.</summary>
    /// <param name="cell">The thing.</param>
    /// <param name="end">The end.</param>
    /// <returns>What became of it.</returns>
    internal ApplyOutcome Apply(ThingCell cell, in LifecycleEvent end)
    {
        var rule = Judge(cell, end, out var state);
        var outcome = Concluded(state is null ? null : cell, end, rule, state);
        RevokeWhatIsContradicted(cell, end, state);
        return outcome;
    }

    /// <summary>Takes back inferred ends that a broker's own list contradicts, which says that a connection is open but not that its client was heard of.</summary>
    /// <param name="cell">The thing.</param>
    /// <param name="source">Whose list it is.</param>
    /// <param name="takenAtMs">When it was taken.</param>
    /// <returns>Whether there was something to take back.</returns>
    internal bool TryConfirm(ThingCell cell, LifecycleSource source, long takenAtMs)
    {
        cell.NoteSeen(takenAtMs, Tick);
        if (!TryRevoke(cell, out var activity, out var state)) return false;
        Concluded(cell, new LifecycleEvent { Kind = LifecycleEventKind.Heartbeat, ClientId = cell.Name, Source = source, TimestampMs = activity }, OrderRule.ActivityRevokesEnd, state);
        return state is { Connected: true };
    }

    /// <summary>Finds the things of several events and reads each once. None of these reads needs another's result, so that the processor waits for all at the same time.</summary>
    private void Fetch(ReadOnlySpan<LifecycleEvent> lifecycleEvents, Span<ThingCell?> cells)
    {
        for (var i = 0; i < lifecycleEvents.Length; i++) cells[i] = _cells.GetValueOrDefault(lifecycleEvents[i].ClientId);
        for (var i = 0; i < lifecycleEvents.Length; i++) cells[i]?.Current?.Touch();
    }

    private ApplyOutcome Take(in LifecycleEvent news, ThingCell? cell)
    {
        if (!_isEnabled) return Heard(null, news, OrderRule.IndexingOff, null);
        var isConnectivity = news.Kind is LifecycleEventKind.Connected or LifecycleEventKind.Disconnected or LifecycleEventKind.Heartbeat;
        if (cell is null && !_cells.TryGetValue(news.ClientId, out cell) && isConnectivity) cell = RegisterUnknown?.Invoke(news.ClientId);
        if (cell?.Current is not { } seen) return Heard(null, news, OrderRule.NotRegistered, null);
        if (!isConnectivity) return Heard(cell, news, OrderRule.NotConnectivity, seen);
        return news.Kind == LifecycleEventKind.Heartbeat ? Beat(cell, news) : Hear(cell, news);
    }

    private static void Check(in LifecycleEvent lifecycleEvent)
    {
        if (lifecycleEvent.ClientId is null || lifecycleEvent.Source is null)
        {
            throw new ArgumentException("an event needs a client id and a source", nameof(lifecycleEvent));
        }

        Check(lifecycleEvent.TimestampMs, nameof(lifecycleEvent.TimestampMs), LifecycleLimits.MaxTimestampMs);
        Check(lifecycleEvent.ConnectedAtMs ?? 0, nameof(lifecycleEvent.ConnectedAtMs), LifecycleLimits.MaxTimestampMs);
        Check(lifecycleEvent.LastActivityMs ?? 0, nameof(lifecycleEvent.LastActivityMs), LifecycleLimits.MaxTimestampMs);
        Check(lifecycleEvent.SourcePort ?? 0, nameof(lifecycleEvent.SourcePort), ushort.MaxValue);
        Check(lifecycleEvent.KeepAliveSeconds ?? 0, nameof(lifecycleEvent.KeepAliveSeconds), int.MaxValue);
    }

    // What is taken in can be shown: no later reader meets a time that it cannot represent.
    private static void Check(long value, string member, long max)
    {
        if ((ulong)value > (ulong)max) throw new ArgumentException($"{member} is {value}, expected 0 to {max}", member);
    }

    private ApplyOutcome Hear(ThingCell cell, in LifecycleEvent news)
    {
        var rule = Judge(cell, news, out var state);
        var outcome = Heard(state is null ? null : cell, news, rule, state);
        RevokeWhatIsContradicted(cell, news, state);
        return outcome;
    }

    /// <summary>Judges a connect or an end and publishes what changes.</summary>
    private OrderRule Judge(ThingCell cell, in LifecycleEvent news, out ThingConnectivity? state)
    {
        var rule = cell.Apply(news, Tick, out var before, out state);
        if (before is null || state is null || ReferenceEquals(before, state)) return rule;

        Publish(cell, before, state);
        if (_isEnabled) return rule;

        // Switched off since it was looked at.
        Clear(cell);
        state = null;
        return OrderRule.IndexingOff;
    }

    /// <summary>Activity may have been noted between the judgement and the swap, or before an end that waited for its connect was put to use.</summary>
    private void RevokeWhatIsContradicted(ThingCell cell, in LifecycleEvent news, ThingConnectivity? state)
    {
        if (cell.LastActivityMs == ThingConnectivity.None || state is not ({ HasInferredEnd: true } or { Backlog: not null })) return;
        if (!TryRevoke(cell, out var activity, out state)) return;
        Concluded(cell, new LifecycleEvent { Kind = LifecycleEventKind.Heartbeat, ClientId = cell.Name, Source = news.Source, TimestampMs = activity }, OrderRule.ActivityRevokesEnd, state);
    }

    private ApplyOutcome Beat(ThingCell cell, in LifecycleEvent beat)
    {
        var rule = OrderRule.ActivityNoted;
        ThingConnectivity? state = null;
        if (!cell.TryNoteActivity(beat.TimestampMs, Tick))
        {
            // Old by its stamp, and no news of the state. But it was heard just now, and where a clock was set back every beat is old: silence it is not.
            cell.NoteHeard(Tick);
            rule = OrderRule.EarlierActivity;
        }

        Beaten(cell);
        if (rule == OrderRule.ActivityNoted && cell.Current is { HasInferredEnd: true } or { Backlog: not null } && TryRevoke(cell, out var activity, out state))
        {
            // RACE: another thread may have noted later activity, and only that took back the end. Then it is that one which has to be told of.
            if (activity == beat.TimestampMs) rule = OrderRule.ActivityRevokesEnd;
            else Concluded(cell, beat with { TimestampMs = activity }, OrderRule.ActivityRevokesEnd, state);
        }

        if (!_isEnabled)
        {
            Clear(cell);
            return Heard(null, beat, OrderRule.IndexingOff, null);
        }

        state ??= cell.Current;
        return state is null ? Heard(null, beat, OrderRule.NotRegistered, null) : Heard(cell, beat, rule, state);
    }

    private bool TryRevoke(ThingCell cell, out long activity, out ThingConnectivity? after)
    {
        activity = cell.Revoke(out var before, out after);
        if (before is null || after is null || ReferenceEquals(before, after)) return false;
        Publish(cell, before, after);
        return true;
    }

    private void Clear(ThingCell cell)
    {
        cell.Clear(out var before, out var after);
        if (before is not null && after is not null && !ReferenceEquals(before, after)) Publish(cell, before, after);
    }

    private void Publish(ThingCell cell, ThingConnectivity before, ThingConnectivity after)
    {
        if (before.Connected != after.Connected)
        {
            if (after.Connected) Interlocked.Increment(ref _connected);
            else Interlocked.Decrement(ref _connected);
        }

        Changed(new ConnectivityChange(cell, before, after));
    }

    [InlineArray(FetchedAtOnce)]
    private struct Fetched
    {
        private ThingCell? _first;
    }
}
