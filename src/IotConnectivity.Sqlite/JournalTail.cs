using System.Runtime.InteropServices;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Storage;

namespace IotConnectivity.Sqlite;

/// <summary>The entries that are not in the states yet, by thing, in a few large arrays.</summary>
internal sealed class JournalTail
{
    private const int ChunkSize = 1 << 20;

    private readonly List<Entry> _entries = [];
    private readonly Dictionary<long, Place> _last = [];
    private byte[] _chunk = [];
    private int _used;

    internal static JournalTail Read(Database database, long after, string path, CancellationToken cancellationToken)
    {
        var tail = new JournalTail();
        using var rows = database.Prepare("SELECT id, entry FROM journal WHERE id > ?1 ORDER BY id");
        rows.Bind(1, after);
        while (rows.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!JournalRow.TryRead(rows.Number(0), rows.Bytes(1), out var row)) throw StoreFaults.Damaged(path, $"entry {rows.Number(0)} of the journal cannot be read");
            tail.Add(row);
        }

        return tail;
    }

    /// <summary>Finds the last entry of a thing in the tail.</summary>
    /// <returns>Whether there is one.</returns>
    internal bool TryGetHead(long thingKey, out EntryHead head, out int count)
    {
        var found = _last.TryGetValue(thingKey, out var place);
        head = place.Head;
        count = place.Count;
        return found;
    }

    /// <summary>Adds the events of a thing to a list, those that say something of its connectivity.</summary>
    /// <returns>Whether all of them could be read.</returns>
    internal bool TryAddEvents(long thingKey, string thingName, SourceTable sources, List<LifecycleEvent> events)
    {
        if (!_last.TryGetValue(thingKey, out var place)) return true;
        var start = events.Count;
        for (var i = place.Index; i >= 0; i = _entries[i].Previous)
        {
            var entry = _entries[i];
            if (!new EventReader(entry.Bytes.Span, sources, thingName).TryReadEntry(thingKey, out var read)) return false;
            if (read.Rule.IsPartOfState()) events.Add(read.Event);
        }

        events.Reverse(start, events.Count - start);
        return true;
    }

    private void Add(in JournalRow row)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, row.ThingKey, out var isKnown);
        _entries.Add(new Entry(Keep(row.Content), isKnown ? place.Index : -1));
        place = new Place(new EntryHead { Entry = row.Id, Sequence = row.Sequence }, place.Count + 1, _entries.Count - 1);
    }

    private ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> bytes)
    {
        if (_chunk.Length - _used < bytes.Length)
        {
            _chunk = new byte[Math.Max(ChunkSize, bytes.Length)];
            _used = 0;
        }

        var kept = _chunk.AsMemory(_used, bytes.Length);
        bytes.CopyTo(kept.Span);
        _used += bytes.Length;
        return kept;
    }

    private readonly record struct Entry(ReadOnlyMemory<byte> Bytes, int Previous);

    private readonly record struct Place(EntryHead Head, int Count, int Index);
}
