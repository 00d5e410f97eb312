using System.Runtime.InteropServices;
using IotConnectivity.Storage;

namespace IotConnectivity.Sqlite;

/// <summary>Forgets old entries, from the oldest on, a few hundred at a time.</summary>
/// <remarks>
/// An entry goes when it is expired, is not among the last of its thing, and the join of the thing's expired entries does not need it. What stays is looked at again when a later entry of
/// the same thing has expired, by following the chain back, which is short, since earlier ones are gone by then.
/// </remarks>
/// <param name="path">The database file, for messages.</param>
/// <param name="sources">The sources by number.</param>
internal sealed class JournalTrimmer(string path, SourceTable sources)
{
    private const int EntriesInAStep = 256;

    // A device whose clock runs years ahead keeps entries that never expire; no step walks further than this.
    private const int LongestChain = 1_024;

    private readonly Dictionary<long, long> _lastMet = [];
    private readonly EventWriter _writer = new(sources);
    private long _next;
    private bool _floorIsClear;
    private bool _clearedFloor;

    /// <summary>Gets or sets the entry up to which all were looked at.</summary>
    internal long Position { get; set; }

    internal void FloorChanged() => _floorIsClear = false;

    /// <summary>Looks at the next entries, within a transaction of the writer.</summary>
    /// <returns>Whether there are more to look at.</returns>
    internal bool Step(Statements statements, EntryHeads heads, long floor, long horizonMs)
    {
        _next = Position;
        _clearedFloor = false;
        if (!_floorIsClear && ClearFloor(statements, floor)) return true;
        _lastMet.Clear();
        var (met, changed) = Meet(statements, heads, horizonMs);
        foreach (var (key, id) in _lastMet) changed |= Trim(statements, key, id, heads[key], floor, horizonMs);
        if (changed) statements.PutMeta.Bind(1, "trimmed").Bind(2, _next).Run();
        return met == EntriesInAStep;
    }

    /// <summary>Takes over what the last step has found, now that it is committed.</summary>
    internal void TakeOver()
    {
        Position = _next;
        _floorIsClear |= _clearedFloor;
    }

    private bool ClearFloor(Statements statements, long floor)
    {
        var oldest = statements.OldestEntry.Step() ? statements.OldestEntry.Number(0) : 0;
        statements.OldestEntry.Reset();
        if (oldest == 0 || oldest > floor)
        {
            _clearedFloor = true;
            return false;
        }

        statements.DeleteEntriesTo.Bind(1, Math.Min(floor, oldest + (4 * EntriesInAStep))).Run();
        return true;
    }

    /// <summary>Notes the latest expired entry of each thing among the next ones.</summary>
    private (int Met, bool Changed) Meet(Statements statements, EntryHeads heads, long horizonMs)
    {
        var (met, last) = (0, 0);
        var orphans = new List<long>();
        var rows = statements.EntriesFrom.Bind(1, Position).Bind(2, EntriesInAStep);
        try
        {
            while (rows.Step())
            {
                var row = Read(rows.Number(0), rows.Bytes(1));
                var entry = ReadEntry(row);
                met++;

                // Not the end: our own clock may have been ahead when this one came in, and right again when the next did.
                if (entry.ReceivedAtMs >= horizonMs) continue;
                if (heads.LastEntryOf(row.ThingKey) == 0) orphans.Add(row.Id);
                else if (entry.Event.TimestampMs < horizonMs) _lastMet[row.ThingKey] = row.Id;
                _next = row.Id;
                last = met;
            }
        }
        finally
        {
            rows.Reset();
        }

        foreach (var id in orphans) statements.DeleteEntry.Bind(1, id).Run();
        return (last, orphans.Count > 0);
    }

    /// <summary>Drops what is not needed of the chain of a thing below an expired entry. That entry itself stays: the one above would have to be found to point past it.</summary>
    private bool Trim(Statements statements, long key, long id, EntryHead head, long floor, long horizonMs)
    {
        var chain = ReadChain(statements, key, id, floor);
        var entries = new List<JournalEntry>(chain.Count);
        var links = new List<int>(chain.Count);
        for (var i = chain.Count - 1; i >= 0; i--)
        {
            var entry = chain[i].Entry;
            if (entry.ReceivedAtMs >= horizonMs || entry.Event.TimestampMs >= horizonMs) continue;
            entries.Add(entry);
            links.Add(i);
        }

        // Of the oldest ones, those that are not among the last of the thing.
        var candidates = 0;
        while (candidates < links.Count && links[candidates] > 0 && head.Sequence - chain[links[candidates]].Sequence >= JournalRetention.LastEvents) candidates++;
        if (candidates == 0) return false;
        var changed = false;
        foreach (var dropped in JournalTrimming.FindDroppable(CollectionsMarshal.AsSpan(entries), candidates))
        {
            var link = chain[links[dropped]];
            link.IsDropped = true;
            statements.DeleteEntry.Bind(1, link.Id).Run();
            changed = true;
        }

        if (changed) Relink(statements, chain, key);
        return changed;
    }

    private List<Link> ReadChain(Statements statements, long key, long id, long floor)
    {
        var chain = new List<Link>();
        while (id > floor && chain.Count < LongestChain)
        {
            var read = statements.ReadEntry.Bind(1, id);
            try
            {
                if (!read.Step()) break;
                var row = Read(id, read.Bytes(0));
                if (row.ThingKey != key) throw StoreFaults.Damaged(path, $"entry {id} of the journal is of thing {row.ThingKey}, expected {key}");
                chain.Add(new Link { Id = id, Previous = row.Previous, Sequence = row.Sequence, Content = row.Content.ToArray(), Entry = ReadEntry(row) });
                id = row.Previous;
            }
            finally
            {
                read.Reset();
            }
        }

        return chain;
    }

    private void Relink(Statements statements, List<Link> chain, long key)
    {
        for (var i = 0; i < chain.Count; i++)
        {
            var link = chain[i];
            if (link.IsDropped) continue;
            var below = i + 1;
            while (below < chain.Count && chain[below].IsDropped) below++;
            var previous = below < chain.Count ? chain[below].Id : chain[^1].Previous;
            if (previous == link.Previous) continue;
            _writer.Clear();
            JournalRow.WriteStart(_writer, link.Id, previous, link.Sequence, key);
            _writer.WriteBytes(link.Content);
            statements.ReplaceEntry.Bind(1, link.Id).Bind(2, _writer.Written).Run();
        }
    }

    private JournalRow Read(long id, ReadOnlySpan<byte> bytes) =>
        JournalRow.TryRead(id, bytes, out var row) ? row : throw StoreFaults.Damaged(path, $"entry {id} of the journal cannot be read");

    private JournalEntry ReadEntry(in JournalRow row) =>
        row.TryReadEntry(sources, string.Empty, out var entry) ? entry : throw StoreFaults.Damaged(path, $"entry {row.Id} of the journal cannot be read");

    private sealed class Link
    {
        internal required long Id { get; init; }

        internal required long Previous { get; init; }

        internal required uint Sequence { get; init; }

        internal required byte[] Content { get; init; }

        internal required JournalEntry Entry { get; init; }

        internal bool IsDropped { get; set; }
    }
}
