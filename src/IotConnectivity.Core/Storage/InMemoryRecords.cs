namespace IotConnectivity.Storage;

/// <summary>The records of a store in memory, in the order of time and key: all of a collection, and those of each owner.</summary>
internal sealed class InMemoryRecords
{
    // So many are read under the lock at once; a reader goes on from the last one.
    private const int PageSize = 64;

    private readonly Lock _access = new();
    private readonly Dictionary<RecordKey, StoredRecord> _records = [];
    private readonly SortedSet<Entry> _places = new(Comparer<Entry>.Create(Entry.Compare));

    internal void Write(IReadOnlyList<StoredRecord> records, IReadOnlyList<RecordKey> deleted)
    {
        if (records.Count == 0 && deleted.Count == 0) return;
        lock (_access)
        {
            foreach (var record in records) Put(record with { Value = record.Value.ToArray() });
            foreach (var key in deleted)
            {
                if (_records.Remove(key, out var gone)) RemovePlaces(gone);
            }
        }
    }

    internal IEnumerable<StoredRecord> Read(RecordQuery query, CancellationToken cancellationToken)
    {
        var page = new List<StoredRecord>();
        var after = query.After;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            page.Clear();
            lock (_access) ReadPage(query, after, page);
            foreach (var record in page) yield return record;
            if (page.Count > 0) after = page[^1].Place;
        }
        while (page.Count == PageSize);
    }

    private void Put(StoredRecord record)
    {
        var key = new RecordKey(record.Collection, record.Key);
        if (_records.TryGetValue(key, out var old) && (old.TimeMs != record.TimeMs || old.Owner != record.Owner)) RemovePlaces(old);
        _records[key] = record;
        _places.Add(new Entry(record.Collection, null, record.TimeMs, record.Key));
        if (record.Owner is not null) _places.Add(new Entry(record.Collection, record.Owner, record.TimeMs, record.Key));
    }

    private void RemovePlaces(in StoredRecord record)
    {
        _places.Remove(new Entry(record.Collection, null, record.TimeMs, record.Key));
        if (record.Owner is not null) _places.Remove(new Entry(record.Collection, record.Owner, record.TimeMs, record.Key));
    }

    private void ReadPage(RecordQuery query, RecordPlace? after, List<StoredRecord> page)
    {
        var first = new Entry(query.Collection, query.Owner, query.FromMs, string.Empty);
        var last = new Entry(query.Collection, query.Owner, query.ToMs, null);
        var begin = after is { } place ? new Entry(query.Collection, query.Owner, place.TimeMs, place.Key) : (Entry?)null;
        if (begin is { } lower && !query.NewestFirst && Entry.Compare(lower, first) > 0) first = lower;
        if (begin is { } upper && query.NewestFirst && Entry.Compare(upper, last) < 0) last = upper;
        if (Entry.Compare(first, last) > 0) return;

        var range = _places.GetViewBetween(first, last);
        foreach (var entry in query.NewestFirst ? range.Reverse() : range)
        {
            if (entry == begin) continue;
            page.Add(_records[new RecordKey(entry.Collection, entry.Key!)]);
            if (page.Count == PageSize) return;
        }
    }

    /// <summary>A record among all of its collection (then without an owner), or among those of its owner. No key stands after all keys.</summary>
    private readonly record struct Entry(string Collection, string? Owner, long TimeMs, string? Key)
    {
        internal static int Compare(Entry one, Entry other)
        {
            var order = string.CompareOrdinal(one.Collection, other.Collection);
            if (order == 0) order = string.CompareOrdinal(one.Owner, other.Owner);
            if (order == 0) order = one.TimeMs.CompareTo(other.TimeMs);
            return order != 0 ? order : CompareKeys(one.Key, other.Key);
        }

        private static int CompareKeys(string? one, string? other)
        {
            if (one is null || other is null) return (one is null ? 1 : 0) - (other is null ? 1 : 0);
            var same = one.AsSpan().CommonPrefixLength(other);
            return same == one.Length || same == other.Length ? one.Length - other.Length : Weigh(one[same]) - Weigh(other[same]);
        }

        // UTF-16 has surrogates below U+E000 to U+FFFF, whose code points stand above them.
        private static int Weigh(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
    }
}
